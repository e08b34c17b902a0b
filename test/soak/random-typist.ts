import { isSubsequence } from '../../src/core/completion/visibility.ts';
import { type EditorHost, FakeEditor, type Ghost } from '../support/fake-editor.ts';
import { SuggestWidget } from '../support/suggest-widget.ts';
import { WidgetWatch } from './widget-watch.ts';

const keyboard = Array.from('abcxyz (){}[];."\' =,é');

export const lines = [
  'total = total + price;',
  'if (a) {\n    b();\n} else {\n    c();\n}',
  'items.map((item) => item.price)',
  'return a;\n}\n\nfunction next() {',
  '\n    const x = 1;\n    const y = 2;',
  '\'quoted\', "twice")',
  'x, y)',
  ');',
  '',
  '    ',
  'a\r\nb\r\nc',
  'mañana = "día 🎉";',
  'stop<|endoftext|>here',
  'loop loop loop loop loop loop loop loop loop',
  '\tindented\n\t\tby tabs',
];

/** What may happen, and how often beside the rest. */
export type Action = readonly [weight: number, act: () => void];

/**
 * Somebody who does anything at any time, in several documents. Throws as soon as what is on screen isn't how the
 * document goes on, or accepting it loses or doubles text.
 */
export class RandomTypist {
  readonly editors: FakeEditor[];
  editor: FakeEditor;
  shown = 0;
  accepted = 0;
  readonly #host: EditorHost;
  readonly #widgetWatch: WidgetWatch;
  /** Lines that were typed in, as they were. */
  readonly #stood = new Set<string>();
  readonly #random: () => number;

  constructor(parts: {
    readonly host: EditorHost;
    readonly session: FakeEditor['session'];
    readonly random: () => number;
    readonly names: readonly [string, ...string[]];
    /** Whether a model has said this, be it within more; where nobody knows, it has. */
    readonly hasSaid?: (text: string) => boolean;
  }) {
    this.#host = parts.host;
    this.#widgetWatch = new WidgetWatch(parts.session, {
      hasSaid: parts.hasSaid ?? ((): boolean => true),
      hasStood: (text) => [...this.#stood].some((line) => line.includes(text)),
    });
    this.#random = parts.random;
    this.editors = parts.names.map((name) => this.#open(name));
    this.editor = this.editors[0] as FakeEditor;
  }

  /** Does one of its own things, or of `others`. */
  act(others: readonly Action[]): void {
    const actions = [...this.#actions(), ...others];
    let at = this.#random() * actions.reduce((sum, [weight]) => sum + weight, 0);
    const action = actions.find(([weight]) => (at -= weight) < 0) ?? actions[0];
    action?.[1]();
    for (const each of this.editors) new SuggestWidget(each).follow();
    this.#remember(lineOf(this.editor));
    if (this.editor.text.length > 6000) shorten(this.editor);
  }

  /** Closes one of the documents and goes on in a new one. */
  replaceOne(name: string): void {
    const index = Math.floor(this.#random() * this.editors.length);
    const old = this.editors[index] as FakeEditor;
    old.dispose();
    this.#host.editors.delete(old.uri);
    this.#host.documents.close(old.uri);
    this.editor = this.#open(name);
    this.editors[index] = this.editor;
  }

  /** Throws where a document shows what it doesn't go on with. */
  look(): void {
    for (const each of this.editors) check(each, each.ghost, false);
    this.#widgetWatch.throwFault();
  }

  /** How many suggestions came while the suggest widget was open. */
  get besideWidget(): number {
    return this.#widgetWatch.seen;
  }

  #actions(): readonly Action[] {
    const { editor } = this;
    const random = this.#random;
    const pick = picker(random);
    return [
      [30, (): void => editor.type(editor.ghost?.text[0]?.replace('\n', ' ') ?? pick(keyboard))],
      [25, (): void => editor.type(pick(keyboard))],
      [6, (): void => editor.backspace()],
      [6, (): void => editor.enter(pick(['', '    ', '\t']))],
      [6, (): void => void (this.accepted += Number(accept(editor)))],
      [3, (): void => editor.acceptWord()],
      [3, (): void => editor.escape()],
      [12, (): void => openWidget(editor, random)],
      [3, (): void => new SuggestWidget(editor).close()],
      [2, (): void => new SuggestWidget(editor).accept()],
      [3, (): void => editor.moveTo(Math.floor(random() * (editor.text.length + 1)))],
      [1, (): void => editor.blur()],
      [3, (): void => elsewhere(editor, random)],
      [2, (): void => undo(editor, random)],
      [1, (): void => void editor.trigger().catch(() => {})],
      [2, (): void => this.#goTo(pick(this.editors))],
    ];
  }

  /** The newest lines only: all of a day's would look like a leak. */
  #remember(line: string): void {
    this.#stood.delete(line);
    this.#stood.add(line);
    const [oldest] = this.#stood;
    if (this.#stood.size > 2000 && oldest !== undefined) this.#stood.delete(oldest);
  }

  #goTo(editor: FakeEditor): void {
    this.editor.blur();
    this.editor = editor;
    this.#host.documents.focus(editor.uri);
  }

  #open(name: string): FakeEditor {
    const text = 'function first(a, b) {\n    return a + b;\n}\n\nfunction second() {\n    \n}\n';
    const { uri } = this.#host.documents.open(name, text, name.endsWith('py') ? 'python' : 'typescript');
    const editor = new FakeEditor(this.#host, uri, { autoClose: true });
    editor.session = this.#widgetWatch.session;
    editor.cursor = text.length;
    editor.onGhost = (_before, after, cause): void => {
      if (after !== undefined && cause === 'answer') this.shown += 1;
      check(editor, after, cause === 'answer');
    };
    return editor;
  }
}

export function picker(random: () => number): <T>(values: readonly T[]) => T {
  return <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
}

/** Selects an item that what is shown goes on from, where something is, or now and then any other. */
function openWidget(editor: FakeEditor, random: () => number): void {
  const widget = new SuggestWidget(editor);
  const next = /^[\p{L}\p{N}_$]+/u.exec(editor.ghost?.text ?? '')?.[0];
  if (next !== undefined && random() < 0.9) widget.select(widget.word + next);
  else if (random() < 0.2) widget.select(widget.word + picker(random)(['length', 'Index', 'total', 'item']));
}

function lineOf({ document, cursor }: FakeEditor): string {
  return document.lineAt(document.positionAt(cursor).line);
}

/** What is on screen has to be how the text goes on from the cursor. */
function check(editor: FakeEditor, ghost: Ghost | undefined, isAnswer: boolean): void {
  if (ghost === undefined) return;
  const { text, cursor } = editor;
  const { suggestion, start, end } = ghost;
  const typed = text.slice(start, cursor);
  const line = text.slice(start, end);
  // While one types, the editor itself lets indentation differ until the next answer.
  const isContinued =
    suggestion.text.startsWith(typed) || (!isAnswer && suggestion.text.trimStart().startsWith(typed.trimStart()));
  if (line.includes('\n') || !isContinued) {
    throw new Error(`Stale: ${JSON.stringify({ typed, shown: suggestion.text, screen: editor.screen.slice(-200) })}`);
  }
  if (!isSubsequence(text.slice(cursor, end), suggestion.text.slice(typed.length))) {
    throw new Error(`Would lose text: ${JSON.stringify({ covered: text.slice(cursor, end), shown: suggestion.text })}`);
  }
}

/** Tab: all text that stood before still stands, and the rest of the line isn't there twice. */
function accept(editor: FakeEditor): boolean {
  const { text, cursor, ghost } = editor;
  if (ghost === undefined) return false;
  const end = text.indexOf('\n', cursor) === -1 ? text.length : text.indexOf('\n', cursor);
  const rest = text.slice(ghost.end, end).trim();
  editor.accept();
  const { text: now } = editor;
  // Right after a key, before the next answer, the editor lets indentation differ; nothing else may.
  const typed = text.slice(ghost.start, cursor).trimStart();
  const isKept = now.startsWith(text.slice(0, ghost.start)) && now.slice(ghost.start).trimStart().startsWith(typed);
  if (!isKept || !now.endsWith(text.slice(ghost.end))) {
    const around = { before: text.slice(ghost.start, ghost.end), shown: ghost.suggestion.text };
    throw new Error(`Accepting lost text: ${JSON.stringify(around)}`);
  }
  if (rest.length > 2 && ghost.text.trim().endsWith(rest) && /\w/.test(rest)) {
    throw new Error(`Accepting doubled text: ${JSON.stringify({ rest, shown: ghost.text })}`);
  }
  return true;
}

function elsewhere(editor: FakeEditor, random: () => number): void {
  const lineStart = editor.text.lastIndexOf('\n', Math.max(0, editor.cursor - 2));
  if (lineStart < 4) return;
  const offset = Math.floor(random() * (lineStart - 3));
  editor.editElsewhere(offset, Math.floor(random() * 3), '/* other */');
}

function undo(editor: FakeEditor, random: () => number): void {
  const length = Math.min(editor.cursor, Math.floor(random() * 6));
  editor.undo(editor.cursor - length, length, '', editor.cursor - length);
}

function shorten(editor: FakeEditor): void {
  editor.blur();
  editor.moveTo(0);
  editor.editElsewhere(0, editor.text.length - 1000, '');
}
