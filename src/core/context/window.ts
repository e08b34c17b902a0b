import { surrogateSafe } from '../../base/text.ts';

/** The part of a document that goes around the cursor: offsets into its text. */
export interface TextWindow {
  readonly start: number;
  readonly end: number;
}

/** Where windows of a document were cut last, so that they are cut there again. */
export interface WindowAnchors {
  /** The prefix's first characters, and where they were found. */
  readonly start: { readonly offset: number; readonly text: string } | undefined;
  /** The characters up to the suffix's end, and how far from the document's end that was. */
  readonly end: { readonly fromEnd: number; readonly text: string } | undefined;
}

export const noAnchors: WindowAnchors = { start: undefined, end: undefined };

/** Enough to know a place again; less than this of a document has no need of anchors. */
const anchorCharacters = 160;
/** After a jump the window is so full, and grows from there with no change to its start. */
const fillAfterJump = 0.6;
/** A window that is emptier than this gives away too much of its budget. */
const leastFill = 0.35;

/**
 * The window around the cursor. Its start and end stay where they were (by content, so that edits elsewhere in the
 * document don't move them) until the window grows over its budget or falls far below it; then they jump to a border
 * that far-away lines suggest. Servers keep what they have read of a prompt as long as its start stays the same.
 *
 *   start ........ cursor | rest of the line | .......... end
 *   sticky, at a line's start                 at a line's end, sticky
 */
export function cutWindow(parts: {
  readonly text: string;
  readonly offset: number;
  readonly prefixCharacters: number;
  readonly suffixCharacters: number;
  readonly anchors: WindowAnchors;
}): { readonly window: TextWindow; readonly anchors: WindowAnchors } {
  const { text, offset } = parts;
  const start = prefixStart(text, offset, parts.prefixCharacters, parts.anchors.start);
  const end = suffixEnd(text, offset, parts.suffixCharacters, parts.anchors.end);
  return {
    window: { start, end },
    anchors: {
      start: start === 0 ? undefined : { offset: start, text: text.slice(start, start + anchorCharacters) },
      end:
        end === text.length
          ? undefined
          : { fromEnd: text.length - end, text: text.slice(Math.max(0, end - anchorCharacters), end) },
    },
  };
}

function prefixStart(text: string, offset: number, budget: number, anchor: WindowAnchors['start']): number {
  if (offset <= budget) return 0;
  const kept = anchor === undefined ? -1 : findNear(text, anchor.text, anchor.offset);
  const length = offset - kept;
  const mayCut = newlineBefore(text, offset - budget - 1, offset) === undefined;
  // Lines may have been joined there meanwhile.
  const isBorder = text[kept - 1] === '\n' || mayCut;
  if (kept > 0 && isBorder && length <= budget && length >= budget * leastFill) return kept;
  const target = offset - Math.floor(budget * fillAfterJump);
  const best = bestStart(text, target, Math.min(offset, target + Math.floor(budget * 0.25)));
  if (best !== undefined) return best;
  const before = lastNewline(text, offset - budget - 1, target);
  const after = newlineBefore(text, target, offset);
  if (before !== undefined) return before + 1;
  // A line that is longer than the window is the one thing that is cut: there is no other place.
  return after === undefined ? surrogateSafe(text, offset - budget) : after + 1;
}

/**
 * Among the line starts of a stretch the one where a scope begins: the least indented, after a blank line if any.
 * Undefined where no line starts in it.
 */
function bestStart(text: string, from: number, to: number): number | undefined {
  let best: number | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  let newline = newlineBefore(text, from - 1, to - 1);
  while (newline !== undefined) {
    const at = newline + 1;
    newline = newlineBefore(text, at, to - 1);
    best ??= at;
    const line = text.slice(at, newline ?? to);
    const trimmed = line.trimStart();
    if (trimmed === '' || /^[)\]}]/.test(trimmed)) continue;
    const isAfterBlank = at >= 2 && text[at - 2] === '\n';
    const cost = (line.length - trimmed.length) * 2 + (isAfterBlank ? 0 : 1);
    if (cost < bestCost) {
      best = at;
      bestCost = cost;
    }
  }
  return best;
}

function suffixEnd(text: string, offset: number, budget: number, anchor: WindowAnchors['end']): number {
  // The rest of the cursor's line is always there, and is not counted: what follows it must not depend on it.
  const rest = newlineBefore(text, offset, offset + budget + 1) ?? text.length;
  if (rest - offset > budget) return surrogateSafe(text, offset + budget);
  if (text.length - rest <= budget) return text.length;
  if (anchor !== undefined) {
    const kept = findNear(text, anchor.text, text.length - anchor.fromEnd - anchor.text.length);
    const end = kept + anchor.text.length;
    const length = end - rest;
    if (kept !== -1 && text[end] === '\n' && length <= budget && length >= budget * leastFill) return end;
  }
  return lastNewline(text, rest + 1, rest + Math.floor(budget * (fillAfterJump + 0.2)) + 1) ?? rest;
}

/** Where a text stands now that stood at `offset` before; -1 where it is gone. */
function findNear(text: string, searched: string, offset: number): number {
  if (text.startsWith(searched, offset)) return offset;
  const reach = 20_000;
  const from = Math.max(0, offset - reach);
  const found = text.slice(from, Math.max(0, offset + reach + searched.length)).indexOf(searched);
  return found === -1 ? -1 : from + found;
}

/** The first newline of a stretch. Like all that is looked for here, in the stretch alone: a line may have megabytes. */
function newlineBefore(text: string, from: number, to: number): number | undefined {
  const found = text.slice(from, Math.max(from, to)).indexOf('\n');
  return found === -1 ? undefined : from + found;
}

function lastNewline(text: string, from: number, to: number): number | undefined {
  const found = text.slice(from, Math.max(from, to)).lastIndexOf('\n');
  return found === -1 ? undefined : from + found;
}
