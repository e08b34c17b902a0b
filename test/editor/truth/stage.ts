import type { ModelRequest } from '../../services/model.ts';
import type { EditorWindow } from '../support/editor-window.ts';
import type { OllamaScript } from '../../services/ollama.ts';
import { prefixOf } from '../support/use-ollama.ts';
import { waitUntil } from '../support/wait-until.ts';

const nouns = ['width', 'height', 'price', 'amount', 'speed', 'delay', 'share', 'weight'];

/** The one that the window begins with, and another that says the same. */
export const models = ['qwen2.5-coder:1.5b-base', 'qwen2.5-coder:3b-base'];

/** One suggestion in a file of its own, and hands to do something with it. */
export class Stage {
  readonly window: EditorWindow;
  readonly #play: (script: OllamaScript) => void;
  readonly #number: number;
  #rest = '';

  constructor(parts: { window: EditorWindow; play: (script: OllamaScript) => void; number: number }) {
    this.window = parts.window;
    this.#play = parts.play;
    this.#number = parts.number;
  }

  /** Types `total =` until ` width * height + price` stands there as ghost text. */
  async line(typed = ''): Promise<void> {
    const [first, second, third] = this.#nouns();
    await this.#suggest(`total${this.#number} =${typed}`, ` ${first} * ${second} + ${third}`.slice(typed.length));
  }

  /** Types the head of a function and Enter until its body of three lines stands there. */
  async block(): Promise<void> {
    const [first, second] = this.#nouns();
    const head = `def area${this.#number}(${first}, ${second}):\n`;
    // Short enough to be shown whole, be it that a model has been wrong a few times.
    const body = `a = ${this.#number}\n    b = a\n    return b`;
    // Asked while the head is typed, it would count the head as one of the lines that it may write.
    await this.#suggest(head, body, { indentation: '    ', answersAfter: head });
  }

  async press(...keys: readonly string[]): Promise<void> {
    await this.window.press(...keys);
  }

  /** Types what the suggestion says next. */
  async typeOn(characters: number): Promise<void> {
    const { text, left } = cut(this.#rest, characters);
    await this.window.type(text);
    await this.#showsRest(left);
  }

  /** The same without a pause between keys, and without a look at what they did. */
  async typeAtOnce(characters: number): Promise<void> {
    await this.window.page.keyboard.type(cut(this.#rest, characters).text);
  }

  /** Takes a part by `deed`, which has to leave some. */
  async take(deed: () => Promise<void>): Promise<void> {
    const before = await this.window.ghostText();
    await deed();
    this.#rest = await waitUntil('the rest of what was taken', async () => {
      const shown = await this.window.settledGhostText();
      return shown !== before && before.endsWith(shown) ? shown : undefined;
    });
  }

  /** Waits until something else is on screen than before, or nothing; and stays. */
  async changes(before: string): Promise<void> {
    await waitUntil('other ghost text', async () => {
      const shown = await this.window.ghostTextsOver(8);
      return (shown.length === 1 && shown[0] !== before) || undefined;
    });
  }

  /** Has another provider say something else here, and that shown in place of ours. */
  async showOther(): Promise<void> {
    const { companion } = this.window;
    const text = `total${this.#number} = something(else${this.#number})`;
    const fileName = `truth-${this.#number}.py`;
    await companion.ask({ kind: 'register-constant-provider', text, fileName });
    await this.run('editor.action.inlineSuggest.trigger');
    await waitUntil("another provider's ghost text", async () => {
      if ((await this.window.settledGhostText()).includes('something')) return true;
      await this.run('editor.action.inlineSuggest.showNext');
      return undefined;
    });
  }

  async showsOurs(): Promise<void> {
    await this.#showsRest(this.#rest);
  }

  async run(command: string, ...args: readonly unknown[]): Promise<void> {
    await this.window.companion.execute(command, ...args);
  }

  /** As a paste of this text; without it, of what the suggestion says next. */
  async paste(text = this.#rest): Promise<void> {
    await this.run('paste', { text, pasteOnNewLine: false, multicursorText: null });
  }

  /** What is awaited to be on screen no longer. */
  async isGone(): Promise<void> {
    await this.#showsRest('');
  }

  async wait(durationMs: number): Promise<void> {
    await this.window.page.waitForTimeout(durationMs);
  }

  async #suggest(typed: string, rest: string, { indentation = '', answersAfter = '' } = {}): Promise<void> {
    const whole = typed + indentation + rest;
    const answer = (request: ModelRequest): string =>
      prefixOf(request.prompt).includes(answersAfter) ? goOn(whole, request) : '';
    this.#play({ models: models.map((name) => ({ name })), answer });
    await this.window.open(`truth-${this.#number}.py`, '█\n');
    await this.window.type(typed);
    await this.#showsRest(rest);
  }

  async #showsRest(rest: string): Promise<void> {
    let shown: string | undefined;
    await waitUntil(
      `${JSON.stringify(rest)} as ghost text`,
      async () => {
        shown = await this.window.ghostText();
        return shown === rest || undefined;
      },
      { instead: () => shown },
    );
    this.#rest = rest;
  }

  #nouns(): readonly string[] {
    return [0, 1, 2].map((step) => `${nouns[(this.#number + step) % nouns.length]}_${this.#number}`);
  }
}

/** A model that writes this text wherever its start stands before the cursor, and else has nothing to say. */
function goOn(whole: string, { prompt }: ModelRequest): string {
  const before = prefixOf(prompt);
  const written = before.slice(Math.max(0, before.lastIndexOf(whole.slice(0, 8))));
  return whole.startsWith(written) ? whole.slice(written.length) : '';
}

function cut(text: string, at: number): { readonly text: string; readonly left: string } {
  return { text: text.slice(0, at), left: text.slice(at) };
}
