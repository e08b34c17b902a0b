import { Baselines } from './baselines.ts';
import { EmbeddedFigures, languageOf } from './embedded-figures.ts';
import { withBlock } from './generated-block.ts';

interface Row {
  readonly what: string;
  readonly figure: string;
  readonly taken: string;
  /** The command and the page with its method; empty where both are those of the row above. */
  readonly again: string;
}

/** The README with its table of figures as the baselines below `root` have them. */
export function withFigures(readme: string, root: string): string {
  const rows = [...embeddedRows(new EmbeddedFigures(root)), ...baselineRows(new Baselines(root))];
  return withBlock(
    readme,
    'figures',
    [
      '| what | figure | taken | again by |',
      '|---|---|---|---|',
      ...rows.map(({ what, figure, taken, again }) => `| ${what} | ${figure} | ${taken} | ${again} |`),
    ].join('\n'),
  );
}

function embeddedRows(figures: EmbeddedFigures): readonly Row[] {
  const at = ['atPrecision', '0.75'];
  return [
    {
      what: 'The embedded engine on code it has not seen: characters saved of 100, at 75 % precision',
      figure: figures.list([...at, 'engine'], 0),
      taken: figures.taken ?? 'not measured',
      again: again('bench:embedded', 'embedded'),
    },
    {
      what: 'The same in times the better of two plain methods in the same run',
      figure: figures.list([...at, 'times'], 1),
      taken: '',
      again: '',
    },
  ];
}

function baselineRows(baselines: Baselines): readonly Row[] {
  const show = (bench: string, keys: readonly string[], digits = 0): string =>
    baselines.number(bench, ...keys)?.toFixed(digits) ?? 'not measured';
  const taken = (bench: string, entry: string, by = ''): string =>
    `${baselines.taken(bench, entry) ?? 'not measured'}${by}`;
  const ours = ['fast/bare/midfill'];
  const replayed = taken('replay', 'fast/bare/midfill', ', virtual clock');
  const aborts = 'twenty aborted requests';
  const midfill = [aborts, 'Midfill, HTTP/2'];
  const fetches = [aborts, 'global fetch, HTTP/2 offered'];
  const rest = ['10000 files', 'changed'];
  const added = (key: string): string => {
    const [with_, without] = ['with', 'without'].map((variant) => baselines.number('cost', 'sample', variant, key));
    if (with_ === undefined || without === undefined) return 'not measured';
    return `${(with_ - without).toFixed()} on ${without.toFixed()}`;
  };
  const answers = ['fast/bare', 'figures', 'latencies', 'call to state'];
  return [
    {
      what: 'Ghost text right before a key, of 100 keys; model with 40 ms to the first token, 100 tokens/s, one of eight tokens wrong',
      figure: `${show('replay', [...ours, 'rightPer100'])} (an ideal client that asks once and shows whole lines: ${show('replay', ['fast/bare/ideal', 'rightPer100'])})`,
      taken: replayed,
      again: again('bench:replay', 'replay'),
    },
    {
      what: 'Requests, and tokens made, for 100 keys',
      figure: `${show('replay', [...ours, 'requestsPer100'], 1)} and ${show('replay', [...ours, 'tokensPer100'])}`,
      taken: replayed,
      again: '',
    },
    {
      what: 'Dollars for 1,000 completions shown, at Codestral’s prices',
      figure: show('replay', [...ours, 'dollarsPer1000Shown'], 2),
      taken: replayed,
      again: '',
    },
    {
      what: 'A hidden call’s definition is in the prompt, 4,000 tokens',
      figure: recall(baselines, 'all@4000'),
      taken: taken('context', 'retrievalPercent'),
      again: '`npm run bench:retrieval -- --ways --write` ([method](test/bench/context.md))',
    },
    {
      what: 'The same by the open tabs most like the text at the cursor',
      figure: recall(baselines, 'jaccard@4000'),
      taken: '',
      again: '',
    },
    {
      what: '20 aborted requests at a round trip of 40 ms: connections, first byte',
      figure: `${show('transport', [...midfill, 'connectionsOpened'])}, ${show('transport', [...midfill, 'ttfbMs', 'p50'])} ms (\`fetch\`: ${show('transport', [...fetches, 'connectionsOpened'])}, ${show('transport', [...fetches, 'ttfbMs', 'p50'])} ms)`,
      taken: taken('transport', aborts),
      again: again('bench:transport', 'transport'),
    },
    {
      what: 'Answer from what is on screen while typing',
      figure: `${show('typing', [...answers, 'p50'], 1)} ms at the median, ${show('typing', [...answers, 'p99'], 1)} ms at p99`,
      taken: taken('typing', 'fast/bare', ', VS Code'),
      again: again('bench:typing', 'typing'),
    },
    {
      what: 'What Midfill adds to the extension host’s memory at rest, sample workspace',
      figure: `${added('restMb')} MB`,
      taken: taken('cost', 'sample', `, VS Code, median of ${show('cost', ['sample', 'rounds'])}`),
      again: again('bench:cost', 'cost'),
    },
    {
      what: 'Processor time at rest, 10,000 files indexed',
      figure: `${show('index', [...rest, 'idleCpuMs'])} ms in ${show('index', [...rest, 'idleMs'])} ms`,
      taken: taken('index', '10000 files'),
      again: again('bench:index', 'embedded'),
    },
    {
      what: 'Activation, by VS Code’s own measure; of it loading the code',
      figure: `${show('cost', ['activation', 'totalMs'])} ms, ${show('cost', ['activation', 'loadCodeMs'])} ms`,
      taken: taken('cost', 'activation', `, VS Code, median of ${show('cost', ['activation', 'starts'])}`),
      again: again('bench:cost', 'cost'),
    },
  ];
}

/** In percent, one a code base, which are named for their languages. */
function recall(baselines: Baselines, way: string): string {
  return Object.keys(baselines.value('context', 'retrievalPercent') ?? {})
    .map((codeBase) => {
      const percent = baselines.number('context', 'retrievalPercent', codeBase, way);
      return `${languageOf(codeBase)} ${percent?.toFixed(0) ?? '–'}`;
    })
    .join(', ')
    .concat(' %');
}

function again(script: string, page: string): string {
  return `\`npm run ${script}\` ([method](test/bench/${page}.md))`;
}
