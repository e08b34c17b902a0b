import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { type Uri, applyEdits, baseName, createSnapshot } from '../../../src/core/document.ts';

const snapshot = (text: string) =>
  createSnapshot({ uri: 'file:///a.ts' as Uri, languageId: 'typescript', version: 1, text });

test.each([
  ['file:///notes/my%20plan.md', 'my plan.md'],
  ['untitled:Untitled-1', 'Untitled-1'],
  ['vscode-notebook-cell:/notes/book.ipynb#W0sZmlsZQ%3D%3D', 'book.ipynb'],
])('of what no folder holds, the name is told: %s', (uri, name) => {
  expect(baseName(uri as Uri)).toBe(name);
});

describe('document snapshot', () => {
  test('every offset survives the way to a position and back', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a\n😀]{0,40}$/u), fc.nat(60), (text, at) => {
        const document = snapshot(text);
        const offset = Math.min(at, text.length);
        expect(document.offsetAt(document.positionAt(offset))).toBe(offset);
      }),
    );
  });

  test('a position past the end of a line is at its end', () => {
    expect(snapshot('ab\ncd').offsetAt({ line: 0, character: 9 })).toBe(2);
  });

  test('a position past the last line is at the end of the text', () => {
    expect(snapshot('ab\ncd').offsetAt({ line: 7, character: 0 })).toBe(5);
  });

  test('a line comes without its end', () => {
    expect([0, 1, 2].map((line) => snapshot('ab\ncd\n').lineAt(line))).toEqual(['ab', 'cd', '']);
  });

  test('edits apply in order, each to the text that the one before made', () => {
    const edits = [
      { offset: 0, deletedLength: 1, insertedText: 'xy' },
      { offset: 3, deletedLength: 0, insertedText: '!' },
    ];
    expect(applyEdits('abc', edits)).toBe('xyb!c');
  });
});
