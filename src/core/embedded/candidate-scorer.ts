import { featureCount } from './features.ts';

/** A network with one hidden layer: rows of `featureCount + 1` weights (the last is the bias), then the output row. */
export interface ScorerWeights {
  readonly hidden: readonly (readonly number[])[];
  readonly output: readonly number[];
}

/** Probability that a candidate is the next token, from its features. */
export class CandidateScorer {
  /** By feature, then by unit: half of the features are zero, and are passed over. */
  readonly #hidden: Float32Array;
  readonly #output: Float32Array;
  readonly #activations: Float64Array;

  constructor({ hidden, output }: ScorerWeights) {
    this.#hidden = new Float32Array((featureCount + 1) * hidden.length);
    for (const [unit, weights] of hidden.entries()) {
      for (const [feature, weight] of weights.entries()) this.#hidden[feature * hidden.length + unit] = weight;
    }
    this.#output = Float32Array.from(output);
    this.#activations = new Float64Array(hidden.length);
  }

  score(features: Float32Array): number {
    const activations = this.#activations;
    const units = activations.length;
    activations.set(this.#hidden.subarray(featureCount * units));
    for (let index = 0; index < featureCount; index += 1) {
      const feature = features[index] ?? 0;
      if (feature === 0) continue;
      const row = index * units;
      for (let unit = 0; unit < units; unit += 1) {
        activations[unit] = (activations[unit] ?? 0) + (this.#hidden[row + unit] ?? 0) * feature;
      }
    }
    let sum = this.#output[units] ?? 0;
    for (let unit = 0; unit < units; unit += 1) {
      const activation = activations[unit] ?? 0;
      if (activation > 0) sum += activation * (this.#output[unit] ?? 0);
    }
    return 1 / (1 + Math.exp(-sum));
  }
}
