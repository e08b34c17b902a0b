import { LruMap } from '../../base/lru-map.ts';

/** A mean over code in many languages; what a service reports as usage soon takes its place. */
const defaultCharactersPerToken = 3.3;
/** Denser or sparser text than this is no code that a person wrote, or a service that counts something else. */
const leastCharactersPerToken = 1.2;
const mostCharactersPerToken = 6;
/** Weight of each new observation; after ten the seed counts for a tenth. */
const gain = 0.2;
/** What is reported for short prompts is mostly the template's own tokens. */
const leastTokens = 50;

/** What services' own counts have made of the estimate for a model and a language. */
export interface TokenEstimate {
  readonly model: string;
  readonly languageId: string;
  readonly charactersPerToken: number;
  /** How far estimates have been off lately, as a part of the true count. */
  readonly relativeError: number | null;
  /** Reports that it rests on. */
  readonly observations: number;
}

interface Calibration {
  readonly charactersPerToken: number;
  /** Mean of how far the estimate was off, as a part of the truth; null before the first report. */
  readonly relativeError: number | null;
  readonly observations: number;
}

/**
 * Estimates tokens by characters, for each model and language on its own, and learns from what services report. No
 * tokenizer is at hand for most models, and running one would cost more time than the whole assembly has.
 */
export class TokenEstimator {
  readonly #calibrations = new LruMap<string, Calibration>(200);

  charactersPerToken(model: string, languageId: string): number {
    return this.#of(model, languageId).charactersPerToken;
  }

  estimate(text: string, model: string, languageId: string): number {
    return Math.ceil(text.length / this.charactersPerToken(model, languageId));
  }

  /** A prompt of so many characters was so many tokens, the service says. */
  observe(observation: {
    readonly model: string;
    readonly languageId: string;
    readonly characters: number;
    readonly tokens: number;
  }): void {
    const { model, languageId, characters, tokens } = observation;
    const measured = characters / tokens;
    if (tokens < leastTokens || measured < leastCharactersPerToken || measured > mostCharactersPerToken) return;
    const before = this.#of(model, languageId);
    const error = Math.abs(characters / before.charactersPerToken - tokens) / tokens;
    this.#calibrations.set(keyOf(model, languageId), {
      charactersPerToken: before.charactersPerToken + gain * (measured - before.charactersPerToken),
      relativeError:
        before.relativeError === null ? error : before.relativeError + gain * (error - before.relativeError),
      observations: before.observations + 1,
    });
  }

  /** How far estimates have been off lately, as a part of the true count; null where nothing was reported. */
  relativeError(model: string, languageId: string): number | null {
    return this.#of(model, languageId).relativeError;
  }

  /** All that were corrected by reports, the latest last. */
  estimates(): readonly TokenEstimate[] {
    return [...this.#calibrations.entries()].map(([key, calibration]) => {
      const border = key.lastIndexOf(' ');
      return { model: key.slice(0, border), languageId: key.slice(border + 1), ...calibration };
    });
  }

  #of(model: string, languageId: string): Calibration {
    const initial = { charactersPerToken: defaultCharactersPerToken, relativeError: null, observations: 0 };
    return this.#calibrations.get(keyOf(model, languageId)) ?? initial;
  }
}

function keyOf(model: string, languageId: string): string {
  return `${model} ${languageId}`;
}
