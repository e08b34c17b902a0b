import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { Attention } from '../../../src/vscode/attention.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type FakeEditor, FakeTextDocument, Selection, editor } from '../../support/fake-vscode.ts';

beforeEach(() => editor.reset());

const at = (character: number): Selection => new Selection(0, character, 0, character);

/** An editor in which a key was typed a second ago. */
async function typing(): Promise<{
  readonly clock: FakeClock;
  readonly opened: FakeEditor;
  readonly left: () => number;
}> {
  const clock = new FakeClock();
  const opened = editor.open(new FakeTextDocument('file:///project/a.ts', 'foo'));
  let count = 0;
  const attention = new Attention(clock, () => (count += 1));
  onTestFinished(() => attention.dispose());
  opened.document.edit([{ start: 3, end: 3, text: 'x' }]);
  editor.select(opened, at(4));
  await clock.advance(1000);
  return { clock, opened, left: () => count };
}

test('typing is not turning away', async () => {
  const { opened, left } = await typing();
  opened.document.edit([{ start: 4, end: 4, text: 'y' }]);
  editor.select(opened, at(5));
  expect(left()).toBe(0);
});

test('an edit may set the cursor twice', async () => {
  const { opened, left } = await typing();
  opened.document.edit([{ start: 4, end: 4, text: '\n  ' }]);
  editor.select(opened, new Selection(1, 0, 1, 0));
  editor.select(opened, new Selection(1, 2, 1, 2));
  expect(left()).toBe(0);
});

test('moving the cursor is', async () => {
  const { opened, left } = await typing();
  editor.select(opened, at(1));
  expect(left()).toBe(1);
});

test('selecting is', async () => {
  const { opened, left } = await typing();
  editor.select(opened, new Selection(0, 0, 0, 3));
  expect(left()).toBe(1);
});

test('leaving the window is', async () => {
  const { left } = await typing();
  editor.leaveWindow();
  expect(left()).toBe(1);
});

test('going to another editor is', async () => {
  const { left } = await typing();
  editor.open(new FakeTextDocument('file:///project/b.ts', ''));
  expect(left()).toBeGreaterThan(0);
});

test('a cursor that moves in an editor without the focus is not', async () => {
  const { opened, left } = await typing();
  editor.focus(undefined);
  const before = left();
  editor.select(opened, at(0));
  expect(left()).toBe(before);
});
