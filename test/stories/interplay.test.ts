import { describe, expect, test } from 'vitest';
import { knows, story } from './story.ts';

const line = 'const total = price * count;';

describe('the suggest widget', () => {
  const range = { start: { line: 0, character: 5 }, end: { line: 0, character: 6 } };

  test('a suggestion that extends its selection is shown', async () => {
    const s = story('this.█\n', { model: 'ength > 0;' });
    await s.type('l', 500);
    s.router.script = (): string => '';
    s.editor.selectedItem = { range, text: 'length' };
    const answer = await s.editor.trigger();
    expect(answer.suggestions[0]).toMatchObject({ text: 'length > 0;', range });
  });

  test('one that does not is kept back, with the reason', async () => {
    const s = story('this.█\n', { model: 'ength > 0;' });
    await s.type('l', 500);
    s.editor.selectedItem = { range, text: 'lastIndexOf' };
    s.router.script = (): string => '';
    s.editor.type('e');
    await s.wait(60);
    expect(s.screen).toBe('this.le█\n');
    expect(s.lastOutcome).toBe('nothing: does-not-extend-selection');
  });

  test('when it closes, the suggestion is there from the cache', async () => {
    const s = story('this.█\n', { model: knows('this.length > 0;') });
    await s.type('l', 500);
    s.editor.selectedItem = { range, text: 'lastIndexOf' };
    await s.type('e', 100);
    s.editor.selectedItem = undefined;
    await s.type('n', 100);
    expect(s.screen).toBe('this.len[gth > 0;]\n');
    expect(s.router.requests).toHaveLength(1);
  });
});

describe('explicit requests', () => {
  test('wait for nothing', async () => {
    const s = story('const total = p█\n', { model: knows(line) });
    void s.editor.trigger();
    await s.wait(0);
    expect(s.router.requests).toHaveLength(1);
  });

  test('offer alternatives behind the shown one', async () => {
    const s = story('const total = █\n', {
      model: knows(line),
      embedded: () => ({ text: 'arts.length;', confidence: 0.5, source: 'copy', isBlock: false }),
    });
    await s.type('p', 500);
    const answer = await s.editor.trigger();
    expect(answer.suggestions.map(({ remainder }) => remainder)).toEqual(['rice * count;', 'arts.length;']);
  });

  test('an alternative that is taken counts as taken', async () => {
    const s = story('const total = █\n', {
      model: knows(line),
      embedded: () => ({ text: 'arts.length;', confidence: 0.5, source: 'copy', isBlock: false }),
    });
    await s.type('p', 500);
    void s.editor.trigger();
    await s.wait(1000);
    s.editor.showNext();
    expect(s.line).toBe('const total = p[arts.length;]\n');
    s.editor.accept();
    await s.wait(2000);
    expect(s.events.filter(({ kind }) => ['diverged', 'accepted'].includes(kind))).toMatchObject([
      { kind: 'accepted', provider: 'embedded', characters: 0 },
    ]);
    expect(s.embeddedOutcomes.map(({ kind }) => kind)).toEqual(['accepted']);
  });

  test('bring back what Escape took away', async () => {
    const s = story('const total = █\n', { model: knows(line) });
    await s.type('p', 500);
    s.editor.escape();
    void s.editor.trigger();
    await s.wait(500);
    expect(s.line).toBe('const total = p[rice * count;]\n');
  });

  test('work while snoozed', async () => {
    const s = story('const total = █\n', { model: knows(line) });
    s.engine.snooze(60_000);
    await s.type('p', 500);
    expect(s.lastOutcome).toBe('skipped: snoozed');
    void s.editor.trigger();
    await s.wait(500);
    expect(s.line).toBe('const total = p[rice * count;]\n');
  });
});

describe('quiet', () => {
  test('a snooze ends by itself', async () => {
    const s = story('const total = █\n', { model: knows(line) });
    s.engine.snooze(60_000);
    await s.wait(60_001);
    await s.type('p', 500);
    expect(s.line).toBe('const total = p[rice * count;]\n');
  });

  test('several cursors get nothing', async () => {
    const s = story('const total = █\n', { model: knows(line) });
    s.editor.cursorCount = 2;
    await s.type('p', 500);
    expect(s.lastOutcome).toBe('skipped: multiple-cursors');
    expect(s.router.requests).toHaveLength(0);
  });

  test('with inline suggestions switched off in the editor nothing is asked by itself', async () => {
    const s = story('const total = █\n', { model: knows(line) });
    s.editor.isInlineSuggestEnabled = false;
    await s.type('p', 500);
    expect(s.router.requests).toHaveLength(0);
  });

  test('a commit message is none of its business', async () => {
    const s = story('const total = █\n', { model: knows(line), uri: 'vscode-scm:git/input' });
    await s.type('p', 500);
    expect(s.lastOutcome).toBe('skipped: scheme');
  });

  test('the side of a diff editor that is edited is a file like any other', async () => {
    const s = story('const total = █\n', { model: knows(line), uri: 'file:///project/a.ts' });
    s.host.documents.open('git:/project/a.ts?%7B%22ref%22%3A%22~%22%7D', 'const total = 0;\n', 'typescript');
    await s.type('p', 500);
    expect(s.screen).toBe('const total = p[rice * count;]\n');
  });

  test('the side of a diff editor that shows another revision is given nothing, not even by hand', async () => {
    const s = story('const total = █\n', { model: knows(line), uri: 'git:/project/a.ts?%7B%22ref%22%3A%22~%22%7D' });
    await s.type('p', 500);
    await s.editor.trigger();
    expect(s.screen).toBe('const total = p█\n');
    expect(s.router.requests).toHaveLength(0);
  });

  test('a glob turns it off', async () => {
    const s = story('const total = █\n', {
      model: knows(line),
      uri: 'file:///project/generated/a.ts',
      settings: { disabledGlobs: ['generated/**'] },
    });
    await s.type('p', 500);
    expect(s.lastOutcome).toBe('skipped: glob-off');
  });

  test('undo asks nobody', async () => {
    const s = story('const total = price █\n', { model: '* count;' });
    s.editor.undo(20, 1, '', 20);
    await s.wait(500);
    expect(s.router.requests).toHaveLength(0);
    expect(s.lastOutcome).toBe('skipped: after-undo');
  });
});

describe('other kinds of documents', () => {
  test.each([
    ['a notebook cell', 'vscode-notebook-cell:/project/a.ipynb#cell1'],
    ['an unsaved file', 'untitled:Untitled-1'],
    ['a file on a remote machine', 'vscode-remote://ssh/project/a.ts'],
  ])('%s is completed', async (_name, uri) => {
    const s = story('const total = █\n', { model: knows(line), uri });
    await s.type('p', 500);
    expect(s.line).toBe('const total = p[rice * count;]\n');
  });

  test('redo asks nobody, and the next key does', async () => {
    const s = story('const total = █\n', { model: knows(line) });
    s.editor.undo(14, 0, 'p', 15);
    await s.wait(500);
    expect(s.lastOutcome).toBe('skipped: after-undo');
    await s.type('r', 500);
    expect(s.line).toBe('const total = pr[ice * count;]\n');
  });

  test('text that an input method composes is followed', async () => {
    const s = story('const name = "█";\n', {
      model: ({ prefix }) => (prefix.endsWith('日') ? '本語";' : 'ame";'),
    });
    // What is composed is replaced as a whole at each key, and at last by what was chosen.
    for (const [deleted, text] of [
      [0, 'n'],
      [1, 'に'],
      [1, 'にh'],
      [2, '日'],
    ] as const) {
      s.editor.compose(deleted, text);
      await s.wait(90);
    }
    await s.wait(600);
    s.editor.accept();
    expect(s.editor.text).toBe('const name = "日本語";\n');
  });
});

describe('the focus', () => {
  test('opens connections ahead of the first key', () => {
    const s = story('const total = █\n');
    s.host.documents.focus(s.uri);
    expect(s.router.prepared).toBe(1);
  });

  test('opens none for a language that is off', () => {
    const s = story('Dear all, █\n', { language: 'plaintext' });
    s.host.documents.focus(s.uri);
    expect(s.router.prepared).toBe(0);
  });
});

describe('leaving', () => {
  test('moving the cursor takes the suggestion away, and no refresh brings it back', async () => {
    const s = story('const total = █\n', { model: knows(line), ttftMs: 600 });
    await s.type('p', 400);
    s.editor.moveTo(3);
    await s.wait(2000);
    expect(s.editor.ghost).toBeUndefined();
    expect(s.host.refreshes).toHaveLength(0);
  });

  test('a blur during the debounce sends nothing', async () => {
    const s = story('const total = █\n', {
      model: knows(line),
      settings: { debounce: { minMs: 400, maxMs: 400 } },
    });
    await s.type('p', 200);
    s.editor.blur();
    await s.wait(1000);
    expect(s.router.requests).toHaveLength(0);
  });

  test('coming back and typing on uses what is there', async () => {
    const s = story('const total = █\n', { model: knows(line) });
    await s.type('p', 500);
    s.editor.blur();
    await s.wait(1000);
    await s.type('r', 60);
    expect(s.line).toBe('const total = pr[ice * count;]\n');
    expect(s.router.requests).toHaveLength(1);
  });
});

describe('refresh', () => {
  test('never comes within 150 ms of a key', async () => {
    const s = story('const total = █\n', { model: knows(line), ttftMs: 420 });
    await s.type('p', 350);
    const keys: number[] = [];
    for (const key of 'rice') {
      s.editor.type(key);
      keys.push(s.host.clock.monotonicMs());
      await s.wait(140);
    }
    expect(s.host.refreshes).toHaveLength(0);
    await s.wait(400);
    expect(s.line).toBe('const total = price[ * count;]\n');
  });

  test('of a slow stream paints the first words, and then the line', async () => {
    const s = story('const total = █\n', { model: 'rice * count * discount;', ttftMs: 800, tokensPerSecond: 8 });
    const seen: (string | undefined)[] = [];
    s.editor.onGhost = (_before, after): void => void seen.push(after?.text);
    await s.type('p', 3000);
    expect(seen).toEqual(['rice * ', 'rice * count * discount;']);
  });

  test('does not come once the text has changed', async () => {
    const s = story('const total = █\n', { model: knows(line), ttftMs: 450 });
    await s.type('p', 460);
    s.editor.type('x');
    const before = s.host.refreshes.length;
    await s.wait(40);
    expect(s.host.refreshes).toHaveLength(before);
  });
});
