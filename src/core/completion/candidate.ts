import type { DocumentSnapshot, Uri } from '../document.ts';
import type { ContextSourceKind } from '../prompt.ts';
import type { CompletionProvider, ProviderId, StreamEnd } from '../providers/provider.ts';
import { type AskedFor, longestAhead, stillFits } from './asked-for.ts';
import type { FilterReason } from './outcome.ts';

/** Enough to tell one place of a document from another, little enough to compare at every key. */
const maxBefore = 512;
const maxAfter = 256;
/** How far behind its anchor a candidate still serves: backspace shows again what was there. */
const maxBehind = 64;
/** Less text than this before a place, and it could be anywhere. */
const telling = 12;
/** Of the text after the cursor, so much has to be as it was. */
const comparedAfter = 48;

/**
 * A place in a document, told by the text around it rather than by its offset, so that it is found again after edits
 * elsewhere, undo, and the typing of what was suggested.
 *
 *     before                      after
 *     ...const total = price * |count;...
 */
export interface Anchor {
  readonly uri: Uri;
  readonly before: string;
  /** Nothing stands before `before`: the document starts there. */
  readonly isWholeBefore: boolean;
  readonly after: string;
  /** Where it was found first: tells repeated text apart. */
  readonly offset: number;
  /** How far before the anchor its candidate still serves. */
  readonly behind: number;
}

/** Where a candidate came from. A draft is shown until the model's own text confirms or replaces it. */
export type CandidateSource = 'model' | 'embedded' | 'draft' | 'speculation';

/** Text that a provider offered at a place; it grows while its stream runs. */
export interface Candidate {
  readonly id: number;
  readonly requestId: string;
  readonly anchor: Anchor;
  readonly source: CandidateSource;
  /** Provider, model and template: another one's answers don't count as this one's. */
  readonly origin: string;
  /** The same of whom the router fell back to, once it is known. */
  answeredBy: string | undefined;
  askedFor: AskedFor;
  readonly createdAt: number;
  provider: ProviderId;
  model: CompletionProvider['model'];
  /** As it came. */
  raw: string;
  /** Shaped: what may be shown of it. */
  text: string;
  state: 'streaming' | 'done' | 'failed';
  /** The provider ended of itself, or the text was cut at the line's end: nothing more belongs on this line. */
  endsLine: boolean;
  /** Why nothing of it is shown. */
  verdict: FilterReason | undefined;
  /** The user pressed Escape on it. */
  isRejected: boolean;
  /** What follows it has been asked for. */
  isFollowed: boolean;
  shapedBy: readonly string[];
  confidence: number | undefined;
  end: StreamEnd | undefined;
  ttftMs: number | undefined;
  /** Of its prompt, as estimated. */
  contextTokens: number | undefined;
  /** What kinds of context its prompt held. */
  contextSources: readonly ContextSourceKind[];
}

export function anchorAt(document: DocumentSnapshot, offset: number, behind = maxBehind): Anchor {
  const { text, uri } = document;
  const start = Math.max(0, offset - maxBefore);
  return {
    uri,
    before: text.slice(start, offset),
    isWholeBefore: start === 0,
    after: text.slice(offset, offset + maxAfter),
    offset,
    behind,
  };
}

/** How a candidate stands to a place: `typed` of its characters are in the document already. */
export interface Match {
  /** Negative where the user has deleted back past the anchor. */
  readonly typed: number;
  /** What of the candidate's text would be inserted; also what was deleted, after a backspace. */
  readonly remainder: string;
  /** Typed on beyond what has arrived. */
  readonly isAhead: boolean;
}

/**
 * With V = before + text, a candidate serves a place when the text before the cursor ends with a start of V that
 * reaches at least into the anchor's neighbourhood, and what follows the cursor is what followed it then. Typed on beyond
 * V, it has to be something that the candidate's stream could still say.
 */
export function matchAt(
  candidate: Pick<Candidate, 'anchor' | 'text' | 'askedFor'>,
  document: DocumentSnapshot,
  offset: number,
): Match | undefined {
  const { anchor, text, askedFor } = candidate;
  if (anchor.uri !== document.uri) return undefined;
  const typed = typedAt(anchor, text, document.text, offset);
  if (typed === undefined) return undefined;
  if (!agreesAfter(anchor.after, document.text.slice(offset, offset + maxAfter))) return undefined;
  if (typed > text.length) {
    const said = document.text.slice(offset - typed, offset);
    return stillFits(askedFor, said) ? { typed, remainder: '', isAhead: true } : undefined;
  }
  return { typed, remainder: (anchor.before + text).slice(anchor.before.length + typed), isAhead: false };
}

function typedAt(anchor: Anchor, text: string, documentText: string, offset: number): number | undefined {
  const whole = anchor.before + text;
  const origin = anchor.before.length;
  const fits = (typed: number): boolean => {
    const start = offset - origin - typed;
    if (start < 0 || (start !== 0 && anchor.isWholeBefore && Math.min(origin, origin + typed) < telling)) return false;
    return documentText.startsWith(typed >= text.length ? whole : whole.slice(0, origin + typed), start);
  };
  const least = -Math.min(anchor.behind, origin);
  const expected = offset - anchor.offset;
  if (expected >= least && expected <= text.length + longestAhead && fits(expected)) return expected;
  // Edits before the anchor have moved it: look for the place by what stands right before the cursor.
  const last = documentText.charCodeAt(offset - 1);
  for (let typed = text.length; typed >= least; typed -= 1) {
    if (offset > 0 && whole.charCodeAt(origin + typed - 1) !== last) continue;
    if (fits(typed)) return typed;
  }
  return undefined;
}

/**
 * Whether two texts after a cursor are the same but for closers and blanks at their start: those are what editors
 * insert and skip by themselves while one types.
 */
export function agreesAfter(before: string, now: string): boolean {
  const a = skipClosers(before);
  const b = skipClosers(now);
  const length = Math.min(comparedAfter, a.length, b.length);
  // Both were cut to the same length before closers were dropped, so a short one is short by that much only.
  const isWhole = before.length < maxAfter && now.length < maxAfter;
  if (length < comparedAfter && isWhole && a.length !== b.length) return false;
  return a.slice(0, length) === b.slice(0, length);
}

function skipClosers(text: string): string {
  return text.replace(/^[\s)\]}>'"`;,]+/, '');
}
