import { leadingBlanks } from '../../base/text.ts';
import type { DocumentSnapshot, Range } from '../document.ts';
import { fitToLine } from './fit.ts';
import type { FilterReason } from './outcome.ts';
import { firstLine, isBlank } from './shaping/rule.ts';
import { isVisible, maxVisibleCharacters } from './visibility.ts';

/** A suggestion's text and range, before it has a name. */
export interface Item {
  readonly text: string;
  readonly range: Range;
  /** Of `text`, what isn't in the document yet. */
  readonly remainder: string;
}

/** The item selected in the suggest widget, as a stretch of the cursor's line. */
export interface WidgetSelection {
  readonly range: Range;
  readonly text: string;
}

/**
 * Makes an item of what is to be inserted at the cursor, one that VS Code shows: if not as it is, then without what it
 * covers, then its first line alone. The range starts with the line's text (or with what the widget's selection
 * replaces), so that backspace keeps the item.
 */
export function makeItem(
  document: DocumentSnapshot,
  offset: number,
  remainder: string,
  selection?: WidgetSelection,
): Item | FilterReason {
  const cursor = document.positionAt(offset);
  const line = document.lineAt(cursor.line);
  const start = selection?.range.start.character ?? rangeStart(line, cursor.character);
  const typed = selection?.text ?? line.slice(start, cursor.character);
  const end = Math.max(cursor.character, selection?.range.end.character ?? 0);
  const lineAfter = line.slice(end);
  const fitted = fitToLine(limited(remainder), line.slice(0, cursor.character), lineAfter);
  if (typeof fitted === 'string') return fitted;
  if (isBlank(fitted.text)) return fitted.text === '' ? 'empty' : 'blank';
  const first = firstLine(fitted.text);
  const attempts = [
    fitted,
    { text: fitted.text, covers: 0 },
    { text: first, covers: fitted.covers },
    { text: first, covers: 0 },
  ];
  for (const { text, covers } of attempts) {
    if (isBlank(text)) continue;
    const item = { line, start, end: end + covers, cursor: cursor.character, text: typed + text };
    if (!isVisible(item)) continue;
    const range = { start: { line: cursor.line, character: start }, end: { line: cursor.line, character: item.end } };
    return { text: item.text, range, remainder: text };
  }
  return remainder.length > maxVisibleCharacters ? 'too-long' : 'not-visible';
}

/** Blanks at a line's start stay out of the range, unless the cursor is among them. */
function rangeStart(line: string, cursor: number): number {
  const blanks = leadingBlanks(line).length;
  return cursor > blanks ? blanks : 0;
}

/** As many whole lines as VS Code would show. */
function limited(text: string): string {
  const room = maxVisibleCharacters - 1000;
  if (text.length <= room) return text;
  const end = text.lastIndexOf('\n', room);
  return end === -1 ? text : text.slice(0, end);
}
