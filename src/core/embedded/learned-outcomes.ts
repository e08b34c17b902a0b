import { fileStart, hashText, kindNewline, kindOf, withoutSpace } from './token.ts';

/** What is remembered of either kind; the oldest is forgotten first. */
const mostRemembered = 512;
/** Log-odds that one outcome moves the same beginning elsewhere, and how far all of them together may. */
const acceptedStep = 0.35;
const rejectedStep = -0.6;
const leastShift = -2.5;
const mostShift = 1;
/** A rejected text this long also stands for longer ones that start with it. */
const tellingCharacters = 8;

/**
 * What this user took and refused. A text refused in a file is not offered again after the same line's beginning there;
 * and how a suggestion begins, after the same token, becomes likelier or less likely everywhere.
 */
export class LearnedOutcomes {
  readonly #refusedLines = new Map<string, string[]>();
  readonly #shifts = new Map<number, number>();

  /** `line` is the cursor's line up to the suggestion's end, without its indentation. */
  record(outcome: {
    readonly uri: string;
    readonly kind: 'accepted' | 'rejected';
    readonly line: string;
    readonly beginning: number;
  }): void {
    const isAccepted = outcome.kind === 'accepted';
    const shift = (this.#shifts.get(outcome.beginning) ?? 0) + (isAccepted ? acceptedStep : rejectedStep);
    remember(this.#shifts, outcome.beginning, Math.max(leastShift, Math.min(mostShift, shift)));
    const lines = this.#refusedLines.get(outcome.uri) ?? [];
    const others = lines.filter((line) => !(isAccepted ? covers(line, outcome.line) : line === outcome.line));
    if (!isAccepted) others.push(outcome.line);
    remember(this.#refusedLines, outcome.uri, others.slice(-mostRemembered / 8));
  }

  /** Whether the line that a suggestion would make was refused in this file. */
  isRefused(uri: string, line: string): boolean {
    return this.#refusedLines.get(uri)?.some((refused) => covers(refused, line)) === true;
  }

  /** What to add to the log-odds of a suggestion that begins so. */
  shiftOf(beginning: number): number {
    return this.#shifts.get(beginning) ?? 0;
  }
}

/** Hash of the token before a suggestion, none at a line's start, and the suggestion's first one. */
export function beginningOf(last: number, first: number): number {
  const before = kindOf(last) === kindNewline ? fileStart : withoutSpace(last);
  const text = `${before} ${withoutSpace(first)}`;
  return hashText(text, 0, text.length);
}

function covers(refused: string, line: string): boolean {
  return refused.startsWith(line) || (line.startsWith(refused) && refused.length >= tellingCharacters);
}

function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= mostRemembered) return;
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}
