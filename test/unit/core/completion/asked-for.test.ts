import { describe, expect, test } from 'vitest';
import { maxTokensFor, stillFits } from '../../../../src/core/completion/asked-for.ts';
import { decideAskedFor } from '../../../../src/core/completion/decide-asked-for.ts';
import { type Uri, createSnapshot } from '../../../../src/core/document.ts';
import type { BlockInfo } from '../../../../src/core/protocol.ts';

function askedFor(
  marked: string,
  change: { kind?: BlockInfo['kind']; likelyLength?: number; isBlockWelcome?: boolean } = {},
): string {
  const { kind, likelyLength = 1000, isBlockWelcome = false } = change;
  const asked = decideAskedFor({
    document: createSnapshot({
      uri: 'file:///a' as Uri,
      languageId: 'x',
      version: 1,
      text: marked.replace('█', ''),
    }),
    offset: marked.indexOf('█'),
    block: kind === undefined ? null : { kind, indentation: '', isInComment: false, isInString: false },
    likelyLength,
    isBlockWelcome,
  });
  return asked.kind === 'line' ? 'line' : `block of ${asked.maxLines}`;
}

describe('by indentation', () => {
  test.each([
    ['the end of a line', 'a = b█\n', 'line'],
    ['the middle of a line', 'a = █ + b\n', 'line'],
    ['behind a brace', 'if (a) {█\n}\n', 'block of 16'],
    ['below a brace', 'if (a) {\n    █\n}\n', 'block of 16'],
    ['behind a colon', 'if a:█\n', 'block of 16'],
    ['below a colon, with nothing of the block below', 'def f():\n    █\n\ndef g():\n', 'block of 16'],
    ['below a colon, with the block below', 'def f():\n    █\n    return a\n', 'line'],
    ['below a statement', 'def f():\n    a = 1\n    █\n', 'line'],
  ])('%s', (_name, marked, asked) => {
    expect(askedFor(marked)).toBe(asked);
  });
});

describe('by the syntax tree', () => {
  test('an empty block is one whatever its lines look like', () => {
    expect(askedFor('a\n  █\n', { kind: 'empty' })).toBe('block of 16');
  });

  test('a block with content is asked for a line', () => {
    expect(askedFor('if (a) {\n    █\n}\n', { kind: 'has-content' })).toBe('line');
  });

  test('where it does not know, indentation decides', () => {
    expect(askedFor('if (a) {\n    █\n}\n', { kind: 'unknown' })).toBe('block of 16');
  });
});

test('a block has as many lines as are likely right', () => {
  expect(askedFor('if (a) {█\n}\n', { likelyLength: 100 })).toBe('block of 3');
});

test('of a model that is seldom right for longer, a fresh line gets its line', () => {
  expect(askedFor('if (a) {\n    █\n}\n', { likelyLength: 15 })).toBe('line');
});

test('after accepting, a block is welcome at the end of a line', () => {
  expect(askedFor('a();█\n', { isBlockWelcome: true })).toBe('block of 16');
});

test('the setting bounds the tokens', () => {
  expect(maxTokensFor({ kind: 'line' }, 128)).toBe(48);
  expect(maxTokensFor({ kind: 'block', maxLines: 16 }, 128)).toBe(128);
  expect(maxTokensFor({ kind: 'block', maxLines: 16 }, 32)).toBe(32);
});

test.each([
  ['the rest of a line has no line end', { kind: 'line' }, 'a;\nb', false],
  ['the rest of a line is anything else', { kind: 'line' }, 'a; b', true],
  ['a block has so many lines', { kind: 'block', maxLines: 2 }, '\n  a;\n\n  b;', true],
  ['and no more', { kind: 'block', maxLines: 2 }, '\n  a;\n  b;\n  c', false],
] as const)('an answer to what was asked for: %s', (_name, askedFor, said, fits) => {
  expect(stillFits(askedFor, said)).toBe(fits);
});
