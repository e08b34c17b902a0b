import type { CompletionSession } from '../../../src/core/completion/api.ts';
import { createArbiter } from '../../../src/core/completion/arbiter.ts';
import type { Disposable } from '../../../src/base/disposable.ts';
import type { Uri } from '../../../src/core/document.ts';
import type { Settings } from '../../../src/core/settings.ts';
import { readSettings } from '../../../src/core/settings.ts';
import { Learning } from '../../../src/core/telemetry/learning.ts';
import { learnFrom } from '../../support/learn.ts';
import { EditorHost, FakeEditor } from '../../support/fake-editor.ts';
import { sessionPorts } from '../../support/session-ports.ts';
import type { CorpusFile } from '../context/corpus.ts';
import { BackEnd } from './back-end.ts';
import { startEmbeddedEngine, uriOf } from './embedded-engine.ts';
import { IdealClient } from './ideal.ts';
import { type Figures, Meter, closersAlone } from './meter.ts';
import { type Hole, type Key, keysOf, pauseMs, randomNumbers } from './traces.ts';

export interface Variant {
  readonly name: string;
  readonly client: 'midfill' | 'ideal';
  readonly settings?: Partial<Settings>;
  readonly canRefresh?: boolean;
  /** What becomes of suggestions moves how later ones are asked for. */
  readonly learns?: boolean;
  /**
   * `join`: each key aborts what runs. `state`: each key has what is on screen forgotten. `cache`: each key has
   * forgotten what is neither on screen nor on its way. `memory`: all three.
   */
  readonly without?: 'join' | 'state' | 'cache' | 'memory';
  /** What the embedded engine learns from; without it there is none. */
  readonly workspace?: readonly CorpusFile[];
  /** Tab is pressed at pauses where all that is shown is right. */
  readonly pressesTab?: boolean;
}

export interface Conditions {
  readonly ttftMs: number;
  readonly tokensPerSecond: number;
  readonly wrongShare: number;
  /** A wrong token stays wrong until it is passed to its end, not only to its first character. */
  readonly isStubborn: boolean;
  readonly autoClose: boolean;
  /** Which places the model is wrong at. */
  readonly model?: string;
  readonly seed: number;
  readonly rounds: number;
}

/** Ghost text as it is on screen. */
type Seen = { readonly text: string } | undefined;

const settleMs = 3000;
/** From one Tab to the next: as long as it takes to see what is there. */
const lookMs = 400;

/** Types all holes through one client on the virtual clock and measures. */
export async function replay(
  holes: readonly Hole[],
  variant: Variant,
  conditions: Conditions,
  meter = new Meter(),
): Promise<Figures> {
  const host = new EditorHost();
  if (variant.canRefresh === false) Object.defineProperty(host, 'refresh', { value: undefined });
  const backEnd = new BackEnd(host.clock, { ...conditions, locality: 'hosted' });
  const { session, client } = start(variant, host, backEnd, meter);
  const didType = (editor: FakeEditor): void => {
    const { without } = variant;
    if (without === 'join' || without === 'memory') backEnd.abortAll();
    const isShown = editor.ghost !== undefined;
    const isForgotten = without === 'state' ? isShown : without === 'cache' && !isShown && backEnd.running === 0;
    if (isForgotten || without === 'memory') forget(editor);
  };
  const random = randomNumbers(conditions.seed);
  for (let round = 0; round < conditions.rounds; round += 1) {
    for (const hole of holes) {
      backEnd.hole = hole;
      await typeHole({ hole, keys: keysOf(hole, random), host, session, meter, conditions, variant, didType });
    }
  }
  client.dispose();
  return meter.figures(backEnd.requests);
}

function start(
  variant: Variant,
  host: EditorHost,
  backEnd: BackEnd,
  meter: Meter,
): { readonly session: CompletionSession; readonly client: Disposable } {
  if (variant.client === 'ideal') {
    return { session: new IdealClient(backEnd), client: { dispose: () => {} } };
  }
  const settings: Settings = {
    ...readSettings(
      () => undefined,
      () => {},
    ),
    ...variant.settings,
  };
  const learning = new Learning(host.clock);
  const { workspace } = variant;
  const engine = createArbiter(
    sessionPorts({
      host,
      learned: learning,
      settings: () => settings,
      router: backEnd,
      ...(workspace === undefined ? {} : { embedded: startEmbeddedEngine(host, workspace) }),
    }),
  );
  if (variant.learns === true) learnFrom(engine.onDidHappen, learning);
  engine.decisions.onDidRecord((decision) => meter.didDecide(decision));
  return { session: timed(engine.session, meter), client: engine };
}

/** Our own time for an answer that is known at once, on the real clock. */
function timed(session: CompletionSession, meter: Meter): CompletionSession {
  return {
    provide: (call, signal) => {
      const startedAt = performance.now();
      const answer = session.provide(call, signal);
      meter.latency(
        answer instanceof Promise ? 'own time, answered later' : 'own time, answered at once',
        performance.now() - startedAt,
      );
      return answer;
    },
    didAccept: (id) => session.didAccept(id),
    didDismiss: () => session.didDismiss(),
    didAcceptWord: () => session.didAcceptWord(),
    didLeave: () => session.didLeave(),
  };
}

async function typeHole(parts: {
  readonly hole: Hole;
  readonly keys: readonly Key[];
  readonly host: EditorHost;
  readonly session: CompletionSession;
  readonly meter: Meter;
  readonly conditions: Conditions;
  readonly variant: Variant;
  readonly didType: (editor: FakeEditor) => void;
}): Promise<void> {
  const { hole, keys, host, session, meter, conditions, variant, didType } = parts;
  const { clock, documents } = host;
  const uri = uriOf(hole.file) as Uri;
  const without = hole.target.slice(0, hole.start) + hole.target.slice(hole.end);
  documents.close(uri);
  documents.open(hole.file, without, hole.languageId);
  const editor = new FakeEditor(host, uri, { autoClose: conditions.autoClose });
  editor.session = session;
  editor.cursor = hole.start;
  const typed = hole.target.slice(hole.start, hole.end);
  let key = '';
  let seen: Seen;
  editor.onGhost = (_before, _after, cause): void => {
    const now = clock.monotonicMs();
    const before = seen;
    seen = seenOf(editor, typed);
    if (before?.text === seen?.text) return;
    const kept = before?.text.startsWith(key) === true ? before.text.slice(key.length) : '';
    const isHidden = cause === 'edit' && key !== '' && seen === undefined && !closersAlone.test(kept);
    meter.didChange(before, isHidden ? { text: kept } : seen, cause, now);
    // The key was right, and the editor has hidden what goes on after it.
    if (isHidden) meter.didChange({ text: kept }, undefined, 'answer', now);
  };
  meter.startHole(hole.start);
  let at = hole.start;
  let keyAt = hole.start;
  for (const { text: whole, gapMs } of keys) {
    keyAt += whole.length;
    // What Tab has inserted isn't typed.
    const text = whole.slice(Math.max(0, whole.length - (keyAt - at)));
    if (keyAt <= at) continue;
    const rest = hole.target.slice(keyAt, hole.end);
    key = text;
    editor.type(text, conditions.autoClose && isClosedLater(text, rest));
    key = '';
    at = keyAt;
    didType(editor);
    await clock.advance(gapMs);
    const isPause = gapMs >= pauseMs;
    meter.didType({ length: text.length, gapMs, isPause }, rest, at, seen);
    if (variant.pressesTab === true && isPause) at = await pressTab(editor, hole, at, meter);
  }
  const left = editor.text;
  editor.blur();
  await clock.advance(settleMs);
  if (left !== hole.target) throw new Error(`Typing ${hole.file} left another text:\n${left}`);
}

/**
 * The ghost text as one sees it: closers that the editor has put behind the cursor are the document's. They count where
 * the text that is typed goes on with them.
 */
function seenOf({ ghost, text, cursor }: FakeEditor, typed: string): Seen {
  if (ghost === undefined || typed.includes(ghost.text)) return ghost;
  const closers = text.slice(cursor, ghost.end);
  const shown = ghost.text.endsWith(closers) ? ghost.text.slice(0, -closers.length || undefined) : ghost.text;
  return shown === '' ? undefined : { text: shown };
}

/** Has what was said about a document forgotten; what was learned of the model stays. */
function forget({ host: { documents }, document: { uri, text, languageId } }: FakeEditor): void {
  documents.close(uri);
  documents.open(uri, text, languageId);
}

/** Takes what is shown as long as all of it is right, with a look at each; answers where the cursor is then. */
async function pressTab(editor: FakeEditor, hole: Hole, from: number, meter: Meter): Promise<number> {
  const { clock } = editor.host;
  let at = from;
  for (;;) {
    const { ghost } = editor;
    if (ghost === undefined || !hole.target.startsWith(ghost.text, at) || at + ghost.text.length > hole.end) return at;
    at += ghost.text.length;
    const isMoreToCome = hole.target.slice(at, hole.end).trim() !== '';
    const acceptedAt = clock.monotonicMs();
    editor.accept();
    let shownAfterMs: number | undefined;
    for (let waited = 0; waited < lookMs; waited += 10) {
      await clock.advance(10);
      if (shownAfterMs === undefined && editor.ghost !== undefined) shownAfterMs = clock.monotonicMs() - acceptedAt;
    }
    if (isMoreToCome) meter.didAccept(shownAfterMs);
  }
}

/** Whether the closer that an editor would add is one that the typist will type over on this line. */
function isClosedLater(text: string, rest: string): boolean {
  const line = rest.slice(0, (rest.indexOf('\n') + rest.length + 1) % (rest.length + 1) || rest.length);
  const closer = { '(': ')', '[': ']', '"': '"', "'": "'" }[text];
  if (closer === undefined) return false;
  let depth = 0;
  for (const character of line) {
    if (character === closer && depth === 0) return true;
    if (character === text) depth += 1;
    else if (character === closer) depth -= 1;
  }
  return false;
}
