import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleOf, localisedIn } from '../.ci/localised-strings.ts';
import bundle from '../l10n/bundle.l10n.json' with { type: 'json' };
import manifest from '../package.json' with { type: 'json' };

const root = path.resolve(import.meta.dirname, '..');

test('the bundle has exactly the strings that are used; `npm run fix` writes it', () => {
  expect(bundle).toEqual(bundleOf(root));
  expect(Object.keys(bundle).length).toBeGreaterThan(20);
});

test('the manifest says where the bundle is', () => {
  expect(manifest.l10n).toBe('./l10n');
});

test('every call hands over one literal', () => {
  const folder = path.join(root, 'src/vscode');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const others = files.flatMap((name) =>
    localisedIn(readFileSync(path.join(folder, name), 'utf8')).others.map((other) => `${name}: ${other}`),
  );
  expect(others).toEqual([]);
});

describe('what is found', () => {
  test('is a literal in either kind of quotes', () => {
    expect(localisedIn(`l10n.t('Reset') + vscode.l10n.t(\n  "It's {0}.", name)`).strings).toEqual([
      'Reset',
      "It's {0}.",
    ]);
  });

  test('without its backslashes', () => {
    expect(localisedIn(String.raw`l10n.t('Don\'t')`).strings).toEqual(["Don't"]);
  });

  test('apart from what is no literal', () => {
    expect(localisedIn('l10n.t(`Hello ${name}`)')).toEqual({ strings: [], others: ['`Hello'] });
  });
});
