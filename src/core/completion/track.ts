import { type Disposable, DisposableSlot } from '../../base/disposable.ts';
import type { CursorGuess } from './cursor-guess.ts';
import type { Visit } from './visit.ts';

/** A suggestion that was right for so long was no bad guess. */
const enoughAgreement = 3;

/** What is remembered of one document. */
export class Track implements Disposable {
  /** The same for all of its requests, so that servers find their cache. */
  readonly cacheKey: string;
  /** The request that waits for the debounce to end. */
  readonly start = new DisposableSlot<Disposable>();
  /** Where the cursor was at the newest call or may be since. */
  cursor: CursorGuess | undefined;
  /** The newest call. */
  visit: Visit | undefined;
  escapedVersion: number | undefined;
  undoneVersion: number | undefined;
  acceptedVersion: number | undefined;
  /** Suggestions in a row that were typed over on one line before any of them was typed. */
  ignored: { readonly line: number; readonly count: number } = { line: -1, count: 0 };

  constructor(cacheKey: string) {
    this.cacheKey = cacheKey;
  }

  ignoredOn(line: number): number {
    return this.ignored.line === line ? this.ignored.count : 0;
  }

  didIgnore(line: number, agreedCharacters: number): void {
    const before = agreedCharacters >= enoughAgreement ? 0 : this.ignoredOn(line);
    this.ignored = { line, count: before + 1 };
  }

  didAgree(): void {
    this.ignored = { line: -1, count: 0 };
  }

  /** Nobody waits here any more. */
  detach(): void {
    this.start.clear();
    this.visit?.held?.dispose();
    this.visit = undefined;
  }

  dispose(): void {
    this.detach();
    this.start.dispose();
  }
}
