import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readFiles } from './context/corpus.ts';
import { type Conditions, type Variant, replay } from './replay/run.ts';
import type { Figures } from './replay/meter.ts';
import { holesOfRepository } from './replay/repository-holes.ts';
import { type Spread, spreadOf } from './replay/spread.ts';
import { behindLines, readHoles } from './replay/traces.ts';
import { writeBaseline } from './write-baseline.ts';

/*
 * The typing replay on a virtual clock: `npm run bench:replay`. The method stands in replay.md beside this file. With
 * `--write`, the figures replace replay.baseline.json.
 */

const backEnds = {
  fast: { ttftMs: 40, tokensPerSecond: 100 },
  slow: { ttftMs: 250, tokensPerSecond: 60 },
} as const;

const ownSources = fileURLToPath(new URL('../../src', import.meta.url));
const plain: Variant = { name: 'midfill', client: 'midfill' };
const never = { speculate: 'never' } as const;

const variants: readonly Variant[] = [
  { name: 'ideal', client: 'ideal' },
  plain,
  { ...plain, name: 'without state', without: 'state' },
  { ...plain, name: 'without cache', without: 'cache' },
  { ...plain, name: 'without join', without: 'join' },
  { ...plain, name: 'without state, cache, join', without: 'memory' },
  { ...plain, name: 'without refresh', canRefresh: false },
  { ...plain, name: 'without growth', settings: { growInPlace: false } },
  { ...plain, name: 'without debounce', settings: { debounce: { minMs: 0, maxMs: 0 } } },
  { ...plain, name: 'debounce 300', settings: { debounce: { minMs: 300, maxMs: 300 } } },
  { ...plain, name: 'learning', learns: true },
  { ...plain, name: 'Tab at pauses', pressesTab: true, settings: never },
  { ...plain, name: 'Tab at pauses, speculating', pressesTab: true, settings: { speculate: 'always' } },
];

/** What each run is about: the plain profile, VS Code's auto-closing, and a model that insists on its mistakes. */
const profiles = {
  bare: { autoClose: false, isStubborn: false },
  defaults: { autoClose: true, isStubborn: false },
  stubborn: { autoClose: false, isStubborn: true },
} as const;

const holes = readHoles(new URL('../fixtures/replay/', import.meta.url));
const { values, positionals: only } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean' }, latencies: { type: 'boolean' }, repo: { type: 'string' } },
});
const results: Record<string, Figures | Spread> = {};
for (const [backEnd, speed] of Object.entries(backEnds)) {
  for (const [profile, settings] of Object.entries(profiles)) {
    for (const variant of variants.filter(({ name }) => only.length === 0 || only.includes(name))) {
      if (profile !== 'bare' && only.length === 0 && !['ideal', 'midfill'].includes(variant.name)) continue;
      const conditions: Conditions = { ...speed, ...settings, wrongShare: 0.12, seed: 7, rounds: 2 };
      const figures = await replay(holes, variant, conditions);
      results[`${backEnd}/${profile}/${variant.name}`] = figures;
      console.log(line(`${backEnd} ${profile} ${variant.name}`, figures));
    }
  }
}
if (only.length === 0) {
  // What a call costs us in a long file; every tenth hole will do.
  const long = holes.filter((_hole, index) => index % 10 === 0).map((hole) => behindLines(hole, 10_000));
  const conditions: Conditions = { ...backEnds.fast, ...profiles.bare, wrongShare: 0.12, seed: 7, rounds: 1 };
  const figures = await replay(long, plain, conditions);
  results['fast/10,000 lines/midfill'] = figures;
  console.log('10,000 lines', JSON.stringify(figures.latencies));
}
if (only.length === 0 || only.includes('drafts')) {
  // Drafts, in a workspace from which the embedded engine has as much to learn as in life.
  const workspace = readFiles(values.repo === undefined ? ownSources : resolve(values.repo));
  const typed = holesOfRepository(workspace, 60, 7);
  const conditions: Conditions = { ...backEnds.slow, ...profiles.bare, wrongShare: 0.12, seed: 7, rounds: 1 };
  for (const variant of [plain, { ...plain, name: 'drafts', workspace }]) {
    const figures = await replay(typed, variant, conditions);
    results[`slow/workspace/${variant.name}`] = figures;
    console.log(line(`slow workspace ${variant.name}`, figures));
  }
}
if (only.length === 0 || only.includes('spread')) {
  for (const [backEnd, speed] of Object.entries(backEnds)) {
    for (const [profile, settings] of Object.entries(profiles)) {
      const spread = await spreadOf(holes, plain, { ...speed, ...settings, wrongShare: 0.12 });
      results[`${backEnd}/${profile}/spread`] = spread;
      console.log(`${backEnd} ${profile} spread`, JSON.stringify(spread));
    }
  }
}
if (values.latencies === true) console.log(JSON.stringify(results, undefined, 1));
if (values.write === true) writeBaseline('replay', results);

function line(name: string, f: Figures): string {
  return [
    name.padEnd(28),
    `keys ${f.keys}`,
    `right ${f.rightPer100} %`,
    `useful ${f.usefulPer100} %`,
    `saved ${f.savedPer100}`,
    `requests ${f.requestsPer100}`,
    `tokens ${f.tokensPer100}`,
    `aborted ${f.abortedShare} %`,
    `flickers ${f.flickersPer100}`,
    `non-extending ${f.nonExtendingPer100}`,
    ...(f.drafts > 0 ? [`drafts ${f.drafts} of ${f.fresh} fresh, replaced ${f.draftsReplaced}`] : []),
    ...(f.drafts > 0 ? [`fresh within 50 ms ${f.freshWithin50msShare} %`] : []),
    ...(f.tabs > 0 ? [`Tabs ${f.tabs}, next within 100 ms ${f.shownSoonAfterTabShare} %`] : []),
    `visible ${f.visibleShare} %`,
    `$${f.dollarsPer1000Shown}/1000`,
  ].join('  ');
}
