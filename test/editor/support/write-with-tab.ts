import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { resultsRoot } from '../harness/locations.ts';
import { cursorMark } from './editor-window.ts';
import type { EditorUnderTest } from './use-editor-window.ts';
import { waitUntil } from './wait-until.ts';

export interface Written {
  /** Keys that typed the text, Tab aside. */
  readonly typed: number;
  readonly tabs: number;
  /** Characters that came by Tab. */
  readonly byTab: number;
  /** What each Tab put in. */
  readonly taken: readonly string[];
}

/**
 * Writes `text` at the cursor as somebody does who knows what they want: types a word or a sign, looks, and takes by Tab
 * what is right. The editor's own help counts as typed. A picture is taken of each suggestion before it is taken.
 */
export async function writeWithTab(editor: EditorUnderTest, text: string, pictures: string): Promise<Written> {
  const { window } = editor;
  const start = (await window.marked()).indexOf(cursorMark);
  const written = async (): Promise<string> => {
    const marked = await window.marked();
    return marked.slice(start, marked.indexOf(cursorMark));
  };
  const taken: string[] = [];
  let typed = 0;
  let before = '';
  while (before.length < text.length) {
    const rest = text.slice(before.length);
    const shown = typed === 0 ? '' : await suggestionHere(editor);
    const isTaken = shown !== '' && rest.startsWith(shown);
    const unit = isTaken ? shown : (/^(?:\n|[ \t]*(?:\w+|[^\w\s]))/.exec(rest)?.[0] ?? rest.slice(0, 1));
    if (isTaken) {
      await window.page.screenshot({ path: join(await folderFor(pictures), `${taken.length + 1}.png`) });
      // While the picture was taken it may have grown, or the editor's own list may have come: then they look again.
      if ((await window.ghostText()) !== shown) continue;
      taken.push(shown);
      await window.press('Tab');
      const whole = before + shown;
      await waitUntil('what Tab puts in', async () => {
        const marked = await window.marked();
        return marked.replace(cursorMark, '').startsWith(whole, start) || undefined;
      });
      // The editor leaves the cursor before a bracket that it had closed itself.
      if ((await written()).length < whole.length) {
        typed += 1;
        await window.press('End');
      }
    } else {
      typed += unit.length;
      if (unit === '\n') await window.press('Enter');
      else await window.type(unit);
    }
    const least = before.length + unit.length;
    // Keys arrive a little after they were pressed.
    before = await waitUntil('what was typed', async () => {
      const now = await written();
      return now.length >= least ? now : undefined;
    });
    before = await withoutExtraIndentation(before);
  }
  return { typed, tabs: taken.length, byTab: taken.join('').length, taken };

  /** The editor may have indented a line by more than is wanted. */
  async function withoutExtraIndentation(now: string): Promise<string> {
    if (text.startsWith(now)) return now;
    if (!/\n[ \t]+$/.test(now)) throw new Error(`Wrote ${JSON.stringify(now)} for ${JSON.stringify(text)}.`);
    typed += 1;
    await window.press('Backspace');
    const less = await waitUntil('a step less of indentation', async () => {
      const after = await written();
      return after.length < now.length ? after : undefined;
    });
    return withoutExtraIndentation(less);
  }
}

async function folderFor(pictures: string): Promise<string> {
  const folder = join(resultsRoot, pictures);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** A person looks so often, six frames each time, before they type on: 0.8 s where frames come in time. */
const looks = 8;
/** After these, something may still come. */
const undecided: readonly string[] = ['shown', 'later'];

/** What is suggested where the cursor is, once Midfill has made up its mind; empty for nothing. */
async function suggestionHere({ window, decisions }: EditorUnderTest): Promise<string> {
  const decision = await waitUntil('what is decided where the cursor is', async () => {
    const { cursor } = await window.companion.readEditor();
    return decisions.read().findLast(({ line, character }) => line === cursor.line && character === cursor.character);
  });
  if (!undecided.includes(decision.outcome.kind)) return '';
  for (let look = 0; look < looks; look += 1) {
    const [shown = '', ...others] = await window.ghostTextsOver(6);
    if (shown !== '' && others.length === 0) return shown;
  }
  // The editor shows its own list of words instead.
  return '';
}
