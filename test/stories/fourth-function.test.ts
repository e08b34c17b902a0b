import { expect, test } from 'vitest';
import { EmbeddedEngine } from '../../src/core/embedded/embedded-engine.ts';
import { similarFunctions } from '../support/similar-functions.ts';
import { type Story, story } from './story.ts';

test.each(similarFunctions)(
  'of the fourth of four similar functions in $languageId, most comes by Tab',
  async ({ languageId, file, before, fourth }) => {
    const embedded = new EmbeddedEngine();
    const opened: Story = story(`${before}█`, {
      uri: file,
      language: languageId,
      embeddedAlone: true,
      autoClose: true,
      embedded: ({ uri, offset, purpose, maxLines }) => {
        const { text } = opened.editor;
        const place = { uri, languageId, prefix: text.slice(0, offset), suffix: text.slice(offset) };
        return embedded.complete({ ...place, purpose, maxLines });
      },
    });
    const byTab = await writeWithTab(opened, fourth);
    expect(opened.editor.text).toBe(before + fourth);
    expect(byTab / fourth.length).toBeGreaterThan(0.85);
  },
);

/** Types a word or a sign, looks, and takes by Tab what is right. The answer is how much of the text came by Tab. */
async function writeWithTab(opened: Story, text: string): Promise<number> {
  const { editor } = opened;
  const start = editor.cursor;
  let byTab = 0;
  for (let at = 0; at < text.length; at = editor.cursor - start) {
    const rest = text.slice(at);
    const shown = at === 0 ? '' : (editor.ghost?.text ?? '');
    if (shown !== '' && rest.startsWith(shown)) {
      byTab += shown.length;
      editor.accept();
    } else {
      const unit = /^(?:\n[ \t]*|[ \t]*(?:\w+|[^\w\s]))/.exec(rest)?.[0] ?? rest.slice(0, 1);
      if (unit.startsWith('\n')) editor.enter(unit.slice(1));
      else for (const key of unit) editor.type(key);
    }
    await opened.wait(600);
  }
  return byTab;
}
