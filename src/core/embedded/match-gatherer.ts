import type { ShapeEvidence } from './features.ts';
import type { ContextView, FileIndex } from './file-index.ts';
import { isDot } from './line-so-far.ts';
import type { MatchList } from './match-list.ts';
import { sourceAfter, sourceBefore, sourceFar, sourceNear, sourceShape } from './match-list.ts';
import type { SliceSearch } from './slice-search.ts';
import { alignNames } from './substitution.ts';
import type { TokenTexts } from './token-texts.ts';
import { gatherNames, isMostlySpaced } from './name-gatherer.ts';
import {
  hasSpace,
  kindName,
  kindNewline,
  kindNumber,
  kindOf,
  startFilter,
  tokenOf,
  withoutSpace,
  withSpace,
} from './token.ts';

const mostShapes = 8;
/** Besides, from the text after the cursor. */
const mostShapesBelow = 4;
/** Places looked at on either side of where the context would stand: more where most do not go on from what is typed. */
const reach = { anyToken: 20, newline: 40, begunToken: 240 } as const;

/** Where matches are looked for. */
export interface MatchSources {
  /** The text before the cursor. */
  readonly before: FileIndex;
  /** The text after it. */
  readonly after: FileIndex;
  readonly slices: readonly SliceSearch[];
  readonly texts: TokenTexts;
}

/** The place that a token is wanted for. */
export interface WantedToken {
  readonly context: ContextView;
  /** Tokens of `before` that may be looked at: not the one that is being typed. */
  readonly limit: number;
  /** What is typed of the token already. */
  readonly typed: string;
  readonly indentation: string;
  /** First tokens of the line after the cursor's. */
  readonly following: Int32Array;
}

/** Fills `matches` with what followed contexts like this one. The answer is what shapes have to say besides. */
export function gatherMatches(sources: MatchSources, wanted: WantedToken, matches: MatchList): ShapeEvidence[] {
  const { before, after, slices } = sources;
  const { context, limit, typed } = wanted;
  matches.clear();
  const isNewline = typed.startsWith('\n');
  const isBegun = typed !== '' && !isNewline;
  const filter = isBegun ? startFilter(typed) : { mask: 0, value: 0 };
  const steps = isBegun ? reach.begunToken : isNewline ? reach.newline : reach.anyToken;
  before.lookUp(context, matches, { source: sourceBefore, limit, most: 64, filter });
  after.lookUp(context, matches, { source: sourceAfter, limit: after.list.count, most: 32, filter });
  // Where some may yet turn out not to go on from what is typed, shorter ones may be needed.
  const isAll = typed !== '';
  for (const slice of slices) slice.lookUp(context, matches, { reach: steps, filter, isAll });
  keepStartingWith(sources.texts, wanted, { matches, from: 0 });
  matches.keepLongest(sourceNear);
  matches.keepLongest(sourceFar);
  matches.compareLinesAfter(wanted.following);
  const found = matches.count;
  const isSpaced = typed === '' ? isMostlySpaced(matches) : typed.startsWith(' ');
  const isMember = isDot(context.tokens[context.count - 1] ?? 0);
  if (!isNewline) gatherNames(sources, { limit, filter, isBegun, isSpaced, isMember }, matches);
  const shapes = gatherShapes(sources, wanted, matches);
  keepStartingWith(sources.texts, wanted, { matches, from: found });
  return shapes;
}

/** What other stretches of the same shape continue with, their names changed as they have changed so far. */
function gatherShapes(sources: MatchSources, wanted: WantedToken, matches: MatchList): ShapeEvidence[] {
  const evidence: ShapeEvidence[] = [];
  const { before, after, texts } = sources;
  gatherShapesOf(before, { ...wanted, texts, most: mostShapes }, { matches, evidence });
  const { count } = after.list;
  gatherShapesOf(after, { ...wanted, texts, limit: count, most: mostShapes + mostShapesBelow }, { matches, evidence });
  return evidence;
}

function gatherShapesOf(
  index: FileIndex,
  { context, limit, texts, most }: WantedToken & { readonly texts: TokenTexts; readonly most: number },
  { matches, evidence }: { readonly matches: MatchList; readonly evidence: ShapeEvidence[] },
): void {
  const { tokens } = index.list;
  const textOf = (token: number): string => texts.textOf(token);
  index.shapePlaces(context, limit, (position, length) => {
    if (evidence.length >= most) return;
    const { substitution, equal } = alignNames(tokens, position, context, { length, textOf });
    const from = tokens[position] ?? 0;
    const kind = kindOf(from);
    const mayChange = kind === kindName || kind === kindNumber;
    const name = mayChange ? substitution.apply(textOf(withoutSpace(from))) : null;
    const token = name === null ? from : tokenOf(name, kind, hasSpace(from));
    if (name !== null && token !== from) {
      texts.add(token, hasSpace(from) ? ` ${name}` : name);
      texts.add(withoutSpace(token), name);
    }
    matches.add(token, length, sourceShape, limit - position, position);
    evidence.push({ token, equalShare: equal / length, conflicts: substitution.conflicts, isChanged: token !== from });
  });
}

/** Drops what does not go on from what is typed. Whether a blank stands before a token is no longer open then. */
function keepStartingWith(
  texts: TokenTexts,
  wanted: WantedToken,
  { matches, from }: { readonly matches: MatchList; readonly from: number },
): void {
  if (wanted.typed === '') return;
  const verdicts = new Map<number, number | null>();
  let kept = from;
  for (let index = from; index < matches.count; index += 1) {
    const token = matches.tokens[index] ?? 0;
    let fitting = verdicts.get(token);
    if (fitting === undefined) {
      fitting = startingWith(token, texts, wanted);
      verdicts.set(token, fitting);
    }
    if (fitting === null) continue;
    matches.move(index, kept);
    matches.tokens[kept] = fitting;
    kept += 1;
  }
  matches.count = kept;
}

/** The token, or its twin with or without a blank, if it goes on from what is typed. */
function startingWith(token: number, texts: TokenTexts, { typed, indentation }: WantedToken): number | null {
  const text = texts.textOf(token, indentation);
  if (text.startsWith(typed)) return token;
  if (kindOf(token) === kindNewline || (!hasSpace(token) && /^\s/.test(text))) return null;
  const twin = withSpace(token, typed.startsWith(' '));
  return twin !== token && texts.textOf(twin).startsWith(typed) ? twin : null;
}
