const minuteMs = 60_000;
/** A limit that was met is believed for so long; plans change, and other clients share it. */
const believedMs = 60 * minuteMs;

/**
 * How many requests a service takes in a minute, learned from where it refused one: services publish no number that a
 * client could read beforehand. What it took in the minute before the refusal is its limit, until it takes more: then
 * something else was behind the refusal, and no limit is known. Times are the clock's monotonic milliseconds.
 */
export class RequestRate {
  /** When each request of the last minute went out, the oldest first. */
  readonly #asked: number[] = [];
  #limit: number | undefined;
  #believedUntil = 0;

  didAsk(now: number): void {
    this.#forget(now);
    this.#asked.push(now);
  }

  /** The last request got an answer. */
  didSucceed(now: number): void {
    this.#forget(now);
    if (this.#asked.length > (this.#limit ?? Infinity)) this.#limit = undefined;
  }

  /** The last request was one too many. */
  didMeetLimit(now: number): void {
    this.#forget(now);
    this.#limit = Math.max(1, this.#asked.length - 1);
    this.#believedUntil = now + believedMs;
  }

  /** Requests that may still be made in this minute; Infinity where no limit was met in the last hour. */
  left(now: number): number {
    if (this.#limit === undefined || now >= this.#believedUntil) return Infinity;
    this.#forget(now);
    return Math.max(0, this.#limit - this.#asked.length);
  }

  #forget(now: number): void {
    const firstKept = this.#asked.findIndex((at) => at > now - minuteMs);
    this.#asked.splice(0, firstKept === -1 ? this.#asked.length : firstKept);
  }
}
