import { Baselines } from './baselines.ts';
import { EmbeddedFigures } from './embedded-figures.ts';
import { withBlock } from './generated-block.ts';

/** One number that has a bound. */
interface Figure {
  readonly label: string;
  readonly value: number | undefined;
  readonly unit: string;
  readonly atMost?: number | undefined;
  readonly atLeast?: number | undefined;
}

interface Target {
  readonly what: string;
  readonly reach: string;
  readonly command: string;
  /** Where the figures' day stands: the bench, and its entry. */
  readonly taken: readonly [bench: string, entry: string];
  readonly figures: readonly Figure[];
}

const speeds = ['fast', 'slow'] as const;
/** Every hole once: which few of them are typed decides much. */
const all = '--keys 9999 --write';

/** Of so few, the 99th of a hundred is the slowest, and the median of two the slower. */
const fewTimes = 100;

function timesOf(count: number | undefined): string {
  return count !== undefined && count < fewTimes ? `, ${count} times` : '';
}

/** What Midfill is to reach, with the figures of the baselines below `root`. */
function targets(root: string): readonly Target[] {
  const baselines = new Baselines(root);
  const embedded = new EmbeddedFigures(root);
  const latency = (speed: string, name: string, share: string): number | undefined =>
    baselines.number('typing', `${speed}/bare`, 'figures', 'latencies', name, share);
  const inTyping = (name: string, label: string, share: string, atMost: number): readonly Figure[] =>
    speeds.map((speed) => {
      const value = latency(speed, name, share);
      return { label: `${label}${speed}${timesOf(latency(speed, name, 'count'))}`, value, unit: ' ms', atMost };
    });
  const draftsInEditor = (share: string): number | undefined =>
    baselines.number('typing', 'slow/drafts', 'figures', 'latencies', 'call to first ghost text, draft', share);
  const added = (situation: string, key: string): number | undefined => {
    const with_ = baselines.number('cost', situation, 'with', key);
    const without = baselines.number('cost', situation, 'without', key);
    return with_ === undefined || without === undefined ? undefined : with_ - without;
  };
  const typing = { command: `npm run bench:typing -- --profile bare ${all}`, taken: ['typing', 'fast/bare'] } as const;
  const cost = { command: 'npm run bench:cost -- --write', taken: ['cost', 'sample'] } as const;
  const index = {
    command: 'npm run bench:index -- --files 10000 --write',
    taken: ['index', '10000 files'],
  } as const;
  return [
    {
      what: 'A call of the provider answered from what is on screen or in the cache',
      reach: 'under 5 ms at p99, no timer',
      ...typing,
      figures: [
        ...inTyping('call to state', 'from the screen, ', 'p99', 5),
        ...inTyping('call to cache', 'from the cache, ', 'p99', 5),
      ],
    },
    {
      what: 'From a call of the provider to the request on the wire',
      reach: 'what is left of the wait that was chosen and 10 ms, at the median',
      ...typing,
      figures: inTyping('call to request beyond the wait', 'beyond the wait, ', 'p50', 10),
    },
    {
      what: 'From the last token of a text to the screen',
      reach: 'at the median under 50 ms where VS Code waits for it, under 120 ms where it is asked to look again',
      ...typing,
      figures: [
        ...inTyping('last token to the screen, held', 'waited for, ', 'p50', 50),
        ...inTyping('last token to the screen, by refresh', 'looked for again, ', 'p50', 120),
      ],
    },
    {
      what: 'From a call to the first ghost text, where there is a confident draft',
      reach: 'under 50 ms at p90',
      command: 'npm run bench:typing -- --profile drafts --keys 700 --write',
      taken: ['typing', 'slow/drafts'],
      figures: [
        {
          label: 'on the virtual clock, which leaves the engine’s own time out',
          value: baselines.number('replay', 'slow/workspace/drafts', 'latencies', 'call to draft', 'p90'),
          unit: ' ms',
          atMost: 50,
        },
        {
          label: `in VS Code${timesOf(draftsInEditor('count'))}`,
          value: draftsInEditor('p90'),
          unit: ' ms',
          atMost: 50,
        },
      ],
    },
    {
      what: 'What the client adds to a token on its way from the service',
      reach: 'under 1 ms, at the median',
      command: 'npm run bench:transport -- --write',
      taken: ['transport', 'a token on its way'],
      figures: [
        ['Codestral', 'through the Mistral SDK (codestral)'] as const,
        ['DeepSeek', 'our own reader (deepseek)'] as const,
      ].map(([label, entry]) => ({
        label,
        value: baselines.number('transport', 'a token on its way', entry, 'latencyMs', 'p50'),
        unit: ' ms',
        atMost: 1,
      })),
    },
    {
      what: 'A prompt put together, 10,000 files in the workspace',
      reach: 'under 10 ms at p99',
      command: 'npm run bench:context -- --write',
      taken: ['context', 'assembly'],
      figures: assemblies(baselines),
    },
    {
      what: 'An answer of the embedded engine, 10,000 files in the workspace',
      reach: 'under 5 ms at the median, under 20 ms at p99',
      ...index,
      figures: (
        [
          ['p50', 5],
          ['p99', 20],
        ] as const
      ).map(([label, atMost]) => ({
        label,
        value: baselines.number('index', '10000 files', 'second', 'answerMs', label),
        unit: ' ms',
        atMost,
      })),
    },
    {
      what: 'Net characters that the embedded engine saves, in times the better of two plain methods, in every code base',
      reach: 'at least 2, at a precision of 60 and of 75 %',
      command: 'npm run bench:embedded -- --write',
      taken: ['embedded', embedded.codeBases[0] ?? ''],
      figures: embedded.targets,
    },
    {
      what: 'Activation, by VS Code’s own measure',
      reach: 'under 50 ms, loading the code included',
      command: 'npm run bench:cost -- --only activation --write',
      taken: ['cost', 'activation'],
      figures: [{ label: '', value: baselines.number('cost', 'activation', 'totalMs'), unit: ' ms', atMost: 50 }],
    },
    {
      what: 'The extension host’s longest turn while one types in a file of 10,000 lines, over that with Midfill off',
      reach: 'no more than 16 ms',
      command: 'npm run bench:blocks -- --write',
      taken: ['blocks', 'typing/model'],
      figures: ['embedded', 'model'].map((variant) => {
        const off = baselines.number('blocks', 'typing/off', 'longestMs');
        const on = baselines.number('blocks', `typing/${variant}`, 'longestMs');
        return {
          label: variant === 'model' ? 'with a model' : 'embedded',
          value: off === undefined || on === undefined ? undefined : on - off,
          unit: ' ms',
          atMost: 16,
        };
      }),
    },
    ...replays(baselines),
    {
      what: 'Money for a completion shown, at Codestral’s prices',
      reach: 'under $0.0005, which is $0.50 for 1,000',
      command: 'npm run bench:replay -- --write',
      taken: ['replay', 'fast/bare/midfill'],
      figures: speeds.map((speed) => ({
        label: `${speed}, in dollars`,
        value: baselines.number('replay', `${speed}/bare/midfill`, 'dollarsPer1000Shown'),
        unit: ' for 1,000',
        atMost: 0.5,
      })),
    },
    {
      what: 'Memory that Midfill adds to the extension host, sample workspace',
      reach: 'under 100 MB',
      ...cost,
      figures: [
        { label: 'at rest', value: added('sample', 'restMb'), unit: ' MB', atMost: 100 },
        { label: 'after typing', value: added('sample', 'typedMb'), unit: ' MB', atMost: 100 },
      ],
    },
    {
      what: 'The same with 10,000 files, all of them indexed as far as the bounds let',
      reach: 'under 200 MB',
      command: 'npm run bench:cost -- --only large --write',
      taken: ['cost', 'large'],
      figures: [
        { label: 'at rest', value: added('large', 'restMb'), unit: ' MB', atMost: 200 },
        { label: 'after typing', value: added('large', 'typedMb'), unit: ' MB', atMost: 200 },
      ],
    },
    {
      what: 'Processor that Midfill’s threads take while nothing happens, 10,000 files indexed',
      reach: 'nothing: under 0.1 % of a core',
      ...index,
      figures: [
        {
          label: '',
          value: share(
            baselines.number('index', '10000 files', 'changed', 'idleCpuMs'),
            baselines.number('index', '10000 files', 'changed', 'idleMs'),
          ),
          unit: ' %',
          atMost: 0.1,
        },
      ],
    },
    {
      what: 'The packaged extension without its grammars',
      reach: 'under 1.5 MB',
      command: 'npm run bench:cost -- --write',
      taken: ['cost', 'package'],
      figures: [
        { label: '', value: baselines.number('cost', 'package', 'withoutGrammarsMb'), unit: ' MB', atMost: 1.5 },
      ],
    },
  ];
}

/** The typing replay at both speeds, on the virtual clock and in VS Code. */
function replays(baselines: Baselines): readonly Target[] {
  const bounds = {
    fast: { right: 68, saved: 35 },
    slow: { right: 62, saved: 30 },
  } as const;
  const inBare = 'with no suggestion list and nothing closed';
  const inDefaults = 'as VS Code comes';
  const places = [
    [`on the virtual clock, ${inBare}`, 'replay', '--write', (speed: string) => [`${speed}/bare/midfill`]],
    [`in VS Code, ${inBare}`, 'typing', `--profile bare ${all}`, (speed: string) => [`${speed}/bare`, 'figures']],
    [
      `in VS Code, ${inDefaults}`,
      'typing',
      `--profile defaults ${all}`,
      (speed: string) => [`${speed}/defaults`, 'figures'],
    ],
  ] as const;
  return speeds.flatMap((speed) =>
    places.map(([place, bench, options, entryOf]) => {
      const { right, saved } = bounds[speed];
      const entry = entryOf(speed);
      const of = (key: string): number | undefined => baselines.number(bench, ...entry, key);
      const keys = of('keys');
      return {
        what: `The typing replay ${place}, ${speed === 'fast' ? '40 ms to the first token and 100 tokens/s' : '250 ms and 60 tokens/s'}${keys === undefined ? '' : `; ${keys} keys`}`,
        reach: `of 100 keys ${right} with the right ghost text, ${saved} characters of 100 saved; at most 10 requests and 100 tokens, 0.3 flickers, 0.5 changes that don’t extend`,
        command: `npm run bench:${bench} -- ${options}`,
        taken: [bench, entry[0] ?? ''] as const,
        figures: [
          { label: 'right', value: of('rightPer100'), unit: '', atLeast: right },
          { label: 'saved', value: of('savedPer100'), unit: '', atLeast: saved },
          { label: 'requests', value: of('requestsPer100'), unit: '', atMost: 10 },
          { label: 'tokens', value: of('tokensPer100'), unit: '', atMost: 100 },
          { label: 'flickers', value: of('flickersPer100'), unit: '', atMost: 0.3 },
          { label: 'changes', value: of('nonExtendingPer100'), unit: '', atMost: 0.5 },
        ],
      };
    }),
  );
}

/** Of the largest workspace that was measured, where it is large enough. */
function assemblies(baselines: Baselines): readonly Figure[] {
  const runs = baselines.value('context', 'assembly');
  const large = Array.isArray(runs)
    ? runs.findIndex((run: { readonly files?: number }) => (run.files ?? 0) >= 9_500)
    : -1;
  return (
    [
      ['50 ms after the key', 'warm', 'assembly'],
      ['in the turn of the key', 'atOnce', 'assembly'],
      ['after a burst of edits', 'afterBurst', 'assembly'],
      ['rules and secrets looked at too, 50 ms after the key', 'warm', 'both'],
      ['the same in the turn of the key', 'atOnce', 'both'],
      ['the same after a burst of edits', 'afterBurst', 'both'],
    ] as const
  ).map(([label, situation, part]) => ({
    label,
    value: large === -1 ? undefined : baselines.number('context', 'assembly', String(large), situation, part, 'p99'),
    unit: ' ms',
    atMost: 10,
  }));
}

function share(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole === 0 ? undefined : (part / whole) * 100;
}

/** What a figure says of its bound. */
export function verdict({ value, atMost = Infinity, atLeast = -Infinity, unit }: Figure): string {
  if (value === undefined) return 'not measured';
  if (value > atMost) return `missed by ${round(value - atMost)}${unit}`;
  return value < atLeast ? `missed by ${round(atLeast - value)}${unit}` : 'met';
}

/** The page with the table of targets as the baselines below `root` have it. */
export function withTargets(page: string, root: string): string {
  const baselines = new Baselines(root);
  const rows = targets(root).map(({ what, reach, command, taken, figures }) => {
    const verdicts = figures.map(verdict);
    const isMeasured = figures.some(({ value }) => value !== undefined);
    const measured = figures.map(({ label, value, unit }) =>
      [label, value === undefined ? 'not measured' : `${round(value)}${unit}`].filter((part) => part !== '').join(': '),
    );
    const same = new Set(verdicts).size === 1 ? verdicts[0] : undefined;
    const told = figures
      .map(({ label }, at) => [label, verdicts[at]] as const)
      .filter(([, said]) => said !== 'met')
      .map(([label, said]) => `${label}: ${said}`);
    const day = (isMeasured ? baselines.taken(...taken) : undefined) ?? '–';
    return `| ${what} | ${reach} | ${isMeasured ? measured.join('; ') : 'not measured'} | ${same ?? told.join('; ')} | ${day} | \`${command}\` |`;
  });
  return withBlock(
    page,
    'targets',
    ['| what | to reach | measured | verdict | taken | again by |', '|---|---|---|---|---|---|', ...rows].join('\n'),
  );
}

/** To a tenth; below one to a hundredth. */
function round(value: number): number {
  const steps = Math.abs(value) < 1 ? 100 : 10;
  return Math.round(value * steps) / steps;
}
