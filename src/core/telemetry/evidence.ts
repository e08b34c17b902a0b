/** Judgements of half a week ago count for half. */
const halfLifeMs = 3.5 * 86_400_000;
/** No more than about this many judgements count, so that a change of taste is noticed within a few dozen. */
const memory = 100;
/** What is believed before the first judgement weighs as much as so many of them. */
const priorWeight = 20;

/** How often something was right, by judgements that fade with time and with each other; doubt weighs like twenty of them. */
export class Evidence {
  readonly #prior: number;
  #right = 0;
  #weight = 0;
  #at: number;

  /** `prior`: the share that is right, before anything is known. */
  constructor(prior: number, at: number) {
    this.#prior = prior;
    this.#at = at;
  }

  add(isRight: boolean, at: number): void {
    this.#fade(at);
    const keep = 1 - 1 / memory;
    this.#right = this.#right * keep + Number(isRight);
    this.#weight = this.#weight * keep + 1;
  }

  /** How many judgements count at this time. */
  weight(at: number): number {
    this.#fade(at);
    return this.#weight;
  }

  /** The share that is right, held to the prior while little is known. */
  rate(at: number): number {
    this.#fade(at);
    return (this.#right + this.#prior * priorWeight) / (this.#weight + priorWeight);
  }

  /** A clock that was set back fades nothing. */
  #fade(at: number): void {
    if (at <= this.#at) return;
    const keep = 0.5 ** ((at - this.#at) / halfLifeMs);
    this.#right *= keep;
    this.#weight *= keep;
    this.#at = at;
  }
}
