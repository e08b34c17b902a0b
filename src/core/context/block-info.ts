import { leadingBlanks } from '../../base/text.ts';
import type { BlockInfo } from '../protocol.ts';
import type { SyntaxNode, SyntaxTree } from './syntax/syntax-tree.ts';

/** How far around the cursor indentation is looked at. */
const maxLinesLookedAt = 400;
const maxDepth = 200;

const blockTypes =
  /(^|_)(block|body|statement_block|class_body|declaration_list|field_declaration_list|object|object_type|switch_body|match_block|source_file|program|module|interface_body|enum_body|suite|compilation_unit)$/;
const statementTypes = /(_statement|_declaration|_definition|_item|_clause|_assignment|let_declaration|assignment)$/;

/** What stands around a place: by the syntax tree, and by indentation where there is none or it is broken there. */
export function blockInfoAt(text: string, offset: number, tree: SyntaxTree | undefined): BlockInfo {
  const byIndentation = infoByIndentation(text, offset);
  if (tree === undefined) return byIndentation;
  const inside = tree.rootNode.descendantForIndex(Math.max(0, offset - 1), offset);
  if (inside === null) return byIndentation;
  const lexical = lexicalPlace(inside, offset);
  if (lexical.isInComment || lexical.isInString) return { ...byIndentation, ...lexical };
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const isLineBlankBefore = text.slice(lineStart, offset).trim() === '';
  // A new statement starts on a blank line, whatever the tree makes of the gap; else the statement decides.
  const statement = isLineBlankBefore ? undefined : enclosingStatement(inside, offset);
  if (statement !== undefined && isOpenEnded(statement, offset, text)) {
    return { ...byIndentation, kind: 'inside-statement' };
  }
  return byIndentation;
}

/** Whether the place lies in a comment or a string. A tree that is behind by some keys still knows. */
function lexicalPlace(inside: SyntaxNode, offset: number): Pick<BlockInfo, 'isInComment' | 'isInString'> {
  let depth = 0;
  for (let node: SyntaxNode | null = inside; node !== null && depth < 6; node = node.parent) {
    depth += 1;
    // At a line comment's very end one is still in it; at a string's end one isn't.
    if (/comment/.test(node.type) && node.startIndex < offset && offset <= node.endIndex) {
      return { isInComment: true, isInString: false };
    }
    if (/^(interpolation|template_substitution)$/.test(node.type)) break;
    if (/string|template_literal|char_literal/.test(node.type) && node.startIndex < offset && offset < node.endIndex) {
      return { isInComment: false, isInString: true };
    }
  }
  return { isInComment: false, isInString: false };
}

function enclosingStatement(inside: SyntaxNode, offset: number): SyntaxNode | undefined {
  let depth = 0;
  for (let node: SyntaxNode | null = inside; node !== null && depth < maxDepth; node = node.parent) {
    depth += 1;
    if (blockTypes.test(node.type)) return undefined;
    if (statementTypes.test(node.type) && node.startIndex < offset) return node;
  }
  return undefined;
}

/** Whether a statement that began before the cursor goes on after it with more than its own end. */
function isOpenEnded(statement: SyntaxNode, offset: number, text: string): boolean {
  if (statement.endIndex <= offset) return false;
  return /[^\s)\]};,:'"`>]/.test(text.slice(offset, statement.endIndex));
}

/**
 * By indentation: the block's own lines are those at the cursor's depth. `empty` where what follows the cursor's line
 * lies less deep, so that a suggestion of several lines pushes nothing away.
 */
function infoByIndentation(text: string, offset: number): BlockInfo {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.indexOf('\n', offset) === -1 ? text.length : text.indexOf('\n', offset);
  const line = text.slice(lineStart, lineEnd);
  const before = text.slice(lineStart, offset);
  const isBlank = before.trim() === '';
  const opensBlock = /[{([:]\s*$|=>\s*$|\b(?:then|do|else|begin)\s*$/.test(before);
  const own = isBlank ? before : leadingBlanks(line);
  const next = nextFilledLine(text, lineEnd);
  const nextBlanks = next === undefined ? '' : leadingBlanks(next);
  const closes = next === undefined || /^[ \t]*(?:[)\]}]|end\b|else\b|elif\b|except\b|catch\b|finally\b)/.test(next);
  const rest = text.slice(offset, lineEnd).trim();
  const place = { isInComment: isInLineComment(before), isInString: false };
  // Behind an opened bracket that is closed on the same line, a call goes on, and not a block.
  if (rest !== '' && (/^[)\]]/.test(rest) || !/^[}\]);,:'"`>]*$/.test(rest))) {
    return { kind: 'inside-statement', indentation: own, ...place };
  }
  const isEmpty =
    next === undefined ||
    nextBlanks.length < own.length ||
    (nextBlanks.length === own.length && (closes || opensBlock));
  return { kind: isEmpty ? 'empty' : 'has-content', indentation: own, ...place };
}

function nextFilledLine(text: string, from: number): string | undefined {
  let at = from;
  for (let count = 0; count < maxLinesLookedAt && at < text.length; count += 1) {
    const end = text.indexOf('\n', at + 1);
    const line = text.slice(at + 1, end === -1 ? text.length : end);
    if (line.trim() !== '') return line;
    if (end === -1) return undefined;
    at = end;
  }
  return undefined;
}

function isInLineComment(before: string): boolean {
  const trimmed = before.trimStart();
  return /^(?:\/\/|#(?!include|define|if|\[)|--\s|\* |\/\*)/.test(trimmed);
}
