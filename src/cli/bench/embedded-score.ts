/** What one threshold of one engine came to over all cuts. */
export interface ThresholdScore {
  readonly threshold: number;
  /** Share of the cuts at which something was shown. */
  readonly shownRate: number;
  /** Share of what was shown that was exactly what came next; null where nothing was shown. */
  readonly precision: number | null;
  /** Net characters saved of 100 that were left to type on the cuts' lines. */
  readonly savedPer100: number;
}

/** Keys that a suggestion costs: Tab for a right one, as much again for having read a wrong one. */
const keyCost = 1;

/** Sums up cuts at one threshold. Right suggestions save their characters but for Tab; wrong ones cost a key. */
export class ThresholdTally {
  readonly threshold: number;
  #cuts = 0;
  #shown = 0;
  #right = 0;
  #net = 0;
  #characters = 0;

  constructor(threshold: number) {
    this.threshold = threshold;
  }

  add(shown: { readonly length: number; readonly isRight: boolean } | null, restOfLine: number): void {
    this.#cuts += 1;
    this.#characters += restOfLine;
    if (shown === null) return;
    this.#shown += 1;
    this.#net -= keyCost;
    if (!shown.isRight) return;
    this.#right += 1;
    this.#net += shown.length;
  }

  get score(): ThresholdScore {
    return {
      threshold: this.threshold,
      shownRate: this.#cuts === 0 ? 0 : this.#shown / this.#cuts,
      precision: this.#shown === 0 ? null : this.#right / this.#shown,
      savedPer100: this.#characters === 0 ? 0 : (100 * this.#net) / this.#characters,
    };
  }
}

/** The most that is saved at a precision of at least `target`; 0 where that is not reached. */
export function savedAtPrecision(scores: readonly ThresholdScore[], target: number): ThresholdScore | null {
  let best: ThresholdScore | null = null;
  for (const score of scores) {
    if (score.precision === null || score.precision < target || score.shownRate < 0.001) continue;
    if (best === null || score.savedPer100 > best.savedPer100) best = score;
  }
  return best;
}
