import type { LifeRecord } from '../../../src/core/telemetry/telemetry.ts';
import type { TruthRecord } from '../companion/protocol.ts';

/** What a user does with a suggestion, as far as it is counted. */
export const deeds = ['accept', 'word', 'line', 'dismissal', 'regret'] as const;
export type Deed = (typeof deeds)[number];
type Cell = Deed | 'nothing';

/** How many deeds, by what VS Code says they were and what Midfill took them for. */
export interface Confusion {
  readonly counts: Readonly<Record<Cell, Readonly<Record<Cell, number>>>>;
  /** Suggestions that VS Code showed or Midfill held for shown. */
  readonly shown: { readonly both: number; readonly onlyEditor: number; readonly onlyMidfill: number };
  /** Suggestions on which the two don't agree, for looking into. */
  readonly wrong: readonly string[];
}

/**
 * Compares VS Code's word with Midfill's, suggestion by suggestion. VS Code says nothing of regret: that is the script's
 * own word, by `regretted`.
 */
export function compare(
  truth: readonly TruthRecord[],
  lives: readonly LifeRecord[],
  regretted: readonly string[] = [],
): Confusion {
  const counts = Object.fromEntries(cells.map((row) => [row, Object.fromEntries(cells.map((column) => [column, 0]))]));
  const shown = { both: 0, onlyEditor: 0, onlyMidfill: 0 };
  const wrong: string[] = [];
  const shownThere = new Set(truth.filter(({ kind }) => kind === 'shown').map(({ suggestionId }) => suggestionId));
  const shownHere = new Set(lives.map(({ suggestionId }) => suggestionId));
  for (const id of new Set([...truth, ...lives].map(({ suggestionId }) => suggestionId))) {
    if (shownThere.has(id) && shownHere.has(id)) shown.both += 1;
    else if (shownThere.has(id)) shown.onlyEditor += 1;
    else if (shownHere.has(id)) shown.onlyMidfill += 1;
    const told = truth.filter(({ suggestionId }) => suggestionId === id);
    const held = lives.filter(({ suggestionId }) => suggestionId === id);
    const really = [...deedsOf(told), ...(regretted.includes(id) ? (['regret'] as const) : [])];
    const taken = deedsIn(held);
    for (const deed of deeds) {
      while (really.includes(deed) && taken.includes(deed)) {
        really.splice(really.indexOf(deed), 1);
        taken.splice(taken.indexOf(deed), 1);
        counts[deed]![deed]! += 1;
      }
    }
    if (really.length + taken.length > 0) wrong.push(JSON.stringify({ told, held: held.map(({ kind }) => kind) }));
    for (let index = 0; index < Math.max(really.length, taken.length); index += 1) {
      counts[really[index] ?? 'nothing']![taken[index] ?? 'nothing']! += 1;
    }
  }
  return { counts: counts as Confusion['counts'], shown, wrong };
}

/** Of the deeds of this kind that VS Code tells of, the share that Midfill took for that. 1 where there was none. */
export function rightShare({ counts }: Confusion, deed: Deed): number {
  const all = cells.reduce((sum, column) => sum + counts[deed][column], 0);
  return all === 0 ? 1 : counts[deed][deed] / all;
}

/** Acceptances that Midfill counted and VS Code knows nothing of. */
export function inventedAccepts({ counts }: Confusion): number {
  return cells.filter((row) => row !== 'accept').reduce((sum, row) => sum + counts[row].accept, 0);
}

/** The matrix as a table in Markdown. */
export function toTable(confusion: Confusion): string {
  const head = ['VS Code says', ...cells.map((cell) => `taken for ${cell}`), 'right'];
  const rows = cells.map((row) => [
    row,
    ...cells.map((column) => (row === 'nothing' && column === 'nothing' ? '' : String(confusion.counts[row][column]))),
    row === 'nothing' ? '' : `${(100 * rightShare(confusion, row)).toFixed(1)} %`,
  ]);
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const cells: readonly Cell[] = [...deeds, 'nothing'];

/** VS Code tells of each item, and each call gives a new item for the same suggestion: ends by succession don't count. */
function deedsOf(records: readonly TruthRecord[]): Deed[] {
  return records.flatMap((record): Deed[] => {
    if (record.kind === 'partial') return record.by === 'line' ? ['line'] : ['word'];
    if (record.kind !== 'end') return [];
    if (record.reason === 'accepted') return ['accept'];
    return record.reason === 'rejected' ? ['dismissal'] : [];
  });
}

function deedsIn(records: readonly LifeRecord[]): Deed[] {
  return records.flatMap(({ kind }): Deed[] => {
    switch (kind) {
      case 'accepted':
        return ['accept'];
      case 'word-taken':
      case 'word-confirmed':
        return ['word'];
      case 'line-taken':
        return ['line'];
      case 'dismissed':
        return ['dismissal'];
      case 'regretted':
        return ['regret'];
      default:
        return [];
    }
  });
}
