// What Midfill uses of VS Code, by hand: vitest puts this file in its place. `editor` is what tests steer and look at.
import { Emitter } from '../../src/base/emitter.ts';
import { toDisposable } from '../../src/base/disposable.ts';
import { fakeFileEvents } from './fake-file-events.ts';
import { fakeNotebooks } from './fake-notebooks.ts';
import { type SettingLevels, inspectSetting } from './setting-levels.ts';

export const version = '1.139.1';
export { NotebookCellKind } from './fake-notebooks.ts';
export { ViewColumn } from './fake-webview.ts';

export class Position {
  readonly line: number;
  readonly character: number;

  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }

  isBeforeOrEqual(other: Position): boolean {
    return this.line < other.line || (this.line === other.line && this.character <= other.character);
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number) {
    this.start = new Position(startLine, startCharacter);
    this.end = new Position(endLine, endCharacter);
  }
}

export class Selection extends Range {
  get active(): Position {
    return this.end;
  }

  get isEmpty(): boolean {
    return this.start.line === this.end.line && this.start.character === this.end.character;
  }
}

export class Uri {
  readonly scheme: string;
  readonly path: string;
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
    this.scheme = text.slice(0, text.indexOf(':'));
    this.path = text.replace(/^[^:]+:(\/\/[^/]*)?/, '');
  }

  static parse(text: string): Uri {
    return new Uri(text);
  }

  toString(): string {
    return this.#text;
  }
}

export const EndOfLine = { LF: 1, CRLF: 2 } as const;
export const TextDocumentChangeReason = { Undo: 1, Redo: 2 } as const;
export const InlineCompletionTriggerKind = { Invoke: 0, Automatic: 1 } as const;
export const StatusBarAlignment = { Left: 1, Right: 2 } as const;
export const ConfigurationTarget = { Global: 1, Workspace: 2, WorkspaceFolder: 3 } as const;
export const ProgressLocation = { Notification: 15 } as const;
export const FileType = { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 } as const;

export class InlineCompletionItem {
  insertText: string;
  range: Range | undefined;
  command: unknown;

  constructor(insertText: string, range?: Range, command?: unknown) {
    this.insertText = insertText;
    this.range = range;
    this.command = command;
  }
}

/** A change as tests write it: of the text before the whole event. */
export interface FakeEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A document that counts and cuts as VS Code does. Offsets include both characters of CRLF. */
export class FakeTextDocument {
  readonly uri: Uri;
  languageId: string;
  version = 1;
  isClosed = false;
  eol: number = EndOfLine.LF;
  /** How often all of it was fetched. */
  reads = 0;
  #text: string;

  constructor(uri: string, text: string, languageId = 'typescript') {
    this.uri = Uri.parse(uri);
    this.languageId = languageId;
    this.#text = text;
    if (text.includes('\r\n')) this.eol = EndOfLine.CRLF;
  }

  get lineCount(): number {
    return this.#lines().length;
  }

  getText(): string {
    this.reads += 1;
    return this.#text;
  }

  lineAt(line: number): { text: string; range: Range } {
    const text = this.#lines()[line] ?? '';
    return { text, range: new Range(line, 0, line, text.length) };
  }

  offsetAt({ line, character }: Position): number {
    const before = this.#lines().slice(0, line);
    return before.reduce((sum, text) => sum + text.length + this.#end().length, 0) + character;
  }

  positionAt(offset: number): Position {
    const before = this.#text.slice(0, offset).split(this.#end());
    return new Position(before.length - 1, before.at(-1)?.length ?? 0);
  }

  /** As VS Code does: the changes of one event go from the last place to the first, line ends become the document's. */
  edit(edits: readonly FakeEdit[], reason?: number): void {
    const contentChanges = edits
      .toSorted((a, b) => b.start - a.start)
      .map(({ start, end, text }) => {
        const [from, to] = [this.positionAt(start), this.positionAt(end)];
        return {
          range: new Range(from.line, from.character, to.line, to.character),
          text: text.replaceAll('\n', this.#end()),
          start,
          end,
        };
      });
    for (const { start, end, text } of contentChanges) {
      this.#text = this.#text.slice(0, start) + text + this.#text.slice(end);
    }
    this.version += 1;
    documentChanged.fire({ document: this, contentChanges, reason });
  }

  #lines(): readonly string[] {
    return this.#text.split(this.#end());
  }

  #end(): string {
    return this.eol === EndOfLine.CRLF ? '\r\n' : '\n';
  }
}

export interface FakeEditor {
  readonly document: FakeTextDocument;
  selections: Selection[];
  options: { tabSize: number };
}

const documentChanged = new Emitter<unknown>();
const documentOpened = new Emitter<FakeTextDocument>();
const documentClosed = new Emitter<FakeTextDocument>();
const activeEditorChanged = new Emitter<FakeEditor | undefined>();
const selectionChanged = new Emitter<{ textEditor: FakeEditor }>();
const windowStateChanged = new Emitter<{ focused: boolean }>();
const visibleEditorsChanged = new Emitter<readonly FakeEditor[]>();
const configurationChanged = new Emitter<{ affectsConfiguration(section: string): boolean }>();
const never = new Emitter<never>();

function createState(): {
  registered: Set<unknown>;
  calls: string[];
  settings: Map<string, SettingLevels>;
  extensions: Map<string, { isActive: boolean }>;
  accounts: readonly { id: string; label: string }[];
  commands: Map<string, (...values: unknown[]) => unknown>;
  said: string[];
  answers: string[];
} {
  return {
    registered: new Set(),
    calls: [],
    settings: new Map(),
    extensions: new Map(),
    accounts: [],
    commands: new Map(),
    said: [],
    answers: [],
  };
}

let state = createState();

/** What tests do to the imaginary editor, and what they see of it. */
export const editor = {
  reset(): void {
    state = createState();
    fakeNotebooks.workspace.notebookDocuments.length = 0;
    window.activeTextEditor = undefined;
    window.visibleTextEditors = [];
  },
  /** Registrations, disposals and commands, in order. */
  get calls(): readonly string[] {
    return state.calls;
  },
  registered: (): readonly unknown[] => [...state.registered],
  /** Messages, and what was asked. */
  get said(): readonly string[] {
    return state.said;
  },
  /** What the user answers to the next questions: part of a choice's label, a button, or a text; Escape after the last. */
  willAnswer(...answers: readonly string[]): void {
    state.answers.push(...answers);
  },
  run: (command: string, ...values: unknown[]): unknown => commands.executeCommand(command, ...values),
  setting: (key: string): unknown => state.settings.get(key)?.globalValue,
  settings: (): unknown => Object.fromEntries(state.settings),
  set accounts(accounts: readonly { id: string; label: string }[]) {
    state.accounts = accounts;
  },
  activate(extensionId: string): void {
    state.extensions.set(extensionId, { isActive: true });
  },
  configure(key: string, values: SettingLevels): void {
    state.settings.set(key, { ...state.settings.get(key), ...values });
    configurationChanged.fire({
      affectsConfiguration: (section) => key === section || key.startsWith(`${section}.`) || section.startsWith(key),
    });
  },
  open(document: FakeTextDocument, at = new Position(0, 0)): FakeEditor {
    const opened: FakeEditor = {
      document,
      selections: [new Selection(at.line, at.character, at.line, at.character)],
      options: { tabSize: 2 },
    };
    window.visibleTextEditors = [...window.visibleTextEditors, opened];
    visibleEditorsChanged.fire(window.visibleTextEditors);
    editor.focus(opened);
    return opened;
  },
  select(textEditor: FakeEditor, selection: Selection): void {
    textEditor.selections = [selection];
    selectionChanged.fire({ textEditor });
  },
  leaveWindow: (): void => windowStateChanged.fire({ focused: false }),
  focus(which: FakeEditor | undefined): void {
    window.activeTextEditor = which;
    activeEditorChanged.fire(which);
  },
  close(document: FakeTextDocument): void {
    document.isClosed = true;
    window.visibleTextEditors = window.visibleTextEditors.filter((visible) => visible.document !== document);
    visibleEditorsChanged.fire(window.visibleTextEditors);
    documentClosed.fire(document);
  },
};

export const workspace = {
  workspaceFolders: undefined,
  ...fakeFileEvents.workspace,
  ...fakeNotebooks.workspace,
  isTrusted: true,
  onDidChangeTextDocument: documentChanged.event,
  onDidOpenTextDocument: documentOpened.event,
  onDidCloseTextDocument: documentClosed.event,
  onDidChangeConfiguration: configurationChanged.event,
  onDidChangeWorkspaceFolders: never.event,
  onDidGrantWorkspaceTrust: never.event,
  getWorkspaceFolder: (): undefined => undefined,
  getConfiguration: (
    section?: string,
  ): {
    get(key: string, fallback?: unknown): unknown;
    inspect(key: string): unknown;
    update(key: string, value: unknown): Promise<void>;
  } => ({
    get: (key: string, fallback?: unknown): unknown => {
      const values = state.settings.get(`${section}.${key}`);
      return values?.workspaceValue ?? values?.globalValue ?? values?.defaultValue ?? fallback;
    },
    inspect: (key: string) => inspectSetting(state.settings, section === undefined ? key : `${section}.${key}`),
    update: (key: string, value: unknown): Promise<void> => {
      editor.configure(`${section}.${key}`, { globalValue: value });
      return Promise.resolve();
    },
  }),
};

export const window: {
  activeTextEditor: FakeEditor | undefined;
  visibleTextEditors: readonly FakeEditor[];
  onDidChangeActiveTextEditor: typeof activeEditorChanged.event;
  onDidChangeVisibleTextEditors: typeof visibleEditorsChanged.event;
  onDidChangeTextEditorSelection: typeof selectionChanged.event;
  onDidChangeWindowState: typeof windowStateChanged.event;
} & Dialogs = {
  onDidChangeTextEditorSelection: selectionChanged.event,
  onDidChangeWindowState: windowStateChanged.event,
  activeTextEditor: undefined,
  visibleTextEditors: [],
  onDidChangeActiveTextEditor: activeEditorChanged.event,
  onDidChangeVisibleTextEditors: visibleEditorsChanged.event,
  ...dialogs(),
};

interface Choice {
  readonly label: string;
}

/** Questions and messages: what was shown is kept, what is answered comes from the test. */
function dialogs(): Dialogs {
  const message = (text: string, ...rest: readonly unknown[]): Promise<string | undefined> => {
    state.said.push(text);
    const buttons = rest.filter((button) => typeof button === 'string');
    return Promise.resolve(
      buttons.length === 0 ? undefined : buttons.find((button) => button === state.answers[0] && state.answers.shift()),
    );
  };
  return {
    showInformationMessage: message,
    showWarningMessage: message,
    showErrorMessage: message,
    showQuickPick: (choices, { placeHolder }) => {
      state.said.push(placeHolder);
      const answer = state.answers.shift();
      return Promise.resolve(answer === undefined ? undefined : choices.find(({ label }) => label.includes(answer)));
    },
    showInputBox: ({ title, value }) => {
      state.said.push(title);
      const answer = state.answers.shift();
      return Promise.resolve(answer === '(as it is)' ? value : answer);
    },
    withProgress: (_options, run) =>
      run(undefined, { isCancellationRequested: false, onCancellationRequested: never.event }),
  };
}

interface Dialogs {
  showInformationMessage(text: string, ...rest: readonly unknown[]): Promise<string | undefined>;
  showWarningMessage(text: string, ...rest: readonly unknown[]): Promise<string | undefined>;
  showErrorMessage(text: string, ...rest: readonly unknown[]): Promise<string | undefined>;
  showQuickPick<T extends Choice>(choices: readonly T[], options: { placeHolder: string }): Promise<T | undefined>;
  showInputBox(options: { title: string; value?: string }): Promise<string | undefined>;
  withProgress<T>(options: unknown, run: (progress: unknown, token: unknown) => Promise<T>): Promise<T>;
}

let lastProvider = 0;

export const languages = {
  registerInlineCompletionItemProvider: (_selector: unknown, provider: object): { dispose(): void } => {
    // As VS Code without the proposed API.
    if ('handleDidShowCompletionItem' in provider || 'handleDidPartiallyAcceptCompletionItem' in provider) {
      throw new Error("Extension 'midfill.midfill' CANNOT use API proposal: inlineCompletionsAdditions.");
    }
    const number = ++lastProvider;
    const { calls, registered } = state;
    calls.push(`register ${number}`);
    registered.add(provider);
    return toDisposable(() => {
      calls.push(`dispose ${number}`);
      registered.delete(provider);
    });
  },
};

export const commands = {
  executeCommand: (command: string, ...values: unknown[]): Promise<unknown> => {
    state.calls.push([command, ...values.map((value) => JSON.stringify(value))].join(' '));
    return Promise.resolve(state.commands.get(command)?.(...values));
  },
  registerCommand: (command: string, run: (...values: unknown[]) => unknown): { dispose(): void } => {
    const { commands: registered } = state;
    registered.set(command, run);
    return toDisposable(() => registered.delete(command));
  },
};

export { l10n } from './fake-l10n.ts';
export const env = { language: 'en', remoteName: undefined };

export const extensions = {
  onDidChange: never.event,
  getExtension: (id: string): { isActive: boolean } | undefined => state.extensions.get(id),
};

export const authentication = {
  onDidChangeSessions: never.event,
  getAccounts: (): Promise<readonly { id: string; label: string }[]> => Promise.resolve(state.accounts),
};
