import type { HashedOutcome } from '../protocol.ts';
import { hashLine } from './hashed-outcome.ts';

/** What is remembered of either kind; the oldest is forgotten first. */
export const mostRemembered = 512;
const mostRefusedPerFile = mostRemembered / 8;
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
  readonly #refused = new Map<number, readonly HashedOutcome[]>();
  readonly #shifts = new Map<number, number>();

  record(outcome: HashedOutcome): void {
    const isAccepted = outcome.kind === 'accepted';
    const shift = (this.#shifts.get(outcome.beginning) ?? 0) + (isAccepted ? acceptedStep : rejectedStep);
    remember(this.#shifts, outcome.beginning, Math.max(leastShift, Math.min(mostShift, shift)));
    const known = this.#refused.get(outcome.file) ?? [];
    const others = known.filter((refused) => !(isAccepted ? contradicts(outcome, refused) : isSame(outcome, refused)));
    const kept = isAccepted ? others : [...others, outcome];
    if (kept.length === 0) this.#refused.delete(outcome.file);
    else remember(this.#refused, outcome.file, kept.slice(-mostRefusedPerFile));
  }

  /** Whether the line that a suggestion would make was refused in this file. */
  isRefused(uri: string, line: string): boolean {
    const known = this.#refused.get(hashLine(uri));
    if (known === undefined) return false;
    const whole = hashLine(line);
    return known.some(
      ({ lines, length }) =>
        lines.includes(whole) ||
        (length >= tellingCharacters && length < line.length && hashLine(line, length) === lines.at(-1)),
    );
  }

  /** What to add to the log-odds of a suggestion that begins so. */
  shiftOf(beginning: number): number {
    return this.#shifts.get(beginning) ?? 0;
  }
}

function isSame(one: HashedOutcome, other: HashedOutcome): boolean {
  return one.lines.at(-1) === other.lines.at(-1);
}

/** Whether one is the other's beginning, or goes on from it: what was taken is no longer refused. */
function contradicts(accepted: HashedOutcome, refused: HashedOutcome): boolean {
  const goesOn = refused.length >= tellingCharacters && accepted.lines.includes(refused.lines.at(-1) ?? Number.NaN);
  return goesOn || refused.lines.includes(accepted.lines.at(-1) ?? Number.NaN);
}

function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= mostRemembered) return;
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}
