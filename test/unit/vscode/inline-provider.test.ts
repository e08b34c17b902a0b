import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type * as vscode from 'vscode';
import { toDisposable } from '../../../src/base/disposable.ts';
import type { CompletionAnswer, CompletionCall, CompletionSession } from '../../../src/core/completion/api.ts';
import type { SuggestionId } from '../../../src/core/completion/outcome.ts';
import { EditorDocuments } from '../../../src/vscode/documents.ts';
import { EditorStates } from '../../../src/vscode/editor-state.ts';
import { createInlineProvider } from '../../../src/vscode/inline-provider.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { FakeTextDocument, InlineCompletionTriggerKind, Position, editor } from '../../support/fake-vscode.ts';

beforeEach(() => editor.reset());

const shown: CompletionAnswer = {
  suggestions: [
    {
      id: 'one' as SuggestionId,
      text: '  return 1;\n',
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 2 } },
      remainder: 'return 1;\n',
      provider: 'embedded',
    },
  ],
  outcome: { kind: 'shown', from: 'fresh' },
};

class FakeToken {
  isCancellationRequested = false;
  readonly #listeners = new Set<() => void>();

  get listeners(): number {
    return this.#listeners.size;
  }

  readonly onCancellationRequested = (listener: () => void): { dispose(): void } => {
    this.#listeners.add(listener);
    return toDisposable(() => this.#listeners.delete(listener));
  };

  cancel(): void {
    this.isCancellationRequested = true;
    for (const listener of this.#listeners) listener();
  }
}

interface Call extends CompletionCall {
  readonly signal: AbortSignal;
}

function setUp(answer: (call: Call) => CompletionAnswer | Promise<CompletionAnswer>): {
  readonly calls: readonly Call[];
  readonly answers: readonly CompletionAnswer[];
  readonly ask: (document: FakeTextDocument, context?: object, token?: FakeToken) => unknown;
} {
  const documents = new EditorDocuments();
  const editorStates = new EditorStates();
  onTestFinished(() => {
    documents.dispose();
    editorStates.dispose();
  });
  const calls: Call[] = [];
  const answers: CompletionAnswer[] = [];
  const session: CompletionSession = {
    provide: (call, signal) => {
      calls.push({ ...call, signal });
      return answer({ ...call, signal });
    },
    didAccept: () => {},
    didDismiss: () => {},
    didAcceptWord: () => {},
    didLeave: () => {},
  };
  const provider = createInlineProvider({
    session,
    documents,
    editorStates,
    log: new FakeHost().log,
    onAnswer: (a) => answers.push(a),
  });
  return {
    calls,
    answers,
    ask: (document, context = { triggerKind: InlineCompletionTriggerKind.Automatic }, token = new FakeToken()) =>
      provider.provideInlineCompletionItems(
        document as unknown as vscode.TextDocument,
        new Position(1, 2) as unknown as vscode.Position,
        context as vscode.InlineCompletionContext,
        token as unknown as vscode.CancellationToken,
      ),
  };
}

const codeDocument = (): FakeTextDocument => new FakeTextDocument('file:///project/a.ts', 'f() {\r\n  \r\n}');

describe('a call', () => {
  test('reaches the core with LF text, the place and the state of the editor', () => {
    const { ask, calls } = setUp(() => shown);
    const document = codeDocument();
    editor.configure('editor.inlineSuggest.enabled', { globalValue: false });
    editor.open(document);
    ask(document);
    expect(calls).toMatchObject([
      {
        document: { uri: 'file:///project/a.ts', languageId: 'typescript', version: 1, text: 'f() {\n  \n}' },
        position: { line: 1, character: 2 },
        trigger: 'automatic',
        editor: { cursorCount: 1, isInlineSuggestEnabled: false, tabSize: 2 },
      },
    ]);
    expect(calls[0]).not.toHaveProperty('selectedItem');
  });

  test('says what the editor closes by itself, as it is set now', () => {
    const { ask, calls } = setUp(() => shown);
    ask(codeDocument());
    editor.configure('editor.autoClosingQuotes', { globalValue: 'never' });
    ask(codeDocument());
    editor.configure('editor.autoClosingBrackets', { globalValue: 'never' });
    ask(codeDocument());
    expect(calls.map((call) => call.editor.autoClosed)).toEqual(['([{"\'`', '([{', '']);
  });

  test('in a diff editor reaches the core from the side that is a file, and is answered with nothing from the other', () => {
    const { ask, calls } = setUp(() => shown);
    const original = new FakeTextDocument('git:/project/a.ts?%7B%22ref%22%3A%22~%22%7D', 'f() {\n  \n}');
    const modified = codeDocument();
    editor.open(original);
    editor.open(modified);
    expect(ask(original)).toEqual([]);
    expect(ask(modified)).toHaveLength(1);
    expect(calls.map(({ document }) => document.uri)).toEqual(['file:///project/a.ts']);
  });

  test('tells what is selected in the suggest widget, and that the user asked', () => {
    const { ask, calls } = setUp(() => shown);
    const range = { start: new Position(1, 0), end: new Position(1, 2) };
    ask(codeDocument(), {
      triggerKind: InlineCompletionTriggerKind.Invoke,
      selectedCompletionInfo: { range, text: 'foo' },
    });
    expect(calls).toMatchObject([
      { trigger: 'explicit', selectedItem: { text: 'foo', range: { start: { line: 1 } } } },
    ]);
  });

  test('is answered at once with nothing where there is no code', () => {
    const { ask, calls } = setUp(() => shown);
    expect(ask(new FakeTextDocument('vscode-scm:git', 'message'))).toEqual([]);
    expect(calls).toEqual([]);
  });

  test.each([
    [
      'at once',
      () => {
        throw new Error('broken');
      },
    ],
    ['later', () => Promise.reject(new Error('broken'))],
  ])('that fails %s is answered with nothing', async (_, fail) => {
    const { ask } = setUp(fail);
    const token = new FakeToken();
    expect(await ask(codeDocument(), undefined, token)).toEqual([]);
    expect(token.listeners).toBe(0);
  });

  test('that is cancelled aborts its signal', () => {
    const { ask, calls } = setUp(() => new Promise(() => {}));
    const token = new FakeToken();
    ask(codeDocument(), undefined, token);
    expect(calls[0]?.signal.aborted).toBe(false);
    token.cancel();
    expect(calls[0]?.signal.aborted).toBe(true);
  });

  test('listens to its token no longer than it lasts', async () => {
    const { ask } = setUp((call) => (call.trigger === 'explicit' ? shown : Promise.resolve(shown)));
    const tokens = [new FakeToken(), new FakeToken()];
    ask(codeDocument(), { triggerKind: InlineCompletionTriggerKind.Invoke }, tokens[0]);
    await ask(codeDocument(), undefined, tokens[1]);
    expect(tokens.map(({ listeners }) => listeners)).toEqual([0, 0]);
  });
});

describe('an answer', () => {
  test('that the core has at once is given at once, with range and accept command', () => {
    const { ask } = setUp(() => shown);
    expect(ask(codeDocument())).toMatchObject([
      {
        insertText: '  return 1;\n',
        range: { start: { line: 1, character: 0 }, end: { line: 1, character: 2 } },
        command: { command: 'midfill.didAccept', arguments: ['one'] },
      },
    ]);
  });

  test('that comes later is a promise', async () => {
    const { ask } = setUp(() => Promise.resolve(shown));
    await expect(ask(codeDocument())).resolves.toHaveLength(1);
  });

  test('is known to Midfill before VS Code has it', () => {
    const { ask, answers } = setUp(() => shown);
    ask(codeDocument());
    expect(answers).toEqual([shown]);
  });
});
