import type { ScriptedRequest } from '../../support/scripted-router.ts';
import type { Decision } from '../../../src/core/completion/decision.ts';

/** What the meter needs to know of ghost text: what one sees of it. */
interface Ghost {
  readonly text: string;
}

/** Fewer characters than these don't count as help, unless they are the rest. */
const leastHelp = 5;
/** Ghost text that is gone and back within this time has flickered. */
const flickerMs = 500;
/** The editor itself takes 50 ms to ask after a Tab. */
const soonMs = 100;
/** Closers alone are the document's, which the editor has put there: where that is all that is left, it is no ghost text. */
export const closersAlone = /^[)\]}'"`]*$/;
/** Codestral: dollars a token, read and made; a cached one is read for a tenth. */
const price = { input: 0.3e-6, output: 0.9e-6, cachedShare: 0.1 } as const;
const charactersPerToken = 4;

export interface Figures {
  readonly keys: number;
  readonly rightPer100: number;
  readonly usefulPer100: number;
  readonly savedPer100: number;
  readonly visibleShare: number;
  readonly flickersPer100: number;
  readonly nonExtendingPer100: number;
  readonly requestsPer100: number;
  readonly abortedShare: number;
  readonly tokensPer100: number;
  readonly tokensNeverShownPer100: number;
  /** Suggestions that were not known before their call; of them, drafts; of those, taken back by the model. */
  readonly fresh: number;
  readonly drafts: number;
  readonly draftsReplaced: number;
  /** Share of the fresh ones that were there within 50 ms of the call. */
  readonly freshWithin50msShare: number;
  /** Presses of Tab with more to come behind it; of them, those after which something was shown within 100 ms. */
  readonly tabs: number;
  readonly shownSoonAfterTabShare: number;
  readonly promptBytesNewPer100: number;
  readonly promptBytesSharedPer100: number;
  readonly dollarsPer1000Shown: number;
  readonly latencies: Readonly<
    Record<string, { readonly p50: number; readonly p90: number; readonly p99: number; readonly count: number }>
  >;
}

/** What a key left on screen, and what was still to be typed of its line. */
interface SeenKey {
  readonly shown: string;
  readonly rest: string;
  readonly isRight: boolean;
  /** Until the next key. */
  readonly gapMs: number;
}

/** Counts what a replay showed, and what it cost. */
export class Meter {
  /** What was on screen, and what it was changed to without a key, where that doesn't extend it. */
  readonly nonExtendingChanges: { readonly before: string; readonly after: string }[] = [];
  /** What was on screen when it was taken away without a key, or went with one and was soon back. */
  readonly flickers: string[] = [];
  /** The counted keys, in order: the same in each run of the same keys. */
  readonly seen: SeenKey[] = [];
  #keys = 0;
  #right = 0;
  #useful = 0;
  #typed = 0;
  #saved = 0;
  #savedUntil = 0;
  #visibleMs = 0;
  #totalMs = 0;
  #nonExtending = 0;
  #shown = 0;
  #shownCharacters = 0;
  #fresh = 0;
  #drafts = 0;
  #draftsReplaced = 0;
  #freshWithin50ms = 0;
  #tabs = 0;
  #shownSoonAfterTab = 0;
  #isDraftShown = false;
  #isDraftComing = false;
  #lost: { readonly text: string; readonly at: number; readonly cause: 'edit' | 'answer' } | undefined;
  #visibleSince: number | undefined;
  readonly #latencies = new Map<string, number[]>();

  startHole(offset: number): void {
    this.#savedUntil = offset;
    this.#lost = undefined;
  }

  /** Right before the next key (or at the hole's end): what did the key before it leave on screen? */
  didType(
    key: { readonly length: number; readonly gapMs: number; readonly isPause: boolean },
    rest: string,
    at: number,
    ghost: Ghost | undefined,
  ): void {
    this.#typed += key.length;
    this.#totalMs += key.gapMs;
    if (rest === '') return;
    this.#keys += 1;
    const shown = ghost?.text ?? '';
    const seen = { shown, rest: lineOf(rest), isRight: ghost !== undefined && isRight(shown, rest), gapMs: key.gapMs };
    this.seen.push(seen);
    if (ghost === undefined) return;
    if (seen.isRight) this.#right += 1;
    if (isUseful(ghost.text, rest)) this.#useful += 1;
    if (key.isPause && rest.startsWith(ghost.text)) {
      const until = at + ghost.text.length;
      this.#saved += Math.max(0, until - Math.max(at, this.#savedUntil));
      this.#savedUntil = Math.max(this.#savedUntil, until);
    }
  }

  didChange(before: Ghost | undefined, after: Ghost | undefined, cause: 'edit' | 'answer', now: number): void {
    if (before === undefined && after !== undefined) {
      this.#shown += 1;
      this.#visibleSince = now;
      const isBack = this.#lost?.cause === 'edit' && this.#lost.text === after.text && now - this.#lost.at < flickerMs;
      if (isBack) this.flickers.push(`${after.text} (back)`);
    }
    if (after !== undefined) this.#shownCharacters += Math.max(0, after.text.length - (before?.text.length ?? 0));
    if (before !== undefined && after === undefined) {
      this.#visibleMs += now - (this.#visibleSince ?? now);
      this.#lost = { text: before.text, at: now, cause };
      // Taken away without a key.
      if (cause === 'answer') this.flickers.push(before.text);
    }
    if (before !== undefined && after !== undefined && cause === 'answer' && !after.text.startsWith(before.text)) {
      this.#nonExtending += 1;
      this.nonExtendingChanges.push({ before: before.text, after: after.text });
      if (this.#isDraftShown) this.#draftsReplaced += 1;
    }
    if (cause === 'answer' || after === undefined) this.#isDraftShown = this.#isDraftComing;
    this.#isDraftComing = false;
  }

  /** Tab was pressed, and after so long the next suggestion was there, if any. */
  didAccept(shownAfterMs: number | undefined): void {
    this.#tabs += 1;
    if (shownAfterMs !== undefined && shownAfterMs <= soonMs) this.#shownSoonAfterTab += 1;
    if (shownAfterMs !== undefined) this.latency('Tab to the next suggestion', shownAfterMs);
  }

  latency(kind: string, ms: number): void {
    const known = this.#latencies.get(kind) ?? [];
    known.push(ms);
    this.#latencies.set(kind, known);
  }

  didDecide(decision: Decision): void {
    if (decision.outcome.kind === 'shown') {
      const { from } = decision.outcome;
      this.latency(`call to ${from}`, decision.totalMs);
      this.#isDraftComing = from === 'draft';
      if (from === 'draft') this.#drafts += 1;
      if (from === 'draft' || from === 'fresh' || from === 'joined') {
        this.#fresh += 1;
        if (decision.totalMs < 50) this.#freshWithin50ms += 1;
      }
    }
    if (decision.requestMs !== undefined && decision.outcome.kind !== 'cancelled') {
      this.latency('call to request', decision.requestMs);
      this.latency('call to request beyond the wait', decision.requestMs - (decision.waitMs ?? 0));
    }
  }

  figures(requests: readonly ScriptedRequest[]): Figures {
    const per100 = (count: number): number => round((100 * count) / this.#keys);
    const tokens = requests.reduce((sum, { tokens: made }) => sum + made, 0);
    const bytes = promptBytes(requests);
    const inputTokens = (bytes.fresh + bytes.shared * price.cachedShare) / charactersPerToken;
    const dollars = inputTokens * price.input + tokens * price.output;
    return {
      keys: this.#keys,
      rightPer100: per100(this.#right),
      usefulPer100: per100(this.#useful),
      savedPer100: round((100 * this.#saved) / this.#typed),
      visibleShare: round((100 * this.#visibleMs) / this.#totalMs),
      flickersPer100: per100(this.flickers.length),
      nonExtendingPer100: per100(this.#nonExtending),
      requestsPer100: per100(requests.length),
      abortedShare: round((100 * requests.filter(({ abortedAt }) => abortedAt !== undefined).length) / requests.length),
      tokensPer100: per100(tokens),
      tokensNeverShownPer100: per100(Math.max(0, tokens - this.#shownCharacters / charactersPerToken)),
      fresh: this.#fresh,
      drafts: this.#drafts,
      draftsReplaced: this.#draftsReplaced,
      freshWithin50msShare: round((100 * this.#freshWithin50ms) / this.#fresh),
      tabs: this.#tabs,
      shownSoonAfterTabShare: round((100 * this.#shownSoonAfterTab) / this.#tabs),
      promptBytesNewPer100: per100(bytes.fresh),
      promptBytesSharedPer100: per100(bytes.shared),
      dollarsPer1000Shown: round((1000 * dollars) / this.#shown, 4),
      latencies: Object.fromEntries(
        [...this.#latencies].map(([kind, values]) => [kind, { ...percentiles(values), count: values.length }]),
      ),
    };
  }
}

/** Right as far as its line goes, and long enough to help. */
function isRight(shown: string, rest: string): boolean {
  const said = lineOf(shown);
  const wanted = lineOf(rest);
  return wanted.startsWith(said) && (said.trim().length >= leastHelp || said === wanted);
}

/** Right for at least its first characters: what one would see as the right idea. */
function isUseful(shown: string, rest: string): boolean {
  const wanted = lineOf(rest);
  const said = shown.slice(0, Math.min(wanted.length, leastHelp + (wanted.length - wanted.trimStart().length)));
  return said !== '' && wanted.startsWith(said) && (said.trim().length >= leastHelp || said === wanted);
}

/** A text's first line, with the line ends before it. */
function lineOf(text: string): string {
  return /^\n*[^\n]*/.exec(text)?.[0] ?? '';
}

/** As Codestral serialises: the suffix first, then the prefix. What two requests share from the start is cached. */
function promptBytes(requests: readonly ScriptedRequest[]): { readonly fresh: number; readonly shared: number } {
  let fresh = 0;
  let shared = 0;
  let before = '';
  for (const { prompt } of requests) {
    const text = `${prompt.suffix.slice(0, 2000)}\u0000${prompt.prefix.slice(-8000)}`;
    let common = 0;
    while (common < text.length && text[common] === before[common]) common += 1;
    shared += common;
    fresh += text.length - common;
    before = text;
  }
  return { fresh, shared };
}

function percentiles(values: readonly number[]): { p50: number; p90: number; p99: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}

function round(value: number, digits = 1): number {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : 0;
}
