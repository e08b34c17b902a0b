import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { type Conditions, type Variant, replay } from './replay/run.ts';
import type { Figures } from './replay/meter.ts';
import { behindLines, readHoles } from './replay/traces.ts';

/*
 * The typing replay on a virtual clock: `npm run bench:replay`. The method stands in replay.md beside this file. With
 * `--write`, the figures replace replay.baseline.json.
 */

const backEnds = {
  fast: { ttftMs: 40, tokensPerSecond: 100 },
  slow: { ttftMs: 250, tokensPerSecond: 60 },
} as const;

const variants: readonly Variant[] = [
  { name: 'ideal', client: 'ideal' },
  { name: 'midfill', client: 'midfill' },
  { name: 'no state, cache, join', client: 'midfill', without: 'memory' },
  { name: 'no join', client: 'midfill', without: 'join' },
  { name: 'no refresh', client: 'midfill', canRefresh: false },
  { name: 'no growth', client: 'midfill', settings: { growInPlace: false } },
  { name: 'no debounce', client: 'midfill', settings: { debounce: { minMs: 0, maxMs: 0 } } },
  { name: 'debounce 300', client: 'midfill', settings: { debounce: { minMs: 300, maxMs: 300 } } },
  { name: 'embedded drafts', client: 'midfill', hasEmbedded: true },
  { name: 'speculate', client: 'midfill', settings: { speculate: 'always' } },
];

/** What each run is about: the plain profile, VS Code's auto-closing, and a model that insists on its mistakes. */
const profiles = {
  bare: { autoClose: false, isStubborn: false },
  defaults: { autoClose: true, isStubborn: false },
  stubborn: { autoClose: false, isStubborn: true },
} as const;

const holes = readHoles(new URL('../fixtures/replay/', import.meta.url));
const only = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const results: Record<string, Figures> = {};
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
  const figures = await replay(long, { name: 'midfill', client: 'midfill' }, conditions);
  results['fast/10,000 lines/midfill'] = figures;
  console.log('10,000 lines', JSON.stringify(figures.latencies));
}
if (process.argv.includes('--latencies')) console.log(JSON.stringify(results, undefined, 1));
if (process.argv.includes('--write')) {
  writeFileSync(new URL('replay.baseline.json', import.meta.url), `${JSON.stringify(results, undefined, 2)}\n`);
}

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
    ...(f.drafts > 0 ? [`drafts ${f.drafts} of ${f.fresh}, replaced ${f.draftsReplaced}`] : []),
    `visible ${f.visibleShare} %`,
    `$${f.dollarsPer1000Shown}/1000`,
  ].join('  ');
}
