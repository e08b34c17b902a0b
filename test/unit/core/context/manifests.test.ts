import { describe, expect, test } from 'vitest';
import { dependenciesOf, isManifest } from '../../../../src/core/context/manifests.ts';

const manifests: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'package.json',
    '{ "dependencies": { "react": "^19", "@tanstack/query": "5" }, "devDependencies": { "vitest": "5" } }',
    ['react', '@tanstack/query', 'vitest'],
  ],
  ['composer.json', '{ "require": { "symfony/console": "^7" } }', ['symfony/console']],
  [
    'go.mod',
    'module example.com/shop\n\ngo 1.24\n\nrequire github.com/gin-gonic/gin v1.10.0\n\nrequire (\n' +
      '\tgithub.com/jackc/pgx/v5 v5.7.0\n\tgolang.org/x/net v0.30.0 // indirect\n)\n',
    ['gin-gonic/gin', 'jackc/pgx'],
  ],
  [
    'Cargo.toml',
    '[package]\nname = "shop"\n\n[dependencies]\ntokio = { version = "1", features = ["full"] }\nserde.workspace = true\n\n' +
      '[dependencies.axum]\nversion = "0.8"\n\n[dev-dependencies]\ninsta = "1"\n',
    ['tokio', 'serde', 'insta', 'axum'],
  ],
  [
    'pyproject.toml',
    '[project]\nname = "shop"\ndependencies = [\n  "fastapi>=0.115", # the server\n  \'uvicorn[standard]\',\n]\n' +
      '[project.optional-dependencies]\ntest = ["pytest"]\n',
    ['fastapi', 'uvicorn'],
  ],
  ['pyproject.toml', '[project]\ndependencies = ["requests", "rich"]\n', ['requests', 'rich']],
  ['pyproject.toml', '[tool.poetry.dependencies]\npython = "^3.13"\ndjango = "^5"\n', ['django']],
  ['requirements.txt', '# web\nflask==3.1\n-r base.txt\nSQLAlchemy>=2\n', ['flask', 'SQLAlchemy']],
  ['setup.cfg', '[options]\ninstall_requires =\n    attrs>=24\n    click\n[options.extras]\n', ['attrs', 'click']],
  [
    'pom.xml',
    '<dependencies><dependency><groupId>g</groupId><artifactId>guava</artifactId></dependency>\n' +
      '<dependency><groupId>j</groupId><artifactId>junit</artifactId></dependency></dependencies>',
    ['guava', 'junit'],
  ],
  [
    'build.gradle.kts',
    'dependencies {\n  implementation("io.ktor:ktor-server-core:3.0")\n  api("com.squareup.okio:okio:3")\n}\n',
    ['ktor-server-core', 'okio'],
  ],
  ['Gemfile', "source 'https://rubygems.example'\ngem 'rails', '~> 8'\n  gem \"pg\"\n", ['rails', 'pg']],
];

describe('what a project is built on', () => {
  test.each(manifests)('is read from %s', (name, text, expected) => {
    expect(isManifest(`shop/${name}`)).toBe(true);
    expect(dependenciesOf(`shop/${name}`, text)).toEqual(expected);
  });

  test.each(['{ "dependencies": ', '[]', '{ "dependencies": ["react"] }'])('is nothing where %j is broken', (text) => {
    expect(dependenciesOf('package.json', text)).toEqual([]);
  });

  test.each([
    ['pom.xml', '<dependency>'],
    ['pyproject.toml', 'dependencies = [\n"'],
    ['go.mod', 'require a.b/c v1 '],
    ['setup.cfg', 'install_requires =\n \n'],
    ['Cargo.toml', '[dependencies\n'],
  ])('takes no time to find where %s is made to take it', (name, piece) => {
    const began = process.cpuUsage();
    dependenciesOf(name, piece.repeat(500_000 / piece.length));
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(1000);
  });
});
