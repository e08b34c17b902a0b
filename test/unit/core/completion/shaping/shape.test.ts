import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AskedFor } from '../../../../../src/core/completion/asked-for.ts';
import { type Shaped, shape } from '../../../../../src/core/completion/shaping/shape.ts';
import type { StreamEnd } from '../../../../../src/core/providers/provider.ts';

interface Case {
  readonly name: string;
  readonly language: string;
  /** The document, with the cursor as `█`. */
  readonly at: string;
  readonly asked?: AskedFor;
  readonly said: string;
  readonly shown: string;
  readonly end?: StreamEnd['reason'] | 'running';
  readonly emptiedBy?: string;
}

const line: AskedFor = { kind: 'line' };
const block: AskedFor = { kind: 'block', maxLines: 16 };

function shaped({ at, asked = line, said, end = 'stop', language }: Omit<Case, 'name' | 'shown'>): Shaped {
  const cursor = at.indexOf('█');
  return shape(said, {
    prefix: at.slice(0, cursor),
    suffix: at.slice(cursor + 1),
    languageId: language,
    askedFor: asked,
    tabSize: 4,
    end: end === 'running' ? undefined : end,
  });
}

const cases: readonly Case[] = [
  // The rest of the line
  {
    name: 'a line ends at its end',
    language: 'typescript',
    at: 'const a = █\n',
    said: 'b;\nconst c = d;',
    shown: 'b;',
  },
  {
    name: 'a line that is finished gets nothing',
    language: 'go',
    at: 'return nil█\n',
    said: '\n}',
    shown: '',
    emptiedBy: 'empty',
  },
  {
    name: 'CRLF becomes LF before the line is cut',
    language: 'csharp',
    at: 'var a = █\n',
    said: 'b;\r\nvar c;',
    shown: 'b;',
  },
  { name: 'blanks at the end go', language: 'python', at: 'a = █\n', said: 'b   ', shown: 'b' },
  { name: 'blanks before the rest of the line stay', language: 'python', at: 'a = █+ c\n', said: 'b ', shown: 'b ' },
  {
    name: 'nothing but blanks is nothing',
    language: 'ruby',
    at: 'a = █\n',
    said: '   ',
    shown: '',
    emptiedBy: 'blank',
  },
  { name: 'silence is nothing', language: 'php', at: '$a = █\n', said: '', shown: '', emptiedBy: 'empty' },
  // Markers
  {
    name: 'a leaked end marker is cut',
    language: 'typescript',
    at: 'let a = █\n',
    said: 'b;<|endoftext|>junk',
    shown: 'b;',
  },
  { name: 'a leaked Code Llama marker is cut', language: 'c', at: 'int a = █\n', said: 'b; <EOT>', shown: 'b;' },
  {
    name: 'a leaked StarCoder marker is cut',
    language: 'java',
    at: 'int a = █\n',
    said: 'b;<fim_suffix>',
    shown: 'b;',
  },
  {
    name: 'a leaked DeepSeek marker is cut',
    language: 'rust',
    at: 'let a = █\n',
    said: 'b;<｜fim▁end｜>',
    shown: 'b;',
  },
  { name: 'a leaked Codestral marker is cut', language: 'rust', at: 'let a = █\n', said: 'b;[SUFFIX]', shown: 'b;' },
  { name: 'a comparison is no marker', language: 'c', at: 'if (█\n', said: 'a<b && c>d)', shown: 'a<b && c>d)' },
  {
    name: 'a generic type is no marker',
    language: 'java',
    at: 'List█\n',
    said: '<String> names;',
    shown: '<String> names;',
  },
  // Indentation
  {
    name: 'the indentation that the line has is not said twice',
    language: 'python',
    at: 'def f():\n    a = 1\n    █\n',
    said: '    return a',
    shown: 'return a',
  },
  {
    name: 'a block below an opener keeps its own indentation',
    language: 'python',
    at: '    if a:\n    █\n',
    said: '    return a',
    shown: '    return a',
  },
  {
    name: 'blanks become tabs in a file of tabs',
    language: 'go',
    at: 'func f() {\n\tif a {█\n\t}\n}\n',
    asked: block,
    said: '\n        return b',
    shown: '\n\t\treturn b',
  },
  {
    name: 'tabs become blanks in a file of blanks',
    language: 'javascript',
    at: 'function f() {\n    if (a) {█\n    }\n}\n',
    asked: block,
    said: '\n\t\treturn b;',
    shown: '\n        return b;',
  },
  // Blocks
  {
    name: 'a Python block ends where the indentation falls back',
    language: 'python',
    at: 'def total(items):\n    █\n',
    asked: block,
    said: 'sum = 0\n    for item in items:\n        sum += item\n    return sum\n\nprint(total([]))',
    shown: 'sum = 0\n    for item in items:\n        sum += item\n    return sum',
  },
  {
    name: 'a block in braces ends at its closer, which the file has',
    language: 'typescript',
    at: 'function f() {\n  █\n}\n',
    asked: block,
    said: 'const a = 1;\n  return a;\n}\n\nfunction g() {',
    shown: 'const a = 1;\n  return a;',
  },
  {
    name: 'a block in braces takes its closer along where the file lacks it',
    language: 'typescript',
    at: 'function f() {█\n',
    asked: block,
    said: '\n  const a = 1;\n  return a;\n}\n\nfunction g() {}',
    shown: '\n  const a = 1;\n  return a;\n}',
  },
  {
    name: 'an inner closer does not end the block',
    language: 'java',
    at: 'void f() {\n    █\n}\n',
    asked: block,
    said: 'if (a) {\n        b();\n    }\n    c();\n}',
    shown: 'if (a) {\n        b();\n    }\n    c();',
  },
  {
    name: 'an else branch belongs to the block',
    language: 'rust',
    at: 'fn f() -> u8 {\n    █\n}\n',
    asked: block,
    said: 'if a {\n        1\n    } else {\n        2\n    }\n}',
    shown: 'if a {\n        1\n    } else {\n        2\n    }',
  },
  {
    name: 'a blank line does not end a block',
    language: 'go',
    at: 'func f() int {\n\t█\n}\n',
    asked: block,
    said: 'a := 1\n\n\treturn a\n}',
    shown: 'a := 1\n\n\treturn a',
  },
  {
    name: 'a block has no more lines than were asked for',
    language: 'ruby',
    at: 'def f\n  █\nend\n',
    asked: { kind: 'block', maxLines: 2 },
    said: 'a = 1\n  b = 2\n  c = 3\nend',
    shown: 'a = 1\n  b = 2',
  },
  {
    name: 'a Ruby block ends before the end that the file has',
    language: 'ruby',
    at: 'def f\n  █\nend\n',
    asked: block,
    said: 'a = 1\nend',
    shown: 'a = 1',
  },
  // What follows
  {
    name: 'the line after the cursor is not said again',
    language: 'python',
    at: 'a = 1\n█\nc = 3\n',
    asked: block,
    said: 'b = 2\nc = 3\nd = 4',
    shown: 'b = 2',
  },
  {
    name: 'nothing is left of the line after the cursor alone',
    language: 'typescript',
    at: 'first();\n█\nsecond();\n',
    asked: block,
    said: 'second();\n',
    shown: '',
    emptiedBy: 'repeats-suffix',
  },
  {
    name: 'an end that follows to the letter is dropped',
    language: 'json',
    at: '{\n  "a": █\n}\n',
    asked: block,
    said: '1\n}\n',
    shown: '1',
  },
  {
    name: 'a closer that the text has opened is its own',
    language: 'javascript',
    at: 'a(█\n)\n',
    asked: block,
    said: '{\n  b: 1,\n}',
    shown: '{\n  b: 1,\n}',
  },
  // Loops
  {
    name: 'a line three times is a loop',
    language: 'typescript',
    at: 'function f() {\n  █\n}\n',
    asked: block,
    said: 'a();\n  b();\n  b();\n  b();\n  b();',
    shown: 'a();\n  b();',
  },
  {
    name: 'a piece three times is a loop',
    language: 'sql',
    at: 'select █\n',
    said: 'price, count, price, count, price, count, ',
    shown: 'price, count,',
  },
  {
    name: 'dashes are no loop',
    language: 'sql',
    at: '█\n',
    said: '-- ----------------------------------------',
    shown: '-- ----------------------------------------',
  },
  {
    name: 'two lines said again are nothing',
    language: 'python',
    at: 'a = 1\nb = 2\n█\n',
    asked: block,
    said: 'a = 1\nb = 2',
    shown: '',
    emptiedBy: 'repeats-before',
  },
  {
    name: 'one line said again may be meant',
    language: 'python',
    at: 'x()\ny()\n█\n',
    asked: line,
    said: 'y()',
    shown: 'y()',
  },
  // Cut short
  {
    name: 'a block that was cut short ends with its last whole line',
    language: 'go',
    at: 'func f() {\n\t█\n}\n',
    asked: block,
    said: 'a := 1\n\tb := compu',
    end: 'length',
    shown: 'a := 1',
  },
  {
    name: 'a line that was cut short ends with its last whole word',
    language: 'typescript',
    at: 'const a = █\n',
    said: 'price * cou',
    end: 'truncated',
    shown: 'price *',
  },
  {
    name: 'half a word alone is nothing',
    language: 'typescript',
    at: 'const a = █\n',
    said: 'pri',
    end: 'length',
    shown: '',
    emptiedBy: 'empty',
  },
  // While the stream runs
  {
    name: 'half a marker is held back',
    language: 'c',
    at: 'int a = █\n',
    said: 'b;<|endof',
    end: 'running',
    shown: 'b;',
  },
  {
    name: 'a line that may be a closer is held back',
    language: 'typescript',
    at: 'function f() {\n  █\n}\n',
    asked: block,
    said: 'return a;\n}',
    end: 'running',
    shown: 'return a;',
  },
];

describe('shaping', () => {
  test.each(cases)('$language: $name', (example) => {
    const result = shaped(example);
    expect(result.text).toBe(example.shown);
    expect(result.emptiedBy).toBe(example.emptiedBy);
  });

  test('names the rules that changed something', () => {
    expect(shaped({ language: 'c', at: 'a = █\n', said: 'b;<|end|>' }).by).toEqual(['strip-markers']);
  });

  test('ends the stream once the line is whole', () => {
    const result = shaped({ language: 'c', at: 'a = █\n', said: 'b;\nc', end: 'running' });
    expect(result).toMatchObject({ text: 'b;', isFinal: true, endsLine: true });
  });

  test('what a running stream shows is never taken back by more of it', () => {
    // That text goes round in circles shows only once it has; the lines before are not on screen by then.
    const examples = cases.filter(({ name, emptiedBy, end }) => {
      return emptiedBy === undefined && end === undefined && !name.includes('loop');
    });
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.nat(200), (example, cut) => {
        const partial = shaped({ ...example, said: example.said.slice(0, cut), end: 'running' });
        const firstLines = partial.text.slice(0, Math.max(0, partial.text.lastIndexOf('\n')));
        expect(example.shown.startsWith(firstLines)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
