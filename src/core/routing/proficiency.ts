/** How a user's own judgements hold a language back: enough of them, and few enough acceptances. */
const minJudged = 100;
const minAcceptanceRate = 0.05;
/** A language comes back at a higher rate than it was held back at, so that it doesn't flap. */
const resumeAcceptanceRate = 0.1;

/** A model goes ahead of the user's first choice only where chance is no likely reason (one in twenty, one-sided). */
const certainty = 1.64;
const minCompared = 40;

export interface Judgements {
  readonly accepted: number;
  readonly rejected: number;
}

interface Counts {
  accepted: number;
  rejected: number;
  isHeldBack: boolean;
}

/** The last this many judgements count, the older ones fading. */
const memory = 200;

/**
 * How well a model does in a language by this user's own acceptance. A pair that keeps being rejected is held back to
 * explicit requests; the user can see and override it.
 */
export class Proficiency {
  readonly #counts = new Map<string, Counts>();
  readonly #overrides: () => Readonly<Record<string, boolean>>;

  /** `overrides`: a language that the user has turned on explicitly is never held back. */
  constructor(overrides: () => Readonly<Record<string, boolean>>) {
    this.#overrides = overrides;
  }

  didJudge(model: string, languageId: string, judgement: 'accepted' | 'rejected'): void {
    const counts = this.#of(model, languageId);
    const total = counts.accepted + counts.rejected;
    if (total >= memory) {
      counts.accepted *= 1 - 1 / memory;
      counts.rejected *= 1 - 1 / memory;
    }
    counts[judgement] += 1;
    const rate = counts.accepted / (counts.accepted + counts.rejected);
    if (counts.isHeldBack) counts.isHeldBack = rate < resumeAcceptanceRate;
    else counts.isHeldBack = counts.accepted + counts.rejected >= minJudged && rate < minAcceptanceRate;
  }

  isHeldBack(model: string, languageId: string): boolean {
    if (this.#overrides()[languageId] === true) return false;
    return this.#counts.get(keyOf(model, languageId))?.isHeldBack ?? false;
  }

  /**
   * The user's chain for a language. A later model goes ahead of the first one where this user has judged both, and
   * takes surely more of what it says; nothing that isn't in the chain is ever asked.
   */
  order<Id>(chain: readonly Id[], modelOf: (id: Id) => string | undefined, languageId: string): readonly Id[] {
    const [first, ...others] = chain;
    if (first === undefined) return chain;
    const better = others.filter((id) => this.isSurelyBetter(modelOf(id), modelOf(first), languageId));
    const [best] = better.toSorted((a, b) => this.#rate(modelOf(b), languageId) - this.#rate(modelOf(a), languageId));
    return best === undefined ? chain : [best, ...chain.filter((id) => id !== best)];
  }

  /** Whether one model's suggestions are taken more often than another's, beyond chance. */
  isSurelyBetter(model: string | undefined, than: string | undefined, languageId: string): boolean {
    if (model === undefined || than === undefined) return false;
    const a = this.#counts.get(keyOf(model, languageId));
    const b = this.#counts.get(keyOf(than, languageId));
    return a !== undefined && b !== undefined && isEnough(a) && isEnough(b) && wilson(a, -1) > wilson(b, 1);
  }

  /** For people: every pair that has been judged. */
  table(): readonly ({
    readonly model: string;
    readonly languageId: string;
    readonly isHeldBack: boolean;
  } & Judgements)[] {
    return [...this.#counts].map(([key, { accepted, rejected, isHeldBack }]) => {
      const [model = '', languageId = ''] = key.split('\n');
      return { model, languageId, accepted, rejected, isHeldBack };
    });
  }

  reset(): void {
    this.#counts.clear();
  }

  #rate(model: string | undefined, languageId: string): number {
    const counts = model === undefined ? undefined : this.#counts.get(keyOf(model, languageId));
    return counts === undefined ? 0 : counts.accepted / (counts.accepted + counts.rejected);
  }

  #of(model: string, languageId: string): Counts {
    const key = keyOf(model, languageId);
    const known = this.#counts.get(key) ?? { accepted: 0, rejected: 0, isHeldBack: false };
    this.#counts.set(key, known);
    return known;
  }
}

function isEnough({ accepted, rejected }: Judgements): boolean {
  return accepted + rejected >= minCompared;
}

/** An end of Wilson's interval for the rate of acceptance; the lower one with -1. */
function wilson({ accepted, rejected }: Judgements, side: -1 | 1): number {
  const count = accepted + rejected;
  const rate = accepted / count;
  const z = certainty;
  const spread = z * Math.sqrt((rate * (1 - rate)) / count + (z * z) / (4 * count * count));
  return (rate + (z * z) / (2 * count) + side * spread) / (1 + (z * z) / count);
}

function keyOf(model: string, languageId: string): string {
  return `${model}\n${languageId}`;
}
