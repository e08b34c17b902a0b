/** How a user's own judgements hold a language back: enough of them, and few enough acceptances. */
const minJudged = 40;
const minAcceptanceRate = 0.08;
/** A language comes back at a higher rate than it was held back at, so that it doesn't flap. */
const resumeAcceptanceRate = 0.15;

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

  #of(model: string, languageId: string): Counts {
    const key = keyOf(model, languageId);
    const known = this.#counts.get(key) ?? { accepted: 0, rejected: 0, isHeldBack: false };
    this.#counts.set(key, known);
    return known;
  }
}

function keyOf(model: string, languageId: string): string {
  return `${model}\n${languageId}`;
}
