import { createArbiter } from '../../src/core/completion/arbiter.ts';
import type { Uri } from '../../src/core/document.ts';
import { ProviderError } from '../../src/core/providers/errors.ts';
import type { PromptDraft } from '../../src/core/prompt.ts';
import { Refusal } from '../../src/core/routing/route.ts';
import { type Settings, readSettings } from '../../src/core/settings.ts';
import { randomNumbers } from '../bench/replay/traces.ts';
import { EditorHost } from '../support/fake-editor.ts';
import { Learning } from '../../src/core/telemetry/learning.ts';
import { learnFrom } from '../support/learn.ts';
import { ScriptedRouter } from '../support/scripted-router.ts';
import { sessionPorts } from '../support/session-ports.ts';
import { countListeners } from './count-listeners.ts';
import { type Action, RandomTypist, lines, picker } from './random-typist.ts';

export interface Wandering {
  readonly keys: number;
  readonly shown: number;
  readonly accepted: number;
  /** Suggestions that came while the suggest widget was open. */
  readonly besideWidget: number;
  readonly requests: number;
  readonly aborted: number;
  /** Requests that the service, the gate or a fault of our own let fail. */
  readonly faults: number;
}

/**
 * A user who does anything at any time, in three documents, with services that fail at will. Throws as soon as what is
 * on screen isn't how the document goes on, or anything is lost, doubled, or left running.
 */
export async function wander(seed: number, keys: number): Promise<Wandering> {
  const random = randomNumbers(seed);
  const pick = picker(random);
  const host = new EditorHost();
  const listeners = countListeners(host);
  const router = new ScriptedRouter(host.clock);
  let settings: Settings = readSettings(
    () => undefined,
    () => {},
  );
  let faults = 0;
  const said = new Set<string>(lines);
  router.script = (prompt): string => {
    try {
      const text = say(prompt, random, pick);
      said.add(text.replaceAll('\r\n', '\n'));
      return text;
    } catch (error) {
      faults += 1;
      throw error;
    }
  };
  const learning = new Learning(host.clock);
  const engine = createArbiter(
    sessionPorts({
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
    }),
  );
  learnFrom(engine.onDidHappen, learning);
  const typist = new RandomTypist({
    host,
    session: engine.session,
    random,
    names: ['a.ts', 'b.py', 'c.go'],
    hasSaid: (text) => [...said].some((all) => all.includes(text)),
  });
  const { editors } = typist;
  const actions: readonly Action[] = [
    [1, (): void => engine.snooze(pick([0, 0, 500]))],
    [1, (): void => engine.session.didLeave()],
    [1, (): void => void (typist.editor.cursorCount = pick([1, 1, 1, 2]))],
    [1, (): void => void (typist.editor.isInlineSuggestEnabled = random() < 0.9)],
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
  ];
  for (let key = 0; key < keys; key += 1) {
    typist.act(actions);
    await host.clock.advance(pick([0, 10, 60, 120, 180, 300, 900]));
    typist.look();
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
    shown: typist.shown,
    accepted: typist.accepted,
    besideWidget: typist.besideWidget,
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

function checkStreams({ requests }: ScriptedRouter, uri: Uri): void {
  const running = requests.filter(
    ({ prompt, abortedAt, endedAt }) => prompt.uri === uri && abortedAt === undefined && endedAt === undefined,
  );
  if (running.length > 2) throw new Error(`${running.length} streams run for one document.`);
}
