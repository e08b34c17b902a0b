import type { Stage } from './stage.ts';

/** Longer than it takes to read a suggestion. */
const readingMs = 900;

const word = 'Control+ArrowRight';
const takeWord = (stage: Stage): Promise<void> => stage.take(() => stage.press(word));
const takeLine = (stage: Stage): Promise<void> =>
  stage.take(() => stage.run('editor.action.inlineSuggest.acceptNextLine'));

/** Those in which an acceptance is taken back, by half of it at least. */
export const regrets: ReadonlySet<string> = new Set(['Tab, then undone', 'Tab, then deleted', 'Tab, then backspaced']);

/** What people do with suggestions, each done with real keys to one that is on screen. */
export const interactions: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  Tab: async (stage) => {
    await stage.line();
    await stage.press('Tab');
    await stage.isGone();
  },
  'Tab on several lines': async (stage) => {
    await stage.block();
    await stage.press('Tab');
    await stage.isGone();
  },
  'Tab after typing some of it': async (stage) => {
    await stage.line();
    await stage.typeOn(5);
    await stage.press('Tab');
    await stage.isGone();
  },
  'typed and Tab in one breath': async (stage) => {
    await stage.line();
    await stage.typeAtOnce(4);
    await stage.press('Tab');
    await stage.isGone();
  },
  'accepted from the menu': async (stage) => {
    await stage.line();
    await stage.run('editor.action.inlineSuggest.commit');
    await stage.isGone();
  },
  'Tab, then typing on at once': async (stage) => {
    await stage.line();
    await stage.press('Tab', 'Space', '+', 'Space', '1');
    await stage.isGone();
  },
  'a word, then Escape': async (stage) => {
    await stage.line();
    await takeWord(stage);
    await stage.press('Escape');
    await stage.isGone();
  },
  'three words, then something else': async (stage) => {
    await stage.line();
    for (let taken = 0; taken < 3; taken += 1) await takeWord(stage);
    await stage.window.type('?');
    await stage.isGone();
  },
  'words to its end': async (stage) => {
    await stage.line();
    while ((await stage.window.ghostText()).includes('_', 1)) {
      const before = await stage.window.ghostText();
      await stage.press(word);
      await stage.changes(before);
    }
    await stage.isGone();
  },
  'a word, then Tab': async (stage) => {
    await stage.line();
    await takeWord(stage);
    await stage.press('Tab');
    await stage.isGone();
  },
  'a word from the menu, then Escape': async (stage) => {
    await stage.line(' ');
    await stage.take(() => stage.run('editor.action.inlineSuggest.acceptNextWord'));
    await stage.press('Escape');
    await stage.isGone();
  },
  'a line, then Escape': async (stage) => {
    await stage.block();
    await takeLine(stage);
    await stage.press('Escape');
    await stage.isGone();
  },
  'a line, then Tab': async (stage) => {
    await stage.block();
    await takeLine(stage);
    // Where it begins with the indentation, VS Code's first Tab indents.
    await stage.take(() => stage.press('Tab'));
    await stage.press('Tab');
    await stage.isGone();
  },
  'two lines, then away': async (stage) => {
    await stage.block();
    await takeLine(stage);
    await takeLine(stage);
    await stage.press('ArrowUp');
    await stage.isGone();
  },
  Escape: async (stage) => {
    await stage.line();
    await stage.press('Escape');
    await stage.isGone();
  },
  'Escape on several lines': async (stage) => {
    await stage.block();
    await stage.press('Escape');
    await stage.isGone();
  },
  'Escape after typing some of it': async (stage) => {
    await stage.line();
    await stage.typeOn(4);
    await stage.press('Escape');
    await stage.isGone();
  },
  'typed and Escape in one breath': async (stage) => {
    await stage.line();
    await stage.typeAtOnce(4);
    await stage.press('Escape');
    await stage.isGone();
  },
  'typed to its end': async (stage) => {
    await stage.line();
    await stage.typeOn(Infinity);
  },
  'a line and Enter typed, then Escape': async (stage) => {
    await stage.block();
    const [first = ''] = (await stage.window.ghostText()).split('\n');
    await stage.typeOn(first.length);
    const before = await stage.window.ghostText();
    await stage.press('Enter');
    await stage.changes(before);
    await stage.press('Escape');
    await stage.isGone();
  },
  'something else at once': async (stage) => {
    await stage.line();
    await stage.window.type('?');
    await stage.isGone();
  },
  'something else after reading': async (stage) => {
    await stage.line();
    await stage.wait(readingMs);
    await stage.window.type('?');
    await stage.isGone();
  },
  'Backspace, then something else': async (stage) => {
    await stage.line();
    await stage.press('Backspace');
    await stage.window.type('?');
    await stage.isGone();
  },
  'the cursor moved': async (stage) => {
    await stage.line();
    await stage.press('Home');
    await stage.isGone();
  },
  'another file': async (stage) => {
    await stage.line();
  },
  'the same pasted': async (stage) => {
    await stage.line();
    await stage.paste();
    await stage.isGone();
  },
  'something else pasted': async (stage) => {
    await stage.line();
    await stage.paste(' 17');
    await stage.isGone();
  },
  'Tab, then backspaced': async (stage) => {
    await stage.line();
    const { length } = await stage.window.ghostText();
    await stage.press('Tab');
    await stage.isGone();
    for (let pressed = 0; pressed < length * 0.7; pressed += 1) await stage.press('Backspace');
    await stage.press('Home');
  },
  'Tab, then a little of it backspaced': async (stage) => {
    await stage.line();
    await stage.press('Tab');
    await stage.isGone();
    await stage.press('Backspace', 'Backspace');
    await stage.press('Home');
  },
  "another provider's instead, and that accepted": async (stage) => {
    await stage.line();
    await stage.showOther();
    await stage.press('Tab');
    await stage.isGone();
  },
  // VS Code tells nobody whose suggestion Escape hid: Midfill takes it for its own.
  "another provider's instead, then Escape": async (stage) => {
    await stage.line();
    await stage.showOther();
    await stage.press('Escape');
    await stage.isGone();
  },
  "another provider's instead, then ours again and Tab": async (stage) => {
    await stage.line();
    await stage.showOther();
    await stage.run('editor.action.inlineSuggest.showPrevious');
    await stage.showsOurs();
    await stage.press('Tab');
    await stage.isGone();
  },
  'Tab, then undone': async (stage) => {
    await stage.line();
    await stage.press('Tab');
    await stage.isGone();
    await stage.press('Control+z');
    await stage.wait(300);
    await stage.press('Home');
  },
  'Tab, then deleted': async (stage) => {
    await stage.line();
    await stage.press('Tab');
    await stage.isGone();
    for (let words = 0; words < 4; words += 1) await stage.press('Control+Backspace');
    await stage.press('Home');
  },
};
