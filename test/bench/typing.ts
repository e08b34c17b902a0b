import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startWebEditor } from '../editor/harness/start-web-editor.ts';
import { decisionsFromNow } from '../editor/support/decisions.ts';
import { openEditorWindow } from '../editor/support/open-editor-window.ts';
import type { SharedEditor } from '../editor/support/shared-editor.ts';
import { readFiles } from './context/corpus.ts';
import { settle } from './cost/settle.ts';
import { type Figures, Meter } from './replay/meter.ts';
import { replay } from './replay/run.ts';
import { type Hole, type Key, keysOf, randomNumbers, readHoles } from './replay/traces.ts';
import { type Ends, endsOf } from './typing/ends.ts';
import { draftedHoles } from './typing/drafted-holes.ts';
import { measureFirstPaints } from './typing/first-paints.ts';
import { measurePaints } from './typing/paints.ts';
import { closesOnItsLines, type Profile, profiles, settingsFor } from './typing/profiles.ts';
import { type Speed, TypingServer } from './typing/server.ts';
import { type Paint, type Stroke, typeHole } from './typing/typist.ts';
import { writeBaseline } from './write-baseline.ts';

/*
 * The typing replay in a real VS Code: `npm run bench:typing`. The method stands in typing.md beside this file. With
 * `--write`, the figures of what was run replace those in typing.baseline.json.
 */

const backEnds: Readonly<Record<string, Speed>> = {
  fast: { ttftMs: 40, tokensPerSecond: 100 },
  slow: { ttftMs: 250, tokensPerSecond: 60 },
};
const wrongShare = 0.12;
const seed = 7;

/** What the same key left on screen in the real VS Code and on the virtual clock, and what should have been. */
interface Difference {
  readonly real: string;
  readonly simulated: string;
  readonly rest: string;
  readonly gapMs: number;
}

interface Result {
  readonly figures: Figures;
  /** The same keys on the virtual clock. */
  readonly simulated: Figures;
  /** Keys that were right in one of the two alone. */
  readonly differences: readonly Difference[];
  readonly ends: Ends;
  readonly nonExtendingChanges: Meter['nonExtendingChanges'];
  readonly flickers: Meter['flickers'];
  readonly holes: number;
  /** Holes after which the file held something else than the target: nothing of such a run is to be believed. */
  readonly mistyped: number;
  readonly load: number;
}

const { values } = parseArgs({
  options: {
    keys: { type: 'string', default: '400' },
    profile: { type: 'string' },
    'back-end': { type: 'string' },
    oracle: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const results: Record<
  string,
  Omit<Result, 'differences'> | Pick<Result, 'figures' | 'flickers' | 'nonExtendingChanges'>
> = {};
await using end = new AsyncDisposableStack();
const editor = await startWebEditor(end);
for (const [profile, settings] of Object.entries(profiles)) {
  if (values.profile !== undefined && values.profile !== profile) continue;
  if (values.oracle) {
    // Drafts are no business of its.
    if (settings.learnsFrom !== undefined) continue;
    results[`oracle/${profile}`] = await runOracle(editor, settings, Number(values.keys));
    console.log(`oracle ${profile}`, JSON.stringify(results[`oracle/${profile}`], undefined, 1));
    continue;
  }
  for (const [backEnd, speed] of Object.entries(backEnds)) {
    if (values['back-end'] !== undefined && values['back-end'] !== backEnd) continue;
    // Of a quick model there are no drafts.
    if (settings.learnsFrom !== undefined && backEnd === 'fast') continue;
    const { differences, ...result } = await run(editor, settings, speed, Number(values.keys));
    results[`${backEnd}/${profile}`] = result;
    console.log(`${backEnd} ${profile}`, JSON.stringify(result, undefined, 1));
    console.log(`Otherwise than simulated: ${differences.length} keys\n${differences.map(told).join('\n')}`);
  }
}
if (values.write) writeBaseline('typing', results);

async function run(shared: SharedEditor, profile: Profile, speed: Speed, keys: number): Promise<Result> {
  await using cleanUp = new AsyncDisposableStack();
  const server = await TypingServer.start(speed, wrongShare);
  cleanUp.defer(() => server.close());
  const { opened, window } = await openEditorWindow(
    shared,
    settingsFor(profile, server.standIn.url),
    profile.learnsFrom,
  );
  cleanUp.defer(() => opened.close());
  // What it learns from has been read by then.
  if (profile.learnsFrom !== undefined) await settle(window.companion);
  const decisions = decisionsFromNow(shared.decisionsFile);
  const meter = new Meter();
  const strokes: Stroke[] = [];
  const paints: Paint[] = [];
  const tasks = choose(profile, keys);
  let mistyped = 0;
  for (const [index, task] of tasks.entries()) {
    server.hole = task.hole;
    const left = await typeHole({
      ...task,
      isAutoClosing: profile.isAutoClosing,
      name: profile.learnsFrom === undefined ? `${index}/${task.hole.file}` : task.hole.file,
      window,
      meter,
      strokes,
      paints,
    });
    if (left === task.hole.target) continue;
    mistyped += 1;
    console.log(`Mistyped ${task.hole.file}: ${around(left, task.hole.target)}`);
  }
  const decided = decisions.read();
  for (const decision of decided) {
    meter.didDecide(decision);
    // The next key has cancelled most of the calls that asked.
    if (decision.requestMs !== undefined) meter.latency('call to request, cancelled ones too', decision.requestMs);
  }
  measureFirstPaints({ paints, strokes, decisions: decided, meter });
  measurePaints({ server, paints, strokes, decisions: decided, meter });
  const figures = meter.figures(server.served.map(({ asked }) => asked));
  const ends = endsOf(server, strokes);
  const load = Math.round(10 * loadavg()[0]!) / 10;
  const simulatedMeter = new Meter();
  const simulated = await replay(
    tasks.map(({ hole }) => hole),
    {
      name: 'midfill',
      client: 'midfill',
      ...(profile.learnsFrom === undefined ? {} : { workspace: readFiles(profile.learnsFrom) }),
    },
    { ...speed, wrongShare, isStubborn: false, autoClose: profile.isAutoClosing, seed, rounds: 1 },
    simulatedMeter,
  );
  const differences = differencesOf(meter, simulatedMeter);
  const { nonExtendingChanges, flickers } = meter;
  return { figures, simulated, differences, ends, nonExtendingChanges, flickers, holes: tasks.length, mistyped, load };
}

/** The same keys with Midfill off, beside a provider that knows them: what VS Code itself makes of the best there can be. */
async function runOracle(shared: SharedEditor, profile: Profile, keys: number) {
  const settings = { ...profile.settings, 'editor.trimAutoWhitespace': false, 'midfill.enabled': false };
  const { opened, window } = await openEditorWindow(shared, settings);
  await using cleanUp = new AsyncDisposableStack();
  cleanUp.defer(() => opened.close());
  const meter = new Meter();
  for (const [index, task] of choose(profile, keys).entries()) {
    await window.companion.ask({ kind: 'foretell', target: task.hole.target });
    const { isAutoClosing } = profile;
    const name = `${index}/${task.hole.file}`;
    await typeHole({ ...task, name, isAutoClosing, window, meter, strokes: [], paints: [] });
  }
  const { nonExtendingChanges, flickers } = meter;
  return { figures: meter.figures([]), nonExtendingChanges, flickers };
}

/** Holes in a random order, the same for the same seed, until there are enough keys. */
function choose(profile: Profile, least: number): readonly { readonly hole: Hole; readonly keys: readonly Key[] }[] {
  const rank = randomNumbers(seed);
  const random = randomNumbers(seed);
  const all =
    profile.learnsFrom === undefined
      ? readHoles(new URL('../fixtures/replay/', import.meta.url))
      : draftedHoles(readFiles(profile.learnsFrom), seed);
  const holes = all
    .filter((hole) => !profile.isAutoClosing || closesOnItsLines(hole))
    .map((hole) => ({ hole, rank: rank() }))
    .toSorted((one, other) => one.rank - other.rank);
  const chosen: { readonly hole: Hole; readonly keys: readonly Key[] }[] = [];
  let count = 0;
  for (const { hole } of holes) {
    if (count >= least) break;
    const keys = keysOf(hole, random);
    chosen.push({ hole, keys });
    count += keys.length;
  }
  return chosen;
}

function differencesOf(real: Meter, simulated: Meter): readonly Difference[] {
  return real.seen.flatMap(({ shown, rest, isRight, gapMs }, index) => {
    const other = simulated.seen[index];
    return other === undefined || other.isRight === isRight
      ? []
      : [{ real: shown, simulated: other.shown, rest, gapMs }];
  });
}

function told({ real, simulated, rest, gapMs }: Difference): string {
  return `${gapMs} ms  real ${JSON.stringify(real)}  simulated ${JSON.stringify(simulated)}  of ${JSON.stringify(rest)}`;
}

function around(left: string, target: string): string {
  let at = 0;
  while (at < left.length && left[at] === target[at]) at += 1;
  return `${JSON.stringify(left.slice(at - 20, at + 30))} for ${JSON.stringify(target.slice(at - 20, at + 30))}`;
}
