import { plainAnswer } from '../support/plain-prompt.ts';
import { type Arbiter, createArbiter } from '../../src/core/completion/arbiter.ts';
import type { Uri } from '../../src/core/document.ts';
import { isSubsequence } from '../../src/core/completion/visibility.ts';
import type { Event } from '../../src/base/emitter.ts';
import { ProviderError } from '../../src/core/providers/errors.ts';
import type { PromptDraft } from '../../src/core/prompt.ts';
import { Refusal } from '../../src/core/routing/route.ts';
import { type Settings, readSettings } from '../../src/core/settings.ts';
import { randomNumbers } from '../bench/replay/traces.ts';
import { EditorHost, FakeEditor, type Ghost } from '../support/fake-editor.ts';
import { Learning } from '../../src/core/telemetry/learning.ts';
import { learnFrom } from '../support/learn.ts';
import { ScriptedRouter } from '../support/scripted-router.ts';

export interface Wandering {
  readonly keys: number;
  readonly shown: number;
  readonly accepted: number;
  readonly requests: number;
  readonly aborted: number;
  /** Requests that the service, the gate or a fault of our own let fail. */
  readonly faults: number;
}

export const keyboard = Array.from('abcxyz (){}[];."\' =,é');

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

/**
 * A user who does anything at any time, in three documents, with services that fail at will. Throws as soon as what is
 * on screen isn't how the document goes on, or anything is lost, doubled, or left running.
 */
export async function wander(seed: number, keys: number): Promise<Wandering> {
  const random = randomNumbers(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const host = new EditorHost();
  const listeners = countListeners(host);
  const router = new ScriptedRouter(host.clock);
  let settings: Settings = readSettings(
    () => undefined,
    () => {},
  );
  let faults = 0;
  router.script = (prompt): string => {
    try {
      return say(prompt, random, pick);
    } catch (error) {
      faults += 1;
      throw error;
    }
  };
  const learning = new Learning(host.clock);
  const engine = createArbiter({
    onFault: (error) => {
      throw error;
    },
    host,
    learned: learning,
    settings: () => settings,
    router,
    embedded: {
      complete: () =>
        Promise.resolve(
          random() < 0.5 ? { text: pick(lines), confidence: random(), source: 'ngram', isBlock: false } : null,
        ),
      recordOutcome: () => {},
    },
    blockInfo: () => Promise.resolve(null),
    promptFor: plainAnswer,
    refusalFor: () => undefined,
  });
  learnFrom(engine.onDidHappen, learning);
  const editors = ['a.ts', 'b.py', 'c.go'].map((name) => open(host, engine, name));
  let editor = editors[0] as FakeEditor;
  let shown = 0;
  let accepted = 0;
  for (const each of editors) {
    each.onGhost = (_before, after, cause): void => {
      if (after !== undefined && cause === 'answer') shown += 1;
      check(each, after, cause === 'answer');
    };
  }
  const actions: readonly (readonly [number, () => void])[] = [
    [30, (): void => editor.type(editor.ghost?.text[0]?.replace('\n', ' ') ?? pick(keyboard))],
    [20, (): void => editor.type(pick(keyboard))],
    [6, (): void => editor.backspace()],
    [6, (): void => editor.enter(pick(['', '    ', '\t']))],
    [5, (): void => void (accepted += Number(accept(editor)))],
    [3, (): void => editor.acceptWord()],
    [3, (): void => editor.escape()],
    [3, (): void => editor.moveTo(Math.floor(random() * (editor.text.length + 1)))],
    [1, (): void => editor.blur()],
    [3, (): void => elsewhere(editor, random)],
    [2, (): void => undo(editor, random)],
    [1, (): void => void editor.trigger()],
    [1, (): void => engine.snooze(pick([0, 0, 500]))],
    [1, (): void => engine.session.didLeave()],
    [1, (): void => void (editor.cursorCount = pick([1, 1, 1, 2]))],
    [1, (): void => void (editor.isInlineSuggestEnabled = random() < 0.9)],
    [1, (): void => engine.reset()],
    [1, (): void => router.setRoute({ model: pick(['one', 'two']), concurrency: pick([1, 2]) })],
    [1, (): void => router.abortAll()],
    [1, (): void => void (settings = { ...settings, draft: random() < 0.5, growInPlace: random() < 0.8 })],
    [1, (): void => void (settings = { ...settings, speculate: pick(['always', 'never', 'local']) })],
    [
      2,
      (): void => void ((router.ttftMs = pick([20, 150, 400, 3000])), (router.tokensPerSecond = pick([10, 60, 200]))),
    ],
    [1, (): void => router.setRoute({ expectedTtftMs: router.ttftMs })],
    [
      2,
      (): void => {
        editor.blur();
        editor = pick(editors);
        host.documents.focus(editor.uri);
      },
    ],
  ];
  const weights = actions.reduce((sum, [weight]) => sum + weight, 0);
  for (let key = 0; key < keys; key += 1) {
    let at = random() * weights;
    const action = actions.find(([weight]) => (at -= weight) < 0) ?? actions[0];
    action?.[1]();
    if (editor.text.length > 6000) shorten(editor);
    await host.clock.advance(pick([0, 10, 60, 120, 180, 300, 900]));
    for (const each of editors) check(each, each.ghost, false);
    for (const each of editors) checkStreams(router, each.uri);
  }
  for (const each of editors) each.dispose();
  engine.dispose();
  await host.clock.advance(10);
  if (router.running > 0) throw new Error(`${router.running} streams were left running.`);
  if (host.clock.pendingTimers > 0) throw new Error(`${host.clock.pendingTimers} timers were left running.`);
  if (listeners.count() > 0) throw new Error(`${listeners.count()} listeners were left.`);
  const slow = editors.flatMap(({ calls }) => calls).find(({ answerMs }) => answerMs > 1500);
  if (slow !== undefined) throw new Error(`A call was held for ${slow.answerMs} ms.`);
  return {
    keys,
    shown,
    accepted,
    requests: router.requests.length,
    aborted: router.requests.filter(({ abortedAt }) => abortedAt !== undefined).length,
    faults,
  };
}

function say({ suffix }: PromptDraft, random: () => number, pick: <T>(values: readonly T[]) => T): string {
  const chance = random();
  if (chance < 0.04) throw new ProviderError(pick(['server-error', 'rate-limited', 'timeout', 'bad-response']), 'No.');
  if (chance < 0.05) throw new Refusal('no-consent');
  if (chance < 0.06) throw new TypeError('A fault of our own.');
  if (chance < 0.12) return suffix.slice(0, 60);
  return pick(lines) + (random() < 0.5 ? `\n${pick(lines)}` : '');
}

function open(host: EditorHost, engine: Arbiter, name: string): FakeEditor {
  const text = 'function first(a, b) {\n    return a + b;\n}\n\nfunction second() {\n    \n}\n';
  const { uri } = host.documents.open(name, text, name.endsWith('py') ? 'python' : 'typescript');
  const editor = new FakeEditor(host, uri, { autoClose: true });
  editor.session = engine.session;
  editor.cursor = text.length;
  return editor;
}

/** What is on screen has to be how the text goes on from the cursor. */
export function check(editor: FakeEditor, ghost: Ghost | undefined, isAnswer: boolean): void {
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
export function accept(editor: FakeEditor): boolean {
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

export function elsewhere(editor: FakeEditor, random: () => number): void {
  const lineStart = editor.text.lastIndexOf('\n', Math.max(0, editor.cursor - 2));
  if (lineStart < 4) return;
  const offset = Math.floor(random() * (lineStart - 3));
  editor.editElsewhere(offset, Math.floor(random() * 3), '/* other */');
}

export function undo(editor: FakeEditor, random: () => number): void {
  const length = Math.min(editor.cursor, Math.floor(random() * 6));
  editor.undo(editor.cursor - length, length, '', editor.cursor - length);
}

export function shorten(editor: FakeEditor): void {
  editor.blur();
  editor.moveTo(0);
  editor.editElsewhere(0, editor.text.length - 1000, '');
}

function checkStreams({ requests }: ScriptedRouter, uri: Uri): void {
  const running = requests.filter(
    ({ prompt, abortedAt, endedAt }) => prompt.uri === uri && abortedAt === undefined && endedAt === undefined,
  );
  if (running.length > 2) throw new Error(`${running.length} streams run for one document.`);
}

/** Counts who listens to the documents. */
export function countListeners({ documents }: EditorHost): { count(): number } {
  let count = 0;
  const counted =
    <T>(event: Event<T>): Event<T> =>
    (listener) => {
      count += 1;
      const subscription = event(listener);
      return {
        dispose: (): void => {
          count -= 1;
          subscription.dispose();
        },
      };
    };
  for (const name of ['onDidChange', 'onDidClose', 'onDidFocus', 'onDidOpen'] as const) {
    Object.defineProperty(documents, name, { value: counted(documents[name] as Event<unknown>) });
  }
  return { count: () => count };
}
