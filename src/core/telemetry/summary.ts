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
  /** Each version that a service has run apart. */
  readonly byModel: readonly SummaryRow[];
  /** Who wrote it: the model, the embedded engine, a draft, a speculation. */
  readonly byOrigin: readonly SummaryRow[];
  readonly bySource: readonly SummaryRow[];
  /** By the user's own days, counted from 1970. */
  readonly byDay: readonly SummaryRow[];
  /** By the hour of the user's day, `0` to `23`. */
  readonly byHour: readonly SummaryRow[];
  /** Mean share of accepted text that is still there, by when it was looked at. */
  readonly kept: readonly { readonly afterMs: number; readonly share: number; readonly count: number }[];
  readonly ttftMs: { readonly p50: number; readonly p90: number } | undefined;
  /** How many requests had their first token below each bound, and not below the one before. */
  readonly ttftCounts: readonly { readonly belowMs: number | undefined; readonly count: number }[];
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
type Judged = EndedLine | KeptLine;

const fiveMinutesMs = 300_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const ttftBoundsMs = [50, 100, 200, 400, 800, 1600, undefined] as const;

/** Sums up lines of statistics, whichever windows wrote them. `aheadOfUtcMs` is what the user's clock is ahead of UTC. */
export function summarize(lines: readonly StatisticsLine[], aheadOfUtcMs = 0): Summary {
  const ended = lines.filter((line) => line.kind === 'ended');
  const allKept = lines.filter((line) => line.kind === 'kept');
  const kept = allKept.filter(({ afterMs }) => afterMs === fiveMinutesMs);
  const requests = lines.filter((line) => line.kind === 'request');
  const sum = (pick: (line: (typeof requests)[number]) => number): number =>
    requests.reduce((total, line) => total + pick(line), 0);
  const by = (namesOf: (line: Judged) => readonly string[]): readonly SummaryRow[] => group(ended, kept, namesOf);
  // A model's tokens that were on screen at some time, at four characters each; the others were paid for in vain.
  const shownTokens = ended
    .filter(({ origin }) => origin === 'model' || origin === 'speculation')
    .reduce((total, line) => total + Math.ceil(line.shownCharacters / 4), 0);
  const times = requests.flatMap(({ ttftMs }) => (ttftMs === null ? [] : [ttftMs])).toSorted((a, b) => a - b);
  return {
    total: row('all', ended, kept),
    byLanguage: by(({ language }) => [language]),
    byProvider: by(({ provider }) => [provider]),
    byModel: by((line) => [nameOfModel(line)]),
    byOrigin: by(({ origin }) => [origin]),
    bySource: by(({ sources }) => sources),
    byDay: by(({ at }) => [String(Math.floor((at + aheadOfUtcMs) / dayMs))]),
    byHour: by(({ at }) => [String(Math.floor(((at + aheadOfUtcMs) % dayMs) / hourMs))]),
    kept: keptAfter(allKept),
    ttftMs: times.length === 0 ? undefined : { p50: quantile(times, 0.5), p90: quantile(times, 0.9) },
    ttftCounts: countBelow(times),
    requests: requests.length,
    promptTokens: sum(({ promptTokens }) => promptTokens),
    cachedTokens: sum(({ cachedTokens }) => cachedTokens),
    completionTokens: sum(({ completionTokens }) => completionTokens),
    wastedTokens: Math.max(0, sum(({ completionTokens }) => completionTokens) - shownTokens),
    dollars: sum(({ dollars }) => dollars),
  };
}

/** A version is its own model here: the same name may stand for a better or worse one next month. */
function nameOfModel({ model, version }: Judged): string {
  return version === null || version === model ? model : `${version} (${model})`;
}

/** Rows by name, the most shown first. A line may count for several names. */
function group(
  ended: readonly EndedLine[],
  kept: readonly KeptLine[],
  namesOf: (line: Judged) => readonly string[],
): readonly SummaryRow[] {
  const endedBy = groupBy(ended, namesOf);
  const keptBy = groupBy(kept, namesOf);
  return [...new Set([...endedBy.keys(), ...keptBy.keys()])]
    .map((name) => row(name, endedBy.get(name) ?? [], keptBy.get(name) ?? []))
    .toSorted((a, b) => b.shown - a.shown);
}

function groupBy<Line, Name>(lines: readonly Line[], namesOf: (line: Line) => readonly Name[]): Map<Name, Line[]> {
  const groups = new Map<Name, Line[]>();
  for (const line of lines) {
    for (const name of namesOf(line)) {
      const known = groups.get(name);
      if (known === undefined) groups.set(name, [line]);
      else known.push(line);
    }
  }
  return groups;
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
    keptRate: kept.length === 0 ? undefined : meanKept(kept),
    acceptedCharacters: ended.reduce((total, line) => total + line.acceptedCharacters, 0),
  };
}

function keptAfter(lines: readonly KeptLine[]): Summary['kept'] {
  const byTime = groupBy(lines, ({ afterMs }) => [afterMs]);
  return [...byTime]
    .map(([afterMs, all]) => ({ afterMs, share: meanKept(all), count: all.length }))
    .toSorted((a, b) => a.afterMs - b.afterMs);
}

function meanKept(lines: readonly KeptLine[]): number {
  return lines.reduce((total, line) => total + line.kept, 0) / lines.length;
}

function countBelow(sorted: readonly number[]): Summary['ttftCounts'] {
  let from = 0;
  return ttftBoundsMs.map((belowMs) => {
    const next = belowMs === undefined ? -1 : sorted.findIndex((time) => time >= belowMs);
    const to = next === -1 ? sorted.length : next;
    const count = Math.max(0, to - from);
    from = Math.max(from, to);
    return { belowMs, count };
  });
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
