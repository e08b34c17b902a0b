import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import fc from 'fast-check';
import type * as vscode from 'vscode';
import { type DocumentChange, applyEdits } from '../../../src/core/document.ts';
import { EditorDocuments } from '../../../src/vscode/documents.ts';
import { NotebookCellKind, fakeNotebooks } from '../../support/fake-notebooks.ts';
import { FakeTextDocument, TextDocumentChangeReason, editor } from '../../support/fake-vscode.ts';

beforeEach(() => editor.reset());

function createDocuments(): EditorDocuments {
  const documents = new EditorDocuments();
  onTestFinished(() => documents.dispose());
  return documents;
}

const texts = (documents: EditorDocuments): readonly string[] => documents.all().map(({ text }) => text);

const asVscode = (document: FakeTextDocument): vscode.TextDocument => document as unknown as vscode.TextDocument;

function recordChanges(documents: EditorDocuments): readonly DocumentChange[] {
  const changes: DocumentChange[] = [];
  documents.onDidChange((change) => changes.push(change));
  return changes;
}

describe('the mirror of a document', () => {
  const line = fc.stringMatching(/^[ab😀\t]{0,4}$/u);
  const someText = (end: string) => fc.array(line, { maxLength: 6 }).map((lines) => lines.join(end));
  /** Places as fractions, since the text that they are in changes. */
  const someEdits = (end: string) =>
    fc.array(fc.tuple(fc.nat(1000), fc.nat(4), someText(end)), { minLength: 1, maxLength: 3 });

  test.each(['\n', '\r\n'])('equals the document after any edits with %j', (end) => {
    fc.assert(
      fc.property(someText(end), fc.array(someEdits(end), { maxLength: 8 }), (start, rounds) => {
        editor.reset();
        const documents = createDocuments();
        const document = new FakeTextDocument('file:///project/a.ts', `${end}${start}`);
        editor.open(document);
        for (const round of rounds) {
          const lineBreaks = [...document.getText().matchAll(/\r\n/g)].map((match) => match.index + 1);
          let from = 0;
          const edits = round
            .map(([place, length, text]) => ({ place, length, text }))
            .toSorted((a, b) => a.place - b.place)
            .flatMap(({ place, length, text }) => {
              const whole = document.getText().length;
              const outside = (at: number): number => (lineBreaks.includes(at) ? at + 1 : at);
              const editStart = outside(Math.max(from, Math.floor((place / 1000) * whole)));
              if (editStart > whole) return [];
              const editEnd = outside(Math.min(whole, editStart + length));
              from = editEnd + 1;
              return [{ start: editStart, end: editEnd, text: text.replaceAll('\r\n', '\n') }];
            });
          document.edit(edits);
          expect(texts(documents)).toEqual([document.getText().replaceAll('\r\n', '\n')]);
        }
        documents.dispose();
      }),
    );
  });

  test('follows keys without fetching the text', () => {
    const documents = createDocuments();
    const document = new FakeTextDocument('file:///project/a.ts', 'foo\r\nbar');
    editor.open(document);
    document.edit([{ start: 3, end: 3, text: '()' }]);
    document.edit([{ start: 10, end: 10, text: '\n' }]);
    expect(texts(documents)).toEqual(['foo()\nbar\n']);
    expect(document.reads).toBe(1);
  });

  test('catches up with a change that it was not told of', () => {
    const documents = createDocuments();
    const document = new FakeTextDocument('file:///project/a.ts', 'foo');
    editor.open(document);
    const changes = recordChanges(documents);
    const behind = documents.all()[0]!;
    Object.defineProperty(document, 'version', { value: 5 });
    document.getText = () => 'far away';
    expect(documents.snapshot(asVscode(document))?.text).toBe('far away');
    expect(changes).toMatchObject([{ versionBefore: 1 }]);
    expect(applyEdits(behind.text, changes[0]!.edits)).toBe('far away');
  });

  test('tells undo from typing', () => {
    const documents = createDocuments();
    const document = new FakeTextDocument('file:///project/a.ts', 'foo');
    editor.open(document);
    const changes = recordChanges(documents);
    document.edit([{ start: 2, end: 3, text: '' }], TextDocumentChangeReason.Undo);
    expect(changes).toMatchObject([{ reason: 'undo', versionBefore: 1, edits: [{ offset: 2, deletedLength: 1 }] }]);
  });
});

describe('open documents', () => {
  test('the one used last comes first', () => {
    const documents = createDocuments();
    const first = editor.open(new FakeTextDocument('file:///project/1.ts', 'one'));
    editor.open(new FakeTextDocument('file:///project/2.ts', 'two'));
    expect(texts(documents)).toEqual(['two', 'one']);
    editor.focus(first);
    expect(texts(documents)).toEqual(['one', 'two']);
  });

  test.each(['vscode-scm:git/commit', 'output:log', 'chatSessionInput:1', 'comment://1'])('%s is no code', (uri) => {
    const documents = createDocuments();
    editor.open(new FakeTextDocument(uri, 'private'));
    expect(texts(documents)).toEqual([]);
  });

  test('a very large one is left alone', () => {
    const documents = createDocuments();
    const document = new FakeTextDocument('file:///project/a.ts', 'x'.repeat(4_000_001));
    editor.open(document);
    expect(texts(documents)).toEqual([]);
    expect(document.reads).toBe(0);
  });

  test('one that grows very large is closed', () => {
    const documents = createDocuments();
    const document = new FakeTextDocument('file:///project/a.ts', 'x');
    editor.open(document);
    document.edit([{ start: 0, end: 0, text: 'y'.repeat(4_000_000) }]);
    expect(texts(documents)).toEqual([]);
  });

  test('a closed one is forgotten, and that is told', () => {
    const documents = createDocuments();
    const closed: string[] = [];
    documents.onDidClose((uri) => closed.push(uri));
    const document = new FakeTextDocument('file:///project/a.ts', 'x');
    editor.open(document);
    editor.close(document);
    expect([texts(documents), closed]).toEqual([[], ['file:///project/a.ts']]);
  });

  test('code cells around one that is visible count with it, in the order of their notebook', () => {
    const documents = createDocuments();
    const cells = Array.from({ length: 40 }, (_, at) => ({
      kind: at === 29 ? NotebookCellKind.Markup : NotebookCellKind.Code,
      document: new FakeTextDocument(`vscode-notebook-cell:/project/a.ipynb#W${at}s`, `cell ${at}`, 'python'),
    }));
    fakeNotebooks.open(cells);
    const [visible] = cells.slice(30).map(({ document }) => document);
    if (visible !== undefined) editor.open(visible);
    const seen = Array.from({ length: 26 }, (_, at) => at + 10).filter((at) => at !== 29);
    expect(texts(documents).toSorted()).toEqual(seen.map((at) => `cell ${at}`));
    const [at] = documents.all().filter(({ text }) => text === 'cell 30');
    const around = at === undefined ? [] : documents.cells(at.uri);
    expect(around.map(({ number, document }) => [number, document.text])).toEqual(
      seen.map((index) => [index + 1, `cell ${index}`]),
    );
  });

  test('the focus on something that is no code is told as none', () => {
    const documents = createDocuments();
    const focused: (string | undefined)[] = [];
    documents.onDidFocus((document) => focused.push(document?.text));
    editor.open(new FakeTextDocument('file:///project/a.ts', 'code'));
    editor.open(new FakeTextDocument('output:log', 'log'));
    expect(focused).toEqual(['code', undefined]);
  });
});
