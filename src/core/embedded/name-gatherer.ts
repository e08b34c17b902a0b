import type { FileIndex } from './file-index.ts';
import type { MatchList } from './match-list.ts';
import { isDot } from './line-so-far.ts';
import { sourceNames } from './match-list.ts';
import { hasSpace, kindName, kindNewline, kindNumber, kindOf, withSpace } from './token.ts';
import type { TokenList } from './tokenizer.ts';

/** How far names are looked for, in tokens, and how many there may be: all over the file once a letter is typed. */
const reach = {
  begun: { before: 30_000, after: 15_000, names: 24 },
  open: { before: 500, after: 150, names: 20 },
} as const;
/** Names that only stand below are about to be declared, or imported. */
const orphans = { after: 3000, names: 12 } as const;
/** A name that is everywhere need not be counted to the end. */
const mostPlaces = 12;

/**
 * Adds the names that the file has around the cursor, the nearest first, as places that have no context in common:
 * somebody who has begun to write a name mostly means one that is there, wherever it stood before.
 */
export function gatherNames(
  sources: { readonly before: FileIndex; readonly after: FileIndex },
  wanted: {
    /** Tokens of `before` that may be looked at. */
    readonly limit: number;
    readonly filter: { readonly mask: number; readonly value: number };
    readonly isBegun: boolean;
    readonly isSpaced: boolean;
    /** Whether a member is wanted: names of members and others are not mixed. */
    readonly isMember: boolean;
  },
  matches: MatchList,
): void {
  const { limit, filter, isBegun, isSpaced, isMember } = wanted;
  if (isBegun && filter.mask === 0) return;
  const { before, after, names } = isBegun ? reach.begun : reach.open;
  const places = new Map<number, number>();
  const visit = (token: number, last: number, distance: number): void => {
    const kind = kindOf(token);
    if ((token & filter.mask) !== filter.value || kind === kindNewline || kind === kindNumber) return;
    if (!isBegun && (kind !== kindName || isDot(last) !== isMember)) return;
    const name = withSpace(token, isSpaced);
    const known = places.get(name) ?? 0;
    if (known >= mostPlaces || (known === 0 && places.size >= names)) return;
    places.set(name, known + 1);
    matches.add(name, 0, sourceNames, distance, 0);
  };
  const visitAt = ({ tokens }: TokenList, at: number, distance: number): void =>
    visit(tokens[at] ?? 0, tokens[at - 1] ?? 0, distance);
  const { list } = sources.before;
  for (let at = limit - 1; at > Math.max(0, limit - before); at -= 1) visitAt(list, at, limit - at);
  const { list: rest } = sources.after;
  for (let at = 1; at < Math.min(rest.count, after); at += 1) visitAt(rest, at, at);
  if (!isBegun) gatherOrphans(sources, { isSpaced, known: places }, matches);
}

function gatherOrphans(
  { before, after }: { readonly before: FileIndex; readonly after: FileIndex },
  { isSpaced, known }: { readonly isSpaced: boolean; readonly known: Map<number, number> },
  matches: MatchList,
): void {
  const { tokens, count } = after.list;
  let found = 0;
  for (let at = 1; at < Math.min(count, orphans.after) && found < orphans.names; at += 1) {
    const token = tokens[at] ?? 0;
    if (kindOf(token) !== kindName || isDot(tokens[at - 1] ?? 0) || before.countOf(token) > 0) continue;
    const name = withSpace(token, isSpaced);
    if (known.has(name)) continue;
    known.set(name, 1);
    found += 1;
    matches.add(name, 0, sourceNames, at, 0);
  }
}

/** Whether a blank stands before most of what follows contexts like this one. */
export function isMostlySpaced(matches: MatchList): boolean {
  let balance = 0;
  for (let index = 0; index < matches.count; index += 1) {
    const token = matches.tokens[index] ?? 0;
    if (kindOf(token) !== kindNewline) balance += hasSpace(token) ? 1 : -1;
  }
  return balance > 0;
}
