/**
 * Learns how far a model's text usually stays right, from what the user types over it and takes of it. Characters that
 * were confirmed count against places where it went wrong; both decay, so that a better model is noticed within a few
 * hundred characters.
 */
export class Reach {
  // Before anything is known: one wrong place in 120 characters, worth as much as 360 characters of experience.
  #rightCharacters = 360;
  #wrongPlaces = 3;

  /** The user's text agreed for so many characters since the last report. */
  didAgree(characters: number): void {
    this.#decay(characters);
    this.#rightCharacters += characters;
  }

  didDiverge(): void {
    this.#wrongPlaces += 1;
  }

  /** Estimated chance that a text of this length is right throughout. */
  chanceOf(characters: number): number {
    return Math.exp((-this.#wrongPlaces / Math.max(1, this.#rightCharacters)) * characters);
  }

  /** The length at which the chance falls to `chance`. */
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
