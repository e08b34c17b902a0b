/** A new decision counts for a tenth. */
const gain = 0.1;

/** How often suggestions that could be read were taken lately, by language. */
export class Acceptance {
  readonly #byLanguage = new Map<string, number>();

  /** Before anything is known: the usual share of a good model. */
  of(languageId: string): number {
    return this.#byLanguage.get(languageId) ?? 0.35;
  }

  didEnd(languageId: string, isTaken: boolean): void {
    const before = this.of(languageId);
    this.#byLanguage.set(languageId, before + gain * (Number(isTaken) - before));
  }
}
