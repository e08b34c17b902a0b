import { describe, expect, test } from 'vitest';
import { blockInfoAt } from '../../../../src/core/context/block-info.ts';
import { createGrammars, grammarsFolder } from '../../../../src/node/grammars.ts';

const grammars = createGrammars(grammarsFolder(undefined, import.meta.url));

async function at(languageId: string, marked: string) {
  const text = marked.replace('█', '');
  const tree = (await grammars.load(languageId))?.parse(text, null) ?? undefined;
  try {
    return blockInfoAt(text, marked.indexOf('█'), tree);
  } finally {
    tree?.delete();
  }
}

describe('the block that a place is in', () => {
  test.each([
    ['typescript', 'function f() {\n  █\n}\n', 'empty'],
    ['typescript', 'function f() {\n  const a = 1;\n  █\n}\n', 'empty'],
    ['typescript', 'function f() {\n  █\n  const a = 1;\n}\n', 'has-content'],
    ['typescript', 'const a = f(█, 2);\n', 'inside-statement'],
    ['typescript', 'const a = f(█);\nconst b = 2;\n', 'inside-statement'],
    ['typescript', 'const a = 1;█\nconst b = 2;\n', 'has-content'],
    ['python', 'def f():\n    █\n\ndef g():\n    pass\n', 'empty'],
    ['python', 'def f():\n    █\n    return 1\n', 'has-content'],
    ['go', 'func f() {\n\t█\n}\n', 'empty'],
    ['ruby', 'def f\n  █\nend\n', 'empty'],
  ])('%s: %j is %s', async (languageId, marked, kind) => {
    expect((await at(languageId, marked)).kind).toBe(kind);
  });

  test('its indentation is that of the cursor on a blank line, else of the line', async () => {
    expect((await at('python', 'def f():\n    █\n')).indentation).toBe('    ');
    expect((await at('python', 'def f():\n    x = █\n')).indentation).toBe('    ');
  });

  test.each([
    ['typescript', '// a note █\n', { isInComment: true, isInString: false }],
    ['typescript', '/* a █ note */\n', { isInComment: true, isInString: false }],
    ['typescript', "const a = 'te█xt';\n", { isInComment: false, isInString: true }],
    ['typescript', 'const a = `te${na█me}xt`;\n', { isInComment: false, isInString: false }],
    ['python', 'a = "te█xt"\n', { isInComment: false, isInString: true }],
    ['go', '// a note █\nfunc f() {}\n', { isInComment: true, isInString: false }],
    ['shellscript', '# a note █\n', { isInComment: true, isInString: false }],
    ['typescript', 'const a = █1;\n', { isInComment: false, isInString: false }],
  ])('%s: %j', async (languageId, marked, expected) => {
    expect(await at(languageId, marked)).toMatchObject(expected);
  });
});
