import { Baselines } from './baselines.ts';
import { withBlock } from './generated-block.ts';

const modes = ['cold', 'writing'] as const;
const precisions = [
  { key: '0.6', said: '60 %' },
  { key: '0.75', said: '75 %' },
] as const;

const languages: Readonly<Record<string, string>> = {
  go: 'Go',
  java: 'Java',
  php: 'PHP',
  python: 'Python',
  rust: 'Rust',
  ts: 'TypeScript',
};

/** Code bases are named for their languages, such as `go-docker`. */
export function languageOf(codeBase: string): string {
  return languages[codeBase.split('-')[0] ?? ''] ?? codeBase;
}

/** What `bench:embedded` has kept of each code base. */
export class EmbeddedFigures {
  readonly #baselines: Baselines;

  constructor(root: string) {
    this.#baselines = new Baselines(root);
  }

  get codeBases(): readonly string[] {
    return Object.keys(this.#baselines.value('embedded') ?? {})
      .filter((key) => key !== 'taken')
      .toSorted();
  }

  get taken(): string | undefined {
    return this.#baselines.taken('embedded', this.codeBases[0] ?? '');
  }

  number(codeBase: string, mode: string, ...keys: readonly string[]): number | undefined {
    return this.#baselines.number('embedded', codeBase, mode, ...keys);
  }

  /** One number a code base, cold, such as `Go 26, Java 30`. */
  list(keys: readonly string[], digits: number): string {
    return this.codeBases
      .map((codeBase) => `${languageOf(codeBase)} ${this.number(codeBase, 'cold', ...keys)?.toFixed(digits) ?? '–'}`)
      .join(', ');
  }

  /** The lowest ratio to the better baseline in a mode, and where it is. */
  lowest(mode: string, precision: string): { readonly codeBase: string; readonly times: number } | undefined {
    return this.codeBases
      .flatMap((codeBase) => {
        const times = this.number(codeBase, mode, 'atPrecision', precision, 'times');
        return times === undefined ? [] : [{ codeBase, times }];
      })
      .toSorted((one, other) => one.times - other.times)[0];
  }

  /** What is to be reached: twice the better baseline, everywhere. */
  get targets(): readonly { label: string; value: number | undefined; unit: string; atLeast: number }[] {
    return modes.flatMap((mode) =>
      precisions.map(({ key, said }) => {
        const lowest = this.lowest(mode, key);
        const where = lowest === undefined ? '' : `, lowest in ${languageOf(lowest.codeBase)}`;
        return { label: `${mode} at ${said}${where}`, value: lowest?.times, unit: ' times', atLeast: 2 };
      }),
    );
  }
}

/** The bench's page with its tables as the baseline below `root` has them. */
export function withEmbeddedFigures(page: string, root: string): string {
  const figures = new EmbeddedFigures(root);
  const cell = (value: number | undefined, digits = 1): string => value?.toFixed(digits) ?? '–';
  const rows = figures.codeBases.flatMap((codeBase) =>
    modes.map((mode) => {
      const of = (...keys: readonly string[]): number | undefined => figures.number(codeBase, mode, ...keys);
      const compared = precisions.flatMap(({ key }) => {
        const shown = of('atPrecision', key, 'shownRate');
        const engine = `${cell(of('atPrecision', key, 'engine'))}${shown === undefined ? '' : ` (${percent(shown)})`}`;
        const others = ['ngram', 'longest', 'times'].map((name) => cell(of('atPrecision', key, name)));
        return [engine, ...others];
      });
      const alone = `${percent(of('alone', 'precision'))} of ${percent(of('alone', 'shownRate'))}`;
      return `| ${[codeBase, mode, ...compared, alone].join(' | ')} |`;
    }),
  );
  const head = precisions.flatMap(({ said }) => [`at ${said}: engine`, 'ngram', 'longest', 'times the better']);
  return withBlock(
    page,
    'figures',
    [
      `Taken ${figures.taken ?? 'never'}.`,
      '',
      `| ${['code base', 'mode', ...head, 'right at the threshold'].join(' | ')} |`,
      `|${'---|'.repeat(head.length + 3)}`,
      ...rows,
      '',
      `Said -> right (suggestions), all of the above together: ${calibrationOf(figures)}.`,
    ].join('\n'),
  );
}

/** Over all code bases and modes: what was said, how often it was right, and of how many. */
function calibrationOf(figures: EmbeddedFigures): string {
  const bins = new Map<number, { said: number; right: number; count: number }>();
  for (const codeBase of figures.codeBases) {
    for (const mode of modes) {
      for (let at = 0; ; at += 1) {
        const of = (key: string): number | undefined => figures.number(codeBase, mode, 'calibration', String(at), key);
        const [confidence, rate, count] = [of('confidence'), of('rate'), of('count')];
        if (confidence === undefined || rate === undefined || count === undefined) break;
        const bin = bins.get(Math.floor(confidence * 10)) ?? { said: 0, right: 0, count: 0 };
        bin.said += confidence * count;
        bin.right += rate * count;
        bin.count += count;
        bins.set(Math.floor(confidence * 10), bin);
      }
    }
  }
  return [...bins]
    .toSorted(([one], [other]) => one - other)
    .map(([, { said, right, count }]) => `${(said / count).toFixed(2)} -> ${(right / count).toFixed(2)} (${count})`)
    .join(', ');
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${Math.round(share * 100)} %`;
}
