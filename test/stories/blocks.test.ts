import { describe, expect, test } from 'vitest';
import { story } from './story.ts';

const body = 'const a = 1;\n  const b = 2;\n  return a + b;';

describe('blocks', () => {
  test('an empty block gets all of its lines', async () => {
    const s = story('function f() {\n █\n}\n', { model: `${body}\n}\n` });
    await s.type(' ', 1000);
    expect(s.line).toBe(`  [${body}]\n}\n`);
  });

  test('a block with lines of its own gets the rest of the line', async () => {
    const s = story('function f() {\n █\n  done();\n}\n', { model: `${body}\n}\n` });
    await s.type(' ', 1000);
    expect(s.line).toBe('  [const a = 1;]\n  done();\n}\n');
  });

  test('the first line is there while the rest still streams, and then grows once', async () => {
    const s = story('function f() {\n █\n}\n', { model: `${body}\n}\n`, tokensPerSecond: 20 });
    const seen: (string | undefined)[] = [];
    s.editor.onGhost = (_before, after): void => void seen.push(after?.text);
    await s.type(' ', 2500);
    expect(seen.at(-1)).toBe(body);
    expect(seen.length).toBeLessThanOrEqual(3);
    for (const [index, text] of seen.entries()) expect(text?.startsWith(seen[index - 1] ?? '')).toBe(true);
  });

  test('growth can be switched off, and the first line stays', async () => {
    const s = story('function f() {\n █\n}\n', {
      model: `${body}\n}\n`,
      tokensPerSecond: 20,
      settings: { growInPlace: false },
    });
    const seen: (string | undefined)[] = [];
    s.editor.onGhost = (_before, after): void => void seen.push(after?.text);
    await s.type(' ', 2500);
    expect(seen).toHaveLength(1);
  });

  test('after the first line is typed, the next comes without a request', async () => {
    const s = story('function f() {\n █\n}\n', { model: `${body}\n}\n` });
    await s.type(' ', 1000);
    await s.type('const a = 1;', 40);
    s.editor.enter('  ');
    await s.wait(60);
    expect(s.line).toBe('  [const b = 2;\n  return a + b;]\n}\n');
    expect(s.router.requests).toHaveLength(1);
  });

  test('of a model that often goes wrong, less is shown', async () => {
    const s = story('█\n', { model: 'wrongs();\n  wrong();\n  wrong();' });
    for (const name of 'abcdefghijklmnopqrst') {
      await s.type(' ', 500);
      await s.type(`wro${name}`, 150);
    }
    s.router.script = (): string => 'a_long_call(of_something, and_more, and_more_still, to_the_end);';
    await s.type(' ', 800);
    expect(s.editor.ghost?.text.length).toBeLessThan(40);
  });

  test('asked by hand, all of it is shown', async () => {
    const s = story('function f() {\n  x█\n}\n', { model: ` = 1;\n  ${body}\n}\n` });
    void s.editor.trigger();
    await s.wait(1000);
    expect(s.line).toBe(`  x[ = 1;\n  ${body}]\n}\n`);
  });
});

describe('after accepting', () => {
  test('what comes next is asked for at once', async () => {
    const s = story('function f() {\n  █\n}\n', {
      model: ({ prefix }) => (prefix.endsWith(';') ? '\n  second();' : 'irst();'),
    });
    await s.type('f', 500);
    s.editor.accept();
    await s.wait(500);
    expect(s.screen).toBe('function f() {\n  first();[\n  second();]\n}\n');
  });

  test('a speculation has it ready', async () => {
    const s = story('function f() {\n  █\n}\n', {
      model: ({ prefix }) => (prefix.endsWith(';') ? '\n  second();' : 'irst();'),
      settings: { speculate: 'always' },
    });
    await s.type('f', 800);
    expect(s.router.requests).toHaveLength(2);
    s.editor.accept();
    await s.wait(60);
    expect(s.screen).toBe('function f() {\n  first();[\n  second();]\n}\n');
    expect(s.lastOutcome).toBe('shown: cache');
  });

  test('a speculation is dropped when the suggestion is typed over', async () => {
    const s = story('function f() {\n  █\n}\n', {
      model: ({ prefix }) => (prefix.endsWith(';') ? '\n  second();\n  third();\n  fourth();' : 'irst();'),
      settings: { speculate: 'always' },
      tokensPerSecond: 5,
    });
    await s.type('f', 700);
    expect(s.router.running).toBe(1);
    s.editor.type('x');
    await s.wait(0);
    expect(s.router.running).toBe(0);
  });

  test('a hosted model is not asked ahead by default', async () => {
    const s = story('function f() {\n  █\n}\n', { model: 'irst();' });
    await s.type('f', 800);
    expect(s.router.requests).toHaveLength(1);
  });

  test('undo shows again what was accepted, from the cache', async () => {
    const s = story('const total = █\n', { model: 'rice;' });
    await s.type('p', 400);
    s.editor.accept();
    await s.wait(300);
    const asked = s.router.requests.length;
    s.editor.undo(15, 5, '', 15);
    await s.wait(300);
    expect(s.line).toBe('const total = p[rice;]\n');
    expect(s.router.requests).toHaveLength(asked);
  });
});
