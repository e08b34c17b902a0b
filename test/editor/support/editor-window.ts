import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import type { EditorState } from '../companion/protocol.ts';
import type { CompanionClient } from './companion-client.ts';
import { idleMoment, readGhostText, watchFrames } from './screen.ts';
import { waitUntil } from './wait-until.ts';

export const cursorMark = '█';

/** Between two keys of a quick typist; the editor's own debounce is 50 ms. */
const betweenKeysMs = 60;

/** One VS Code window with a workspace folder open, as a user has it before them. */
export class EditorWindow {
  readonly page: Page;
  readonly folder: string;
  readonly companion: CompanionClient;
  readonly #written = new Set<string>();

  constructor(page: Page, folder: string, companion: CompanionClient) {
    this.page = page;
    this.folder = folder;
    this.companion = companion;
  }

  /** Writes a file of the workspace whose text marks the cursor by `█`, opens it, and gives it the focus. */
  async open(name: string, marked: string): Promise<void> {
    // The editor would still hold what it was before, and move the cursor when it notices.
    if (this.#written.has(name)) throw new Error(`${name} was opened before in this window: take another name.`);
    this.#written.add(name);
    const before = marked.slice(0, marked.indexOf(cursorMark)).split('\n');
    await this.writeFile(name, marked.replace(cursorMark, ''));
    const cursor = { line: before.length - 1, character: before.at(-1)!.length };
    await this.openAt(name, cursor);
  }

  async openAt(name: string, cursor: { line: number; character: number }): Promise<void> {
    const path = join(this.folder, name);
    await this.companion.ask({ kind: 'open-file', path, cursor });
    await this.companion.execute('workbench.action.focusActiveEditorGroup');
    await this.page.locator('.editor-instance .monaco-editor.focused').waitFor();
    // A new editor asks for no ghost text before its first idle moment, or five seconds have passed.
    await idleMoment(this.page);
    let state: EditorState | undefined;
    await waitUntil(
      `the cursor to be in ${name} at ${cursor.line}:${cursor.character}`,
      async () => {
        state = await this.companion.readEditor();
        return (
          (state.path === path && state.cursor.line === cursor.line && state.cursor.character === cursor.character) ||
          undefined
        );
      },
      { instead: () => state },
    );
  }

  /** Opens a file of the workspace with the cursor on the line below the one that holds `text`. */
  async openBelow(name: string, text: string): Promise<void> {
    const lines = (await readFile(join(this.folder, name), 'utf8')).split('\n');
    await this.openAt(name, { line: lines.findIndex((line) => line.includes(text)) + 1, character: 0 });
  }

  async writeFile(name: string, text: string): Promise<void> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }

  /** Types as a person does, one real key event a character. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: betweenKeysMs });
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** The text of the active editor with the cursor marked. Keys arrive here a little after they are on screen. */
  async marked(): Promise<string> {
    const { text, cursor } = await this.companion.readEditor();
    const lines = text.replaceAll('\r\n', '\n').split('\n');
    const line = lines[cursor.line]!;
    lines[cursor.line] = line.slice(0, cursor.character) + cursorMark + line.slice(cursor.character);
    return lines.join('\n');
  }

  /** The ghost text on screen, its lines joined by LF; empty where there is none. */
  ghostText(): Promise<string> {
    return readGhostText(this.page);
  }

  /** Waits for ghost text that no longer changes, that is for ten frames; answers it. */
  async settledGhostText(): Promise<string> {
    return waitUntil('ghost text that stays', async () => {
      const shown = await this.ghostTextsOver(10);
      return shown.length === 1 && shown[0] !== '' ? shown[0] : undefined;
    });
  }

  /** All ghost texts that were on screen over the next `frames` frames. */
  async ghostTextsOver(frames: number): Promise<string[]> {
    return (await watchFrames(this.page, frames)).map((frame) => frame.ghostText);
  }

  /** Saves and closes every editor: closing unsaved ones would ask. */
  async closeEditors(): Promise<void> {
    await this.companion.ask({ kind: 'close-editors' });
  }
}
