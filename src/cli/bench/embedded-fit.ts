import { writeFileSync } from 'node:fs';
import { EmbeddedEngine } from '../../core/embedded/embedded-engine.ts';
import { featureCount } from '../../core/embedded/features.ts';
import type { PredictionStep } from '../../core/embedded/prediction.ts';
import { buildSlices } from './embedded-measure.ts';
import type { CorpusFile } from './embedded-corpus.ts';
import { readCorpus, seededRandom } from './embedded-corpus.ts';
import { chooseCuts } from './embedded-cuts.ts';

/*
 * Fits the candidate scorer: `node src/cli/bench/embedded-fit.ts DIR…` over code bases that are not among those the
 * engine is measured on. Half of the cuts have the file's rest after them, half have nothing.
 */

const cutsPerCodeBase = Number(process.env['FIT_CUTS'] ?? 1200);
const hiddenUnits = 48;
const epochs = 8;
const width = featureCount + 1;

interface Samples {
  readonly features: Float32Array[];
  readonly labels: number[];
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\w$]/.test(character);
}

/** Whether a candidate is the next token of the true text. */
function isRight(step: PredictionStep, index: number, truth: string): boolean {
  const at = step.textBefore.length;
  if (step.isLineEnd[index] === true) return /^[ \t]*(\n|$)/.test(truth.slice(at, at + 200));
  const text = step.texts[index] ?? '';
  if (!truth.startsWith(text, at)) return false;
  const next = truth[at + text.length];
  if (text.includes('\n')) return next !== ' ' && next !== '\t';
  return !(isWordCharacter(text.at(-1)) && isWordCharacter(next));
}

function collect(root: string, samples: Samples, seed: number): void {
  const corpus = readCorpus(root, { seed, heldOutShare: 0.15 });
  const engine = new EmbeddedEngine();
  for (const slice of buildSlices(corpus.indexed)) engine.addSlice(slice);
  const cuts = chooseCuts(corpus.heldOut, cutsPerCodeBase, seededRandom(seed));
  let lastFile: CorpusFile | undefined;
  for (const [index, { file, offset, lineEnd }] of cuts.entries()) {
    // Every other code base has open files besides.
    if (seed % 2 === 0 && lastFile !== undefined && lastFile !== file) {
      engine.setOpenFile({ uri: lastFile.path, text: lastFile.text });
    }
    lastFile = file;
    const isWriting = index % 2 === 1;
    const truth = isWriting ? file.text.slice(offset) : file.text.slice(offset, lineEnd);
    const place = {
      uri: file.path,
      languageId: file.languageId,
      prefix: file.text.slice(0, offset),
      suffix: isWriting ? '' : file.text.slice(lineEnd),
    };
    const observe = (step: PredictionStep): boolean => {
      for (const [candidate, { features }] of step.candidates.entries()) {
        samples.features.push(features.slice());
        samples.labels.push(isRight(step, candidate, truth) ? 1 : 0);
      }
      const isChosenRight = isRight(step, step.chosen, truth);
      const follows = truth.startsWith(step.textBefore + (step.texts[step.chosen] ?? ''));
      return isChosenRight && (follows || !isWriting);
    };
    engine.stopPoints(place, { maxLines: isWriting ? 3 : 1, leastConfidence: 0, observe });
  }
}

/** One hidden layer, logistic loss, Adam (Kingma and Ba 2015). */
class Network {
  readonly hidden = new Float32Array(hiddenUnits * width);
  readonly output = new Float32Array(hiddenUnits + 1);
  readonly #hiddenMoments = [this.hidden.slice(), this.hidden.slice()] as const;
  readonly #outputMoments = [this.output.slice(), this.output.slice()] as const;
  #steps = 0;

  constructor(random: () => number) {
    for (let index = 0; index < this.hidden.length; index += 1) this.hidden[index] = (random() - 0.5) * 0.6;
    for (let index = 0; index < this.output.length; index += 1) this.output[index] = (random() - 0.5) * 0.6;
  }

  predict(features: Float32Array, activations: Float32Array): number {
    let sum = this.output[hiddenUnits] ?? 0;
    for (let unit = 0; unit < hiddenUnits; unit += 1) {
      const row = unit * width;
      let activation = this.hidden[row + featureCount] ?? 0;
      for (let index = 0; index < featureCount; index += 1) {
        activation += (this.hidden[row + index] ?? 0) * (features[index] ?? 0);
      }
      activations[unit] = activation > 0 ? activation : 0;
      sum += (activations[unit] ?? 0) * (this.output[unit] ?? 0);
    }
    return 1 / (1 + Math.exp(-sum));
  }

  learn(samples: Samples, batch: readonly number[], rate: number): number {
    const hiddenGradient = new Float32Array(this.hidden.length);
    const outputGradient = new Float32Array(this.output.length);
    const activations = new Float32Array(hiddenUnits);
    let loss = 0;
    for (const sample of batch) {
      const features = samples.features[sample] ?? new Float32Array(featureCount);
      const label = samples.labels[sample] ?? 0;
      const probability = this.predict(features, activations);
      loss -= Math.log(Math.max(1e-7, label === 1 ? probability : 1 - probability));
      const error = (probability - label) / batch.length;
      outputGradient[hiddenUnits] = (outputGradient[hiddenUnits] ?? 0) + error;
      for (let unit = 0; unit < hiddenUnits; unit += 1) {
        if ((activations[unit] ?? 0) <= 0) continue;
        outputGradient[unit] = (outputGradient[unit] ?? 0) + error * (activations[unit] ?? 0);
        const back = error * (this.output[unit] ?? 0);
        const row = unit * width;
        for (let index = 0; index < featureCount; index += 1) {
          hiddenGradient[row + index] = (hiddenGradient[row + index] ?? 0) + back * (features[index] ?? 0);
        }
        hiddenGradient[row + featureCount] = (hiddenGradient[row + featureCount] ?? 0) + back;
      }
    }
    this.#steps += 1;
    this.#step(this.hidden, hiddenGradient, this.#hiddenMoments, rate);
    this.#step(this.output, outputGradient, this.#outputMoments, rate);
    return loss / batch.length;
  }

  #step(
    values: Float32Array,
    gradient: Float32Array,
    moments: readonly [Float32Array, Float32Array],
    rate: number,
  ): void {
    const [first, second] = moments;
    const firstScale = 1 - 0.9 ** this.#steps;
    const secondScale = 1 - 0.999 ** this.#steps;
    for (let index = 0; index < values.length; index += 1) {
      first[index] = 0.9 * (first[index] ?? 0) + 0.1 * (gradient[index] ?? 0);
      second[index] = 0.999 * (second[index] ?? 0) + 0.001 * (gradient[index] ?? 0) * (gradient[index] ?? 0);
      values[index] =
        (values[index] ?? 0) -
        (rate * ((first[index] ?? 0) / firstScale)) / (Math.sqrt((second[index] ?? 0) / secondScale) + 1e-8);
    }
  }
}

function fit(samples: Samples): Network {
  const random = seededRandom(1);
  const network = new Network(random);
  const order = samples.labels.map((_, index) => index);
  const batchSize = 128;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (let index = order.length - 1; index > 0; index -= 1) {
      const other = Math.floor(random() * (index + 1));
      [order[index], order[other]] = [order[other] ?? 0, order[index] ?? 0];
    }
    const rate = 0.004 * 0.6 ** epoch;
    let loss = 0;
    let batches = 0;
    for (let start = 0; start + batchSize <= order.length; start += batchSize) {
      loss += network.learn(samples, order.slice(start, start + batchSize), rate);
      batches += 1;
    }
    console.error(`epoch ${epoch + 1}: loss ${(loss / batches).toFixed(4)}`);
  }
  return network;
}

function rounded(values: Float32Array): string {
  return [...values].map((value) => Number(value.toFixed(3))).join(', ');
}

function main(): void {
  const samples: Samples = { features: [], labels: [] };
  const roots = process.argv.slice(2);
  for (const [index, root] of roots.entries()) {
    collect(root, samples, 100 + index);
    console.error(`${root}: ${samples.labels.length} candidates so far`);
  }
  const { hidden, output } = fit(samples);
  const rows = Array.from(
    { length: hiddenUnits },
    (_, unit) => `[${rounded(hidden.slice(unit * width, (unit + 1) * width))}]`,
  );
  writeFileSync(
    new URL('../../core/embedded/scorer-weights.ts', import.meta.url),
    `import type { ScorerWeights } from './candidate-scorer.ts';

/*
 * Made by src/cli/bench/embedded-fit.ts; don't edit. Fitted on ${samples.labels.length} candidates from the code bases
 * ${roots.map((root) => root.split('/').at(-1)).join(', ')}.
 */
export const scorerWeights: ScorerWeights = { hidden: [${rows.join(',\n')}], output: [${rounded(output)}] };
`,
  );
}

main();
