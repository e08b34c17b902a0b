import { featureCount } from './features.ts';

/** A network with one hidden layer: rows of `featureCount + 1` weights (the last is the bias), then the output row. */
export interface ScorerWeights {
  readonly hidden: readonly (readonly number[])[];
  readonly output: readonly number[];
}

/** Probability that a candidate is the next token, from its features. */
export class CandidateScorer {
  readonly #hidden: Float32Array;
  readonly #output: Float32Array;
  readonly #units: number;

  constructor(weights: ScorerWeights) {
    this.#units = weights.hidden.length;
    this.#hidden = Float32Array.from(weights.hidden.flat());
    this.#output = Float32Array.from(weights.output);
  }

  score(features: Float32Array): number {
    const width = featureCount + 1;
    let sum = this.#output[this.#units] ?? 0;
    for (let unit = 0; unit < this.#units; unit += 1) {
      const row = unit * width;
      let activation = this.#hidden[row + featureCount] ?? 0;
      for (let index = 0; index < featureCount; index += 1) {
        activation += (this.#hidden[row + index] ?? 0) * (features[index] ?? 0);
      }
      if (activation > 0) sum += activation * (this.#output[unit] ?? 0);
    }
    return 1 / (1 + Math.exp(-sum));
  }
}
