import type { ContextSourceKind } from '../prompt.ts';

/** What became of one piece of context that was offered. */
export interface ContextEntry {
  readonly source: ContextSourceKind;
  /** For people: `cart.py:CartItem`. */
  readonly label: string;
  readonly tokens: number;
  readonly decision: 'kept' | 'trimmed' | 'dropped';
  readonly because: 'fits' | 'over-budget' | 'in-window' | 'repeats-another' | 'weight-zero';
}

/** How one prompt came about. Holds labels, no source text. */
export interface ContextRecord {
  readonly budgetTokens: number;
  readonly prefixTokens: number;
  readonly suffixTokens: number;
  readonly snippetTokens: number;
  readonly entries: readonly ContextEntry[];
  /** How many candidates each source looked at. */
  readonly offered: Readonly<Partial<Record<ContextSourceKind, number>>>;
  /** How far token estimates for this model and language have been off lately; null before a service reported any. */
  readonly estimateError: number | null;
  /** Whether the worker's answer was there in time; `stale` where an earlier one for this document stood in. */
  readonly gathered: 'fresh' | 'stale' | 'none';
  readonly totalMs: number;
}

/** What the prompt holds from elsewhere, one entry for each definition: `cart.py:CartItem`. */
export function contextSourcesOf({ entries }: ContextRecord): readonly string[] {
  return entries
    .filter(({ decision }) => decision !== 'dropped')
    .flatMap(({ label }) => {
      const colon = label.lastIndexOf(':');
      const file = label.slice(0, Math.max(0, colon));
      return colon === -1
        ? [label]
        : label
            .slice(colon + 1)
            .split(',')
            .map((name) => `${file}:${name}`);
    });
}
