import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { withSettings } from '../.ci/settings-table.ts';
import manifest from '../package.json' with { type: 'json' };
import strings from '../package.nls.json' with { type: 'json' };
import context from './bench/context.baseline.json' with { type: 'json' };
import replay from './bench/replay.baseline.json' with { type: 'json' };
import transport from './bench/transport.baseline.json' with { type: 'json' };
import { newestMinor } from '../src/vscode/refresh-gate.ts';
import { priceOf } from '../src/core/routing/prices.ts';
import { providerIds } from '../src/core/providers/provider.ts';

// What the pages name exists, and what they state as numbers is what the code has.

const root = path.resolve(import.meta.dirname, '..');
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'TELEMETRY.md', 'src/README.md'];
const text = (name: string): string => readFileSync(path.join(root, name), 'utf8');
const readme = text('README.md');

const settings = new Map<string, { readonly default: unknown }>(
  manifest.contributes.configuration.flatMap(({ properties }) => Object.entries(properties)),
);
const walkthrough = ['keys', 'model', 'privacy', 'ready'].map((name) => `media/walkthrough/${name}.md`);

function allMatches(pattern: RegExp, of: string): readonly string[] {
  return [...of.matchAll(pattern)].map(([, first = '']) => first);
}

describe.each(pages)('%s', (page) => {
  test('links to files that exist', () => {
    const links = allMatches(/\]\((?!https?:|#)([^)\s#]+)/g, text(page));
    expect(links.filter((link) => !existsSync(path.join(root, path.dirname(page), link)))).toEqual([]);
  });

  test('names scripts that exist', () => {
    const scripts = allMatches(
      /npm (?:run )?(?:-s )?((?:bench|check|fix|midfill|package|release|screenshot|soak|start|test)[:\w]*)/g,
      text(page),
    );
    expect(scripts.filter((script) => !(script in manifest.scripts))).toEqual([]);
  });

  test('names commands by their titles', () => {
    const titles = new Set(
      manifest.contributes.commands.map(({ title }) => strings[title.replaceAll('%', '') as keyof typeof strings]),
    );
    const named = allMatches(/`Midfill: ([^`]+)`/g, text(page));
    expect(named.filter((title) => !titles.has(title))).toEqual([]);
  });

  test('names settings that exist', () => {
    const named = allMatches(/`"?(midfill(?:\.\w+)+)"?[`:]/g, text(page));
    expect(named.filter((key) => !settings.has(key) && key !== 'midfill.vsix' && key !== 'midfill.midfill')).toEqual(
      [],
    );
  });
});

describe('the README', () => {
  test('has the settings as the manifest has them; `npm run fix` writes them', () => {
    expect(readme).toBe(withSettings(readme, root));
    expect([...settings.keys()].filter((key) => !readme.includes(`| \`${key}\` |`))).toEqual([]);
  });

  test('lists every provider, and no other', () => {
    const section = readme.slice(readme.indexOf('## Choosing a model'), readme.indexOf('## Privacy'));
    const ids = allMatches(/^\| .+? \| `([a-z-]+)` \|/gm, section);
    expect(ids.toSorted()).toEqual([...providerIds].toSorted());
  });

  test.each([
    ['codestral', 'codestral-latest'],
    ['deepseek', 'deepseek-flash'],
  ] as const)("has the price of %s's %s, and its date, as the budget reckons with it", (provider, model) => {
    const row = readme.split('\n').find((line) => line.includes(`| \`${provider}\` |`)) ?? '';
    const [, input, cachedInput, output, asOf] =
      /\$([\d.]+) in, \$([\d.]+) cached, \$([\d.]+) out a million tokens \(([\d-]+)\)/.exec(row) ?? [];
    expect({ input: Number(input), cachedInput: Number(cachedInput), output: Number(output), asOf }).toMatchObject({
      ...priceIn(provider, model),
    });
  });

  test('has the budget of a day', () => {
    expect(readme).toContain('two dollars a day unless you say otherwise');
    expect(settings.get('midfill.dailyBudget')).toMatchObject({ default: 2 });
  });

  test('names the oldest VS Code that is supported', () => {
    expect(`^${/VS Code \((1\.\d+) or newer\)/.exec(readme)?.[1]}.0`).toBe(manifest.engines.vscode);
  });

  test('names the newest VS Code that is had to ask again', () => {
    expect(readme).toContain(`in VS Code 1.106 to 1.${newestMinor} only`);
  });

  test('and the walkthrough name the keys that are bound', () => {
    for (const page of [readme, text('media/walkthrough/keys.md')]) {
      const plain = page.replaceAll('`', '');
      for (const { key, ...other } of manifest.contributes.keybindings) {
        for (const one of [key, 'mac' in other ? other.mac : key]) {
          expect(plain.toLowerCase()).toContain(one);
        }
      }
    }
  });
});

function priceIn(provider: 'codestral' | 'deepseek', model: string): object {
  const { input, cachedInput, output, asOf } = priceOf(provider, model) as unknown as Record<string, unknown>;
  return { input, cachedInput, output, asOf };
}

describe("the README's figures are those of the baselines", () => {
  test('of the replay', () => {
    const [ours, ideal] = [replay['fast/bare/midfill'], replay['fast/bare/ideal']];
    expect(readme).toContain(
      `| ${Math.round(ours.rightPer100)} (an ideal client that asks once and shows whole lines: ${Math.round(ideal.rightPer100)}) |`,
    );
    expect(readme).toContain(`| ${ours.requestsPer100} and ${Math.round(ours.tokensPer100)} |`);
    expect(readme).toContain(`| ${ours.dollarsPer1000Shown.toFixed(2)} |`);
  });

  test('of retrieval', () => {
    const rows = Object.values(context.retrievalPercent);
    const names = ['Go', 'Java', 'PHP', 'Python', 'Rust', 'TypeScript'];
    const all = rows.map((row, at) => `${names[at]} ${Math.round(row['all@4000'])}${at === 0 ? ' %' : ''}`);
    expect(readme).toContain(`| ${all.join(', ')} |`);
    expect(readme).toContain(`| ${rows.map((row) => Math.round(row['jaccard@4000'])).join(', ')} % |`);
  });

  test('of the transport', () => {
    const aborts = transport['twenty aborted requests'];
    const [ours, others] = [aborts['Midfill, HTTP/2'], aborts['global fetch, HTTP/2 offered']];
    expect(readme).toContain(
      `| ${ours.connectionsOpened}, ${Math.round(ours.ttfbMs.p50)} ms (\`fetch\`: ${others.connectionsOpened}, ${Math.round(others.ttfbMs.p50)} ms) |`,
    );
  });
});

test('the walkthrough has every page that is tested here', () => {
  const used = manifest.contributes.walkthroughs.flatMap(({ steps }) =>
    steps.flatMap(({ media }) => ('markdown' in media ? [media.markdown] : [])),
  );
  expect(used.toSorted()).toEqual(walkthrough.toSorted());
});

test('the changelog begins with the version of the manifest', () => {
  expect(/^## (\S+)/m.exec(text('CHANGELOG.md'))?.[1]).toBe(manifest.version);
});

test('each dependency has its reason', () => {
  const tables = text('CONTRIBUTING.md').slice(text('CONTRIBUTING.md').indexOf('## Dependencies'));
  const named = tables
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => allMatches(/`([^`]+)`/g, line.split('|')[1] ?? ''));
  expect(named.toSorted()).toEqual(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).toSorted());
});
