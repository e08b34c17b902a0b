import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleOf, localisedIn, wordsIn } from '../.ci/localised-strings.ts';
import bundle from '../l10n/bundle.l10n.json' with { type: 'json' };
import manifest from '../package.json' with { type: 'json' };

const root = path.resolve(import.meta.dirname, '..');

test('the bundle has exactly the strings that are used; `npm run fix` writes it', () => {
  expect(bundle).toEqual(bundleOf(root));
  expect(Object.keys(bundle).length).toBeGreaterThan(50);
});

test('the manifest says where the bundle is', () => {
  expect(manifest.l10n).toBe('./l10n');
});

test('every call hands over one literal, but for the one that looks up sentences of the core', () => {
  const folder = path.join(root, 'src/vscode');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const others = files.flatMap((name) =>
    localisedIn(readFileSync(path.join(folder, name), 'utf8')).others.map((other) => `${name}: ${other}`),
  );
  expect(others).toEqual(['localise.ts: sentence);']);
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

  test('of the core: what reads as words', () => {
    expect(wordsIn(`import '../a.ts'; known('The file is read-only.', 'toggle'); return 'it needs a key'`)).toEqual([
      'The file is read-only.',
      'it needs a key',
    ]);
  });

  test('of the core: nothing that a comment says', () => {
    expect(wordsIn(`/** It isn't asked, and the user's clock runs. */\nreturn 'it needs a key'`)).toEqual([
      'it needs a key',
    ]);
  });
});
