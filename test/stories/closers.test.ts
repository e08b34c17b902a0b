import { describe, expect, test } from 'vitest';
import { knows, story } from './story.ts';

/** Types with auto-closing on, then accepts: what the file looks like. */
async function accepted(marked: string, keys: string, line: string, language = 'typescript'): Promise<string> {
  const s = story(marked, { language, autoClose: true, model: knows(line) });
  await s.type(keys, 150);
  await s.wait(600);
  s.editor.accept();
  await s.wait(100);
  return s.editor.text;
}

describe('brackets that the editor has closed are not doubled', () => {
  test.each([
    ['typescript', 'x = █\n', 'foo(', 'x = foo(a, b);', 'x = foo(a, b);\n'],
    ['typescript', 'x = █\n', 'foo(bar[', 'x = foo(bar[0]);', 'x = foo(bar[0]);\n'],
    ['typescript', 'x = █\n', '"', 'x = "text";', 'x = "text";\n'],
    ['python', '█\n', 'print(', 'print(len(items))', 'print(len(items))\n'],
    ['python', 'x = █\n', '{"a": [', 'x = {"a": [1, 2]}', 'x = {"a": [1, 2]}\n'],
    ['go', '█\n', 'fmt.Println("', 'fmt.Println("done", err)', 'fmt.Println("done", err)\n'],
    ['java', 'int a = █\n', 'Math.max(', 'int a = Math.max(b, c);', 'int a = Math.max(b, c);\n'],
    ['rust', 'let a = █\n', 'vec![', 'let a = vec![1, 2, 3];', 'let a = vec![1, 2, 3];\n'],
  ])('%s: %s then %s', async (language, marked, keys, line, text) => {
    expect(await accepted(marked, keys, line, language)).toBe(text);
  });
});

describe('the rest of a line', () => {
  test('typing over an auto-closed bracket goes on with the suggestion', async () => {
    const s = story('x = █\n', { autoClose: true, model: knows('x = foo(a) + bar(b);') });
    await s.type('f', 400);
    await s.type('oo(a)', 150);
    expect(s.line).toBe('x = foo(a)[ + bar(b);]\n');
  });

  test('a part of it that leaves a bracket open stays when the editor closes that bracket', async () => {
    const words = Array.from({ length: 12 }, (_unused, index) => `argument${index}`).join(', ');
    const s = story('█\n', { autoClose: true, model: knows(`call(${words});`) });
    await s.type('c', 400);
    expect(s.line).not.toContain('argument11');
    const seen: (string | undefined)[] = [];
    s.editor.onGhost = (_before, after): void => void seen.push(after?.text);
    await s.type('all(', 150);
    expect(s.line).toMatch(/^call\(\[argument0, /);
    expect(seen).toHaveLength(4 + 1);
    expect(seen).not.toContain(undefined);
  });

  test('in the middle of a line only what is missing is shown', async () => {
    const s = story('total(█, tax);\n', { model: 'ice, tax);' });
    await s.type('pr', 400);
    expect(s.line).toBe('total(pr[ice], tax);\n');
  });

  test('inside a word nothing is asked', async () => {
    const s = story('const na█me = 1;\n', { model: 'x' });
    await s.type('a', 400);
    expect(s.router.requests).toHaveLength(0);
    expect(s.lastOutcome).toBe('skipped: middle-of-word');
  });

  test('a suggestion that only says what follows is nothing, with a reason', async () => {
    const s = story('foo(█);\n', { model: ');' });
    await s.type('a', 500);
    expect(s.line).toBe('foo(a█);\n');
    expect(s.lastOutcome).toBe('nothing: repeats-suffix');
  });

  test('what was found to be nothing is not asked for again', async () => {
    const s = story('foo(█);\n', { model: ');' });
    await s.type('a', 500);
    await s.type('b', 30);
    s.editor.backspace();
    await s.wait(500);
    expect(s.router.requests).toHaveLength(1);
  });
});
