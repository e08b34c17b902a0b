import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { parsePlace } from '../../../src/cli/source-file.ts';
import { createFakeIo } from '../../support/fake-io.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midfill-test-'));
  await writeFile(join(folder, 'a.py'), 'def f():\n    pass\n');
  await writeFile(join(folder, 'image.bin'), new Uint8Array([0, 1, 2, 0, 255]));
  await writeFile(join(folder, 'large.txt'), 'x'.repeat(21 * 1024 * 1024));
  await writeFile(join(folder, '.env'), 'CODESTRAL_ENDPOINT=https://gateway.example\n');
  await mkdir(join(folder, 'empty'));
});

afterAll(() => rm(folder, { recursive: true }));

async function fail(...args: string[]): Promise<{ readonly code: number; readonly message: string }> {
  const io = createFakeIo({ folder, environment: { MISTRAL_API_KEY: 'own-key' } });
  const code = await run(args, io);
  expect(io.printed.out).toBe('');
  return { code, message: io.printed.err };
}

describe('a place', () => {
  test.each([
    ['a.ts:3:7', { path: 'a.ts', line: 3, column: 7 }],
    ['C:\\a.ts:3:7', { path: 'C:\\a.ts', line: 3, column: 7 }],
    ['odd:1:2.ts:3:7', { path: 'odd:1:2.ts', line: 3, column: 7 }],
  ])('is read from %s', (text, place) => {
    expect(parsePlace(text)).toEqual(place);
  });

  test.each([['a.ts'], ['a.ts:3'], ['a.ts:x:y'], ['a.ts:0:1'], [':1:1']])('is not %s', (text) => {
    expect(() => parsePlace(text)).toThrow(/FILE:LINE:COLUMN|count from 1/);
  });
});

describe('bad arguments end with code 2 and a word on', () => {
  test.each([
    ['a missing file', ['complete', 'none.py:1:1'], 'There is no file none.py'],
    ['a line past the end', ['complete', 'a.py:9:1'], 'a.py has 3 lines; there is no line 9'],
    ['a column past the end', ['complete', 'a.py:1:99'], 'columns go from 1 to 9'],
    ['a binary file', ['complete', 'image.bin:1:1'], 'no text file'],
    ['a large file', ['complete', 'large.txt:1:1'], 'larger than 20 MB'],
    ['a folder', ['complete', 'empty:1:1'], 'is a folder'],
    ['a workspace that is not there', ['complete', 'a.py:1:1', '--workspace', 'none'], "can't be read"],
    ['no place', ['complete'], 'FILE:LINE:COLUMN'],
    ['two ways at once', ['complete', 'a.py:1:1', '--prefix', 'x'], 'either'],
    ['standard input twice', ['complete', '--prefix', '-', '--suffix', '-'], 'only once'],
    ['an unknown option', ['complete', '--colour'], '--colour'],
    ['an unknown command', ['compete'], 'no command "compete"'],
    ['an unknown provider', ['complete', 'a.py:1:1', '--provider', 'openai'], 'no provider "openai"'],
    ['a number that is none', ['complete', 'a.py:1:1', '--max-tokens', 'many'], 'whole number'],
    ['no model', ['complete', 'a.py:1:1', '--provider', 'ollama'], '--model'],
    ['no address', ['complete', 'a.py:1:1', '--provider', 'openai-compatible', '--model', 'm'], '--base-url'],
    ['no key', ['complete', 'a.py:1:1', '--provider', 'deepseek'], 'DEEPSEEK_API_KEY'],
    [
      'an endpoint from a file without a key from there',
      ['complete', 'a.py:1:1', '--provider', 'codestral', '--env-file', '.env'],
      'only a key from there',
    ],
    [
      'an unencrypted address',
      ['complete', 'a.py:1:1', '--provider', 'ollama', '--model', 'm', '--base-url', 'http://10.1.2.3'],
      '--allow-http',
    ],
    ['an env file that is not there', ['complete', 'a.py:1:1', '--env-file', 'none'], 'env file none'],
    ['a service without prefix completion', ['chat-prefix', '--provider', 'ollama', '--prefix', 'a'], 'It works with'],
    ['a template that is not known', ['context', 'a.py:1:1', '--template', 'none'], 'StarCoder 2'],
    [
      'two forms of a prompt',
      ['context', 'a.py:1:1', '--template', 'qwen2.5-coder', '--provider', 'ollama', '--model', 'm'],
      'either',
    ],
    ['no policy', ['licenses'], '--policy'],
    ['no URL', ['probe'], 'URL'],
  ])('%s', async (_what, args, words) => {
    const { code, message } = await fail(...args);
    expect(message).toContain(words);
    expect(message).not.toContain('own-key');
    expect(code).toBe(2);
  });
});

describe('help', () => {
  test('lists the commands', async () => {
    const io = createFakeIo();
    expect(await run(['--help'], io)).toBe(0);
    expect(io.printed.out).toContain('complete');
  });

  test.each([['complete'], ['chat-prefix'], ['context'], ['probe'], ['status'], ['stats'], ['licenses'], ['bench']])(
    'of %s says how to call it',
    async (name) => {
      const io = createFakeIo();
      expect(await run([name, '--help'], io)).toBe(0);
      expect(io.printed.out).toContain(`midfill ${name}`);
    },
  );
});

describe('licences', () => {
  test('that fit the policy end with 0', async () => {
    const io = createFakeIo();
    expect(await run(['licenses', '--policy', 'commercial'], io)).toBe(0);
  });

  test('that do not end with 1 and the reason', async () => {
    const io = createFakeIo();
    const args = ['licenses', '--policy', 'commercial', '--provider', 'ollama', '--model', 'codestral:22b'];
    expect(await run(args, io)).toBe(1);
    expect(io.printed.err).toContain('MNPL');
  });
});
