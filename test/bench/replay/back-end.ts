import type { PromptDraft } from '../../../src/core/prompt.ts';
import { ScriptedRouter } from '../../support/scripted-router.ts';
import type { Clock } from '../../../src/core/host.ts';
import type { Hole } from './traces.ts';

/** Characters a token. */
const tokenLength = 4;

/**
 * A model that knows the target, and is wrong at a set share of its tokens. Which ones is fixed by position: asking
 * again changes nothing until the place is passed.
 */
export class BackEnd extends ScriptedRouter {
  hole: Hole | undefined;
  readonly #wrongShare: number;
  readonly #isStubborn: boolean;
  readonly #model: string;

  constructor(
    clock: Clock,
    parts: {
      ttftMs: number;
      tokensPerSecond: number;
      wrongShare: number;
      isStubborn: boolean;
      /** Another one is wrong at other places. */
      model?: string;
      locality: 'hosted' | 'local';
    },
  ) {
    super(clock);
    this.#wrongShare = parts.wrongShare;
    this.#isStubborn = parts.isStubborn;
    this.#model = parts.model ?? '';
    this.ttftMs = parts.ttftMs;
    this.tokensPerSecond = parts.tokensPerSecond;
    this.setRoute({ expectedTtftMs: parts.ttftMs, locality: parts.locality });
    this.script = (prompt): string => this.#say(prompt);
    this.split = (text, prompt): readonly string[] => tokens(text, prompt.prefix.length);
  }

  #say({ prefix, suffix }: PromptDraft): string {
    const { hole } = this;
    if (hole === undefined) return '';
    const isOnTrack = hole.target.startsWith(prefix);
    const rest = hole.target.slice(prefix.length, Math.max(prefix.length, hole.end));
    const said = tokens(rest, prefix.length)
      .map((token, index) => {
        // The first may be the rest of a token whose start is passed.
        const isPassed = !this.#isStubborn && index === 0 && prefix.length % tokenLength !== 0;
        return isPassed ? token : this.#mangled(token, Math.floor(prefix.length / tokenLength) + index, hole);
      })
      .join('');
    // Asked behind text that isn't the target's, it goes on as if it were, which helps nobody.
    if (!isOnTrack) return garbled(said);
    // Closers that the editor has put behind the cursor aren't said again.
    const extra = suffix.slice(0, Math.max(0, suffix.length - (hole.target.length - hole.end)));
    return extra !== '' && said.endsWith(extra) ? said.slice(0, -extra.length) : said;
  }

  #mangled(token: string, position: number, hole: Hole): string {
    return share(`${this.#model}${hole.file}:${position}`) < this.#wrongShare ? garbled(token) : token;
  }
}

function garbled(text: string): string {
  return text.replaceAll(/[^\n]/gu, (character) => {
    if (/[a-y]/i.test(character)) return String.fromCharCode(character.charCodeAt(0) + 1);
    return character === 'z' ? 'a' : 'q';
  });
}

/** Tokens lie at fixed places of the target; the first may be the rest of one. */
function tokens(text: string, offset: number): readonly string[] {
  const pieces: string[] = [];
  let at = 0;
  while (at < text.length) {
    const length = tokenLength - ((offset + at) % tokenLength);
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

/** FNV-1a, as a number in [0, 1). */
function share(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 12;
  return (hash >>> 0) / 4_294_967_296;
}
