import type { StatisticsLine } from './statistics.ts';

/** Rates of a group of suggestions. A rate is undefined where there is nothing to divide by. */
export interface SummaryRow {
  readonly name: string;
  readonly shown: number;
  readonly accepted: number;
  readonly partlyAccepted: number;
  readonly rejected: number;
  /** Accepted, wholly or partly, of those the user judged. */
  readonly acceptanceRate: number | undefined;
  /** Mean share of accepted text that is there after five minutes. */
  readonly keptRate: number | undefined;
  readonly acceptedCharacters: number;
}

export interface Summary {
  readonly total: SummaryRow;
  readonly byLanguage: readonly SummaryRow[];
  readonly byProvider: readonly SummaryRow[];
  readonly byModel: readonly SummaryRow[];
  readonly bySource: readonly SummaryRow[];
  readonly byDay: readonly SummaryRow[];
  readonly ttftMs: { readonly p50: number; readonly p90: number } | undefined;
  readonly requests: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
  /** Made and never shown. */
  readonly wastedTokens: number;
  readonly dollars: number;
}

type EndedLine = Extract<StatisticsLine, { kind: 'ended' }>;
type KeptLine = Extract<StatisticsLine, { kind: 'kept' }>;

const fiveMinutesMs = 300_000;
const dayMs = 86_400_000;

/** Sums up lines of statistics, whichever windows wrote them. Days are UTC's, counted from 1970. */
export function summarize(lines: readonly StatisticsLine[]): Summary {
  const ended = lines.filter((line) => line.kind === 'ended');
  const kept = lines.filter((line) => line.kind === 'kept').filter(({ afterMs }) => afterMs === fiveMinutesMs);
  const requests = lines.filter((line) => line.kind === 'request');
  const sum = (pick: (line: (typeof requests)[number]) => number): number =>
    requests.reduce((total, line) => total + pick(line), 0);
  // A model's tokens that were on screen at some time, at four characters each; the others were paid for in vain.
  const shownTokens = ended
    .filter(({ origin }) => origin === 'model' || origin === 'speculation')
    .reduce((total, line) => total + Math.ceil(line.shownCharacters / 4), 0);
  const times = requests.flatMap(({ ttftMs }) => (ttftMs === null ? [] : [ttftMs])).toSorted((a, b) => a - b);
  return {
    total: row('all', ended, kept),
    byLanguage: group(ended, kept, ({ language }) => [language]),
    byProvider: group(ended, kept, ({ provider }) => [provider]),
    byModel: group(ended, kept, ({ model }) => [model]),
    bySource: group(ended, [], (line) => ('sources' in line ? line.sources : [])),
    byDay: group(ended, kept, ({ at }) => [String(Math.floor(at / dayMs))]),
    ttftMs: times.length === 0 ? undefined : { p50: quantile(times, 0.5), p90: quantile(times, 0.9) },
    requests: requests.length,
    promptTokens: sum(({ promptTokens }) => promptTokens),
    cachedTokens: sum(({ cachedTokens }) => cachedTokens),
    completionTokens: sum(({ completionTokens }) => completionTokens),
    wastedTokens: Math.max(0, sum(({ completionTokens }) => completionTokens) - shownTokens),
    dollars: sum(({ dollars }) => dollars),
  };
}

/** Rows by name, the most shown first. A line may count for several names. */
function group(
  ended: readonly EndedLine[],
  kept: readonly KeptLine[],
  namesOf: (line: EndedLine | KeptLine) => readonly string[],
): readonly SummaryRow[] {
  const names = new Set([...ended, ...kept].flatMap(namesOf));
  const rows = [...names].map((name) =>
    row(
      name,
      ended.filter((line) => namesOf(line).includes(name)),
      kept.filter((line) => namesOf(line).includes(name)),
    ),
  );
  return rows.toSorted((a, b) => b.shown - a.shown);
}

function row(name: string, ended: readonly EndedLine[], kept: readonly KeptLine[]): SummaryRow {
  const count = (...endings: readonly EndedLine['ending'][]): number =>
    ended.filter(({ ending }) => endings.includes(ending)).length;
  const accepted = count('accepted');
  const partlyAccepted = count('partly-accepted');
  const rejected = count('rejected');
  const judged = accepted + partlyAccepted + rejected;
  return {
    name,
    shown: ended.length,
    accepted,
    partlyAccepted,
    rejected,
    acceptanceRate: judged === 0 ? undefined : (accepted + partlyAccepted) / judged,
    keptRate: kept.length === 0 ? undefined : kept.reduce((total, line) => total + line.kept, 0) / kept.length,
    acceptedCharacters: ended.reduce((total, line) => total + line.acceptedCharacters, 0),
  };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
