/**
 * Before anything is known: one wrong place in 250 characters. It is worth as much as 60 characters of experience, so
 * that a few wrong places tell what a model is like.
 */
const priorCharacters = 60;
const priorWrongPlaces = 0.24;

/**
 * What is wrong from its first character on is not less wrong for being shorter: how long to show it is learned from
 * what began right.
 */
const passedOver = 1;

/**
 * Learns how far a model's text usually stays right, from what the user types over it and takes of it. Characters that
 * were confirmed count against places where it went wrong; both decay, so that a better model is noticed within a few
 * hundred characters.
 */
export class Reach {
  #rightCharacters = priorCharacters;
  #wrongPlaces = priorWrongPlaces;

  /** So many characters of a text were confirmed, and so many of it had been before. */
  didAgree(characters: number, before: number): void {
    const counted = Math.max(0, before + characters - passedOver) - Math.max(0, before - passedOver);
    this.#decay(counted);
    this.#rightCharacters += counted;
  }

  /** A text went wrong behind so many characters that were confirmed. */
  didDiverge(before: number): void {
    if (before >= passedOver) this.#wrongPlaces += 1;
  }

  /** Another model: what was learned of the last one doesn't count. */
  reset(): void {
    this.#rightCharacters = priorCharacters;
    this.#wrongPlaces = priorWrongPlaces;
  }

  /** The length up to which a text is right throughout with this chance, wrong places being equally likely everywhere. */
  lengthAt(chance: number): number {
    return (-Math.log(chance) * this.#rightCharacters) / Math.max(0.01, this.#wrongPlaces);
  }

  #decay(characters: number): void {
    // Half forgotten after 2,000 characters.
    const keep = 0.5 ** (characters / 2000);
    this.#rightCharacters *= keep;
    this.#wrongPlaces *= keep;
  }
}
