import type { Figures } from './meter.ts';
import { type Conditions, type Variant, replay } from './run.ts';
import type { Hole } from './traces.ts';

const seeds = [7, 11, 12];
const models = ['', 'a', 'b', 'c'];

type Measured = 'rightPer100' | 'savedPer100' | 'requestsPer100' | 'tokensPer100';

/** Mean, least and most over typists and models, since one of each says little: what is saved hangs on some 400 pauses. */
export type Spread = Readonly<
  Record<Measured, { readonly mean: number; readonly least: number; readonly most: number }>
>;

/** Has the holes typed by three typists, each with four models that are wrong at other places. */
export async function spreadOf(
  holes: readonly Hole[],
  variant: Variant,
  conditions: Omit<Conditions, 'seed' | 'rounds' | 'model'>,
): Promise<Spread> {
  const runs: Figures[] = [];
  for (const seed of seeds) {
    for (const model of models) runs.push(await replay(holes, variant, { ...conditions, seed, model, rounds: 1 }));
  }
  const over = (name: Measured): Spread[Measured] => {
    const values = runs.map((run) => run[name]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean: Number(mean.toFixed(1)), least: Math.min(...values), most: Math.max(...values) };
  };
  return {
    rightPer100: over('rightPer100'),
    savedPer100: over('savedPer100'),
    requestsPer100: over('requestsPer100'),
    tokensPer100: over('tokensPer100'),
  };
}
