import { leadingBlanks } from '../../base/text.ts';
import type { DocumentSnapshot } from '../document.ts';
import type { BlockInfo } from '../protocol.ts';
import type { AskedFor } from './asked-for.ts';
import { isClosersOnly, opensBlock } from './shaping/brackets.ts';
import { isBlank } from './shaping/rule.ts';

/** A line of code as one meets it, indentation included. */
const usualLineLength = 32;
const maxBlockLines = 16;

/**
 * The rest of the line, or a block. A block where the syntax tree (or, without its answer, indentation) says that the
 * block around the cursor has nothing in it yet, and of as many lines as are likely to be right.
 */
export function decideAskedFor(question: {
  readonly document: DocumentSnapshot;
  readonly offset: number;
  readonly block: BlockInfo | null;
  /** A text of this length is as likely right as wrong. */
  readonly likelyLength: number;
  /** The user asked, or has just accepted all of a line: more than its rest is welcome. */
  readonly isBlockWelcome: boolean;
}): AskedFor {
  const { document, offset, block, isBlockWelcome, likelyLength } = question;
  const { line, character } = document.positionAt(offset);
  const text = document.lineAt(line);
  const before = text.slice(0, character);
  const after = text.slice(character);
  if (!isBlank(after)) return { kind: 'line' };
  const isOpen =
    block === null || block.kind === 'unknown' ? isEmptyBlock(document, line, before) : block.kind === 'empty';
  if (!isOpen && !isBlockWelcome) return { kind: 'line' };
  const maxLines = Math.max(1, Math.min(maxBlockLines, Math.round(likelyLength / usualLineLength)));
  // On a fresh line one line of a block is the rest of the line.
  return maxLines === 1 && isBlank(before) ? { kind: 'line' } : { kind: 'block', maxLines };
}

/** Right after an opener, or on a fresh line below one, with nothing of the block below. */
function isEmptyBlock(document: DocumentSnapshot, line: number, before: string): boolean {
  const ownLine = isBlank(before) ? lineAbove(document, line) : before;
  if (!opensBlock(ownLine)) return false;
  const next = lineBelow(document, line);
  return next === '' || isClosersOnly(next) || leadingBlanks(next).length <= leadingBlanks(ownLine).length;
}

function lineAbove(document: DocumentSnapshot, line: number): string {
  for (let at = line - 1; at >= 0; at -= 1) {
    const text = document.lineAt(at);
    if (!isBlank(text)) return text;
  }
  return '';
}

function lineBelow(document: DocumentSnapshot, line: number): string {
  for (let at = line + 1; at < document.lineCount; at += 1) {
    const text = document.lineAt(at);
    if (!isBlank(text)) return text;
  }
  return '';
}
