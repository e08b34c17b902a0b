import { expect, test } from 'vitest';
import { OpenDocument } from '../../../../src/core/context/open-document.ts';
import { SimilarWindows } from '../../../../src/core/context/sources/similar-windows.ts';
import { SymbolIndex } from '../../../../src/core/context/symbol-index.ts';
import type { Uri } from '../../../../src/core/document.ts';
import { createRandom } from '../../../support/secret-corpus.ts';

const open = (path: string, text: string, lastUse: number): OpenDocument =>
  new OpenDocument(
    {
      uri: `file:///project/${path}` as Uri,
      languageId: 'typescript',
      version: 1,
      text,
      path,
      mayIndex: true,
      secrets: [],
    },
    lastUse,
  );

test('a document that was edited shows what one that was opened like that does, whatever the edits', () => {
  const random = createRandom(11);
  const below = (count: number): number => Math.floor(random() * count);
  const names = ['priceOf', 'totalOf', 'itemCount', 'loadRates', 'applyRates', 'checkStock', 'sendReceipt'];
  const line = (): string => `  ${names[below(names.length)] ?? ''}(${names[below(names.length)] ?? ''});\n`;
  const lines = (count: number): string => Array.from({ length: count }, line).join('');
  const document = open('here.ts', lines(12), 1);
  const edited = open('other.ts', lines(90), 2);
  const windows = new SimilarWindows();
  const shown = (of: SimilarWindows, other: OpenDocument): readonly string[] =>
    of
      .find({
        document,
        offset: document.snapshot.text.length,
        others: [other],
        index: new SymbolIndex(),
        maxTokens: 1000,
        charactersPerToken: 3,
      })
      .found.map(({ text }) => text);
  let found = 0;
  for (let version = 2; version < 60; version += 1) {
    const { text } = edited.snapshot;
    const edits = Array.from({ length: 1 + below(3) }, () => {
      const offset = below(Math.max(1, text.length - 400));
      return { offset, deletedLength: below(80), insertedText: lines(below(4)) };
    });
    edited.change(version, edits);
    const expected = shown(new SimilarWindows(), open('other.ts', edited.snapshot.text, 2));
    expect(shown(windows, edited)).toEqual(expected);
    found += expected.length;
  }
  expect(found).toBeGreaterThan(20);
});
