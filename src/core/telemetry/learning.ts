import { LruMap } from '../../base/lru-map.ts';
import { thresholdShiftBounds } from '../embedded/stop-choice.ts';
import type { Clock } from '../host.ts';
import type { Ending } from './endings.ts';
import { Evidence } from './evidence.ts';
import type { SuggestionOrigin } from './suggestion-event.ts';

/** At it nothing is changed: what a good model reaches, and what the embedded engine owes, as it speaks only when sure. */
const usualRate = { model: 0.35, embedded: 0.5 } as const;

/** How far the loop may go, either way; inside of it the user's own settings bound it once more. */
export const learningBounds = {
  /** Times the wait before a request. */
  debounce: { least: 0.75, most: 1.5 },
  /** Added to the confidence that the embedded engine needs. */
  threshold: thresholdShiftBounds,
} as const;

/** Per unit of rate. A language in which next to nothing is right comes to the bounds. */
const debounceGain = 2;
const thresholdGain = 1.5;

/** A fraction of this isn't worth telling anyone about. */
const tellingDebounce = 0.05;
const tellingThreshold = 0.01;

const maxLanguages = 50;

/** What of an ending the loop learns from. */
export interface Judged {
  readonly ending: Ending;
  readonly languageId: string;
  readonly origin: SuggestionOrigin;
  readonly at: number;
}

/** One thing that the loop does otherwise than it would for anyone. */
export interface Lesson {
  readonly languageId: string;
  readonly what: 'waits-longer' | 'asks-sooner' | 'shows-less' | 'shows-more';
  /** Times the usual wait, or points of confidence more. */
  readonly amount: number;
  readonly rate: number;
}

/** What the completion asks of the loop. */
export interface Learned {
  /** How often suggestions of models that could be read were right in this language. */
  rate(languageId: string): number;
  /** Times the wait before a request. */
  debounceFactor(languageId: string): number;
}

/**
 * The loop: what the user takes, types or rejects in a language moves how long a request waits there and how sure the
 * embedded engine must be. Proportional to how far the rate is from the usual one, so it can't build up; bounded; faded
 * evidence brings it back. Asked for less, a language is also judged less, which only lets it return to the middle.
 */
export class Learning implements Learned {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #models = new LruMap<string, Evidence>(maxLanguages);
  readonly #embedded = new LruMap<string, Evidence>(maxLanguages);

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** A judgement of now, or one from the statistics of earlier days, oldest first. */
  didEnd({ ending, languageId, origin, at }: Judged): void {
    const isRight = rightness(ending);
    if (isRight === undefined) return;
    const isModel = origin === 'model' || origin === 'speculation';
    const all = isModel ? this.#models : this.#embedded;
    const known = all.get(languageId) ?? new Evidence(isModel ? usualRate.model : usualRate.embedded, at);
    all.set(languageId, known);
    known.add(isRight, at);
  }

  rate(languageId: string): number {
    return this.#models.peek(languageId)?.rate(this.#clock.now()) ?? usualRate.model;
  }

  debounceFactor(languageId: string): number {
    return clamp(1 + debounceGain * (usualRate.model - this.rate(languageId)), learningBounds.debounce);
  }

  thresholdShift(languageId: string): number {
    const rate = this.#embedded.peek(languageId)?.rate(this.#clock.now()) ?? usualRate.embedded;
    return clamp(thresholdGain * (usualRate.embedded - rate), learningBounds.threshold);
  }

  /** What is done otherwise than for anyone, for people. */
  lessons(): readonly Lesson[] {
    const now = this.#clock.now();
    const lessons: Lesson[] = [];
    for (const [languageId, evidence] of this.#models.entries()) {
      const amount = this.debounceFactor(languageId);
      if (Math.abs(amount - 1) < tellingDebounce) continue;
      lessons.push({ languageId, what: amount > 1 ? 'waits-longer' : 'asks-sooner', amount, rate: evidence.rate(now) });
    }
    for (const [languageId, evidence] of this.#embedded.entries()) {
      const amount = this.thresholdShift(languageId);
      if (Math.abs(amount) < tellingThreshold) continue;
      lessons.push({ languageId, what: amount > 0 ? 'shows-less' : 'shows-more', amount, rate: evidence.rate(now) });
    }
    return lessons;
  }

  reset(): void {
    this.#models.clear();
    this.#embedded.clear();
  }
}

/** Typed to its end it was right, if not faster. What nobody could judge is neither. */
function rightness(ending: Ending): boolean | undefined {
  switch (ending) {
    case 'accepted':
    case 'partly-accepted':
    case 'typed':
      return true;
    case 'rejected':
      return false;
    case 'diverged-unread':
    case 'superseded':
    case 'left':
      return undefined;
  }
}

function clamp(value: number, { least, most }: { readonly least: number; readonly most: number }): number {
  return Math.min(most, Math.max(least, value));
}
