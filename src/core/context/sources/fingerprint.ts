import type { ProjectManifest, RankedSnippet } from '../../protocol.ts';
import type { OpenDocument } from '../open-document.ts';
import { folderOf } from '../symbol-index.ts';

/** Manifests that speak for a language. */
const ecosystems: readonly { readonly manifest: RegExp; readonly languages: readonly string[] }[] = [
  {
    manifest: /package\.json$/,
    languages: ['typescript', 'typescriptreact', 'javascript', 'javascriptreact', 'vue', 'svelte'],
  },
  { manifest: /(pyproject\.toml|requirements\.txt|setup\.cfg)$/, languages: ['python'] },
  { manifest: /go\.mod$/, languages: ['go'] },
  { manifest: /Cargo\.toml$/, languages: ['rust'] },
  { manifest: /(pom\.xml|build\.gradle(\.kts)?)$/, languages: ['java', 'kotlin', 'groovy', 'scala'] },
  { manifest: /composer\.json$/, languages: ['php'] },
  { manifest: /Gemfile$/, languages: ['ruby'] },
];

/** Tools of the trade that say nothing about how the code itself looks. */
const tools =
  /^(@types\/|eslint|prettier|husky|lint-staged|rimraf|nodemon|cross-env|black|flake8|mypy|ruff|tox|setuptools|wheel)/;
const maxDependencies = 10;

/** One line: the language and what the nearest project is built on. Stays the same while one types. */
export function fingerprintOf(
  document: OpenDocument,
  manifests: readonly ProjectManifest[],
  charactersPerToken: number,
): readonly RankedSnippet[] {
  const ecosystem = ecosystems.find(({ languages }) => languages.includes(document.languageId));
  if (ecosystem === undefined) return [];
  const folder = folderOf(document.path);
  const nearest = manifests
    .filter(({ path }) => ecosystem.manifest.test(path))
    .filter(({ path }) => folderOf(path) === '' || `${folder}/`.startsWith(`${folderOf(path)}/`))
    .toSorted((a, b) => folderOf(b.path).length - folderOf(a.path).length || (a.path < b.path ? -1 : 1))
    .find(({ dependencies }) => dependencies.length > 0);
  if (nearest === undefined) return [];
  const names = nearest.dependencies.filter((name) => !tools.test(name)).slice(0, maxDependencies);
  if (names.length === 0) return [];
  const text = `${document.languageId} with ${names.join(', ')}`;
  const name = nearest.path.slice(nearest.path.lastIndexOf('/') + 1);
  return [
    {
      source: 'fingerprint',
      label: name,
      uri: nearest.uri,
      path: nearest.path,
      languageId: document.languageId,
      text,
      score: 3,
      tokens: Math.ceil(text.length / charactersPerToken) + 4,
      key: text,
    },
  ];
}
