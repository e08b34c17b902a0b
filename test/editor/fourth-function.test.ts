import { expect, test } from 'vitest';
import { similarInTypeScript } from '../support/similar-functions.ts';
import { cursorMark } from './support/editor-window.ts';
import { useEditorWindow } from './support/use-editor-window.ts';
import { writeWithTab } from './support/write-with-tab.ts';

const editor = useEditorWindow();

test('of the fourth of four similar functions, most comes by Tab', async () => {
  const { file, before, fourth } = similarInTypeScript;
  await editor.window.open(file, `${before}${cursorMark}`);
  const { byTab } = await writeWithTab(editor, fourth, 'fourth-function');
  expect(byTab / fourth.length).toBeGreaterThan(0.7);
});
