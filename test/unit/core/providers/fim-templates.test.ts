import { describe, expect, test } from 'vitest';
import {
  findTemplate,
  fimTemplates,
  licenceOfModel,
  normalizeModelName,
} from '../../../../src/core/providers/fim-templates.ts';
import {
  cutAtMarkers,
  renderAsComments,
  renderTemplate,
  renderWithFileHeaders,
} from '../../../../src/core/providers/render-prompt.ts';
import { draftAt, snippet } from '../../../support/requests.ts';

/** One file, and with another one before it, exactly as each family was trained. */
const golden: Readonly<Record<string, { readonly one: string; readonly two: string }>> = {
  Codestral: {
    one: '[SUFFIX]S[PREFIX]P',
    two: '[SUFFIX]S[PREFIX]+++++ lib/a.py\nA = 1\n\n+++++ src/main.py\nP',
  },
  'DeepSeek Coder': {
    one: '<｜fim▁begin｜>P<｜fim▁hole｜>S<｜fim▁end｜>',
    two: '<｜fim▁begin｜>#lib/a.py\nA = 1\n#src/main.py\nP<｜fim▁hole｜>S<｜fim▁end｜>',
  },
  'Qwen Coder': {
    one: '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
    two: '<|repo_name|>shop\n<|file_sep|>lib/a.py\nA = 1\n<|file_sep|>src/main.py\n<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
  },
  CodeQwen: {
    one: '<fim_prefix>P<fim_suffix>S<fim_middle>',
    two: '<repo_name>shop<file_sep>lib/a.py\nA = 1\n<file_sep>src/main.py\n<fim_prefix>P<fim_suffix>S<fim_middle>',
  },
  'StarCoder 2': {
    one: '<fim_prefix>P<fim_suffix>S<fim_middle>',
    two: '<repo_name>shop<file_sep>lib/a.py\nA = 1\n<file_sep><fim_prefix>src/main.py\nP<fim_suffix>S<fim_middle>',
  },
  StarCoder: {
    one: '<fim_prefix>P<fim_suffix>S<fim_middle>',
    two: '<fim_prefix><filename>lib/a.py\nA = 1\n<filename>src/main.py\nP<fim_suffix>S<fim_middle>',
  },
  'Code Llama': {
    one: '<PRE> P <SUF>S <MID>',
    two: '<PRE> # Path: lib/a.py\n# A = 1\n# Path: src/main.py\nP <SUF>S <MID>',
  },
  CodeGemma: {
    one: '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
    two: 'lib/a.py\nA = 1<|file_separator|><|fim_prefix|>src/main.py\nP<|fim_suffix|>S<|fim_middle|>',
  },
  'Granite Code': {
    one: '<fim_prefix>P<fim_suffix>S<fim_middle>',
    two: '<fim_prefix># Path: lib/a.py\n# A = 1\n# Path: src/main.py\nP<fim_suffix>S<fim_middle>',
  },
  'Granite 4': {
    one: '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
    two: '<|fim_prefix|># Path: lib/a.py\n# A = 1\n# Path: src/main.py\nP<|fim_suffix|>S<|fim_middle|>',
  },
  'Stable Code': {
    one: '<fim_prefix>P<fim_suffix>S<fim_middle>',
    two: '<fim_prefix># Path: lib/a.py\n# A = 1\n# Path: src/main.py\nP<fim_suffix>S<fim_middle>',
  },
  Mellum: {
    one: '<fim_suffix>S<fim_prefix>P<fim_middle>',
    two: '<filename>lib/a.py\nA = 1\n<filename>src/main.py\n<fim_suffix>S<fim_prefix>P<fim_middle>',
  },
  'Seed Coder': {
    one: '<[fim-suffix]>S<[fim-prefix]>P<[fim-middle]>',
    two: '<[fim-suffix]>S<[fim-prefix]># Path: lib/a.py\n# A = 1\n# Path: src/main.py\nP<[fim-middle]>',
  },
  Refact: {
    one: '<fim_suffix>S<fim_prefix>P<fim_middle>',
    two: '<fim_suffix>S<fim_prefix># Path: lib/a.py\n# A = 1\n# Path: src/main.py\nP<fim_middle>',
  },
  CodeGeeX4: {
    one:
      '<|user|>\n###PATH:src/main.py\n###MODE:BLOCK\n' +
      '<|code_suffix|>S<|code_prefix|>P<|code_middle|><|assistant|>\n',
    two:
      '<|user|>\n###REFERENCE:\n###PATH:lib/a.py\nA = 1\n###PATH:src/main.py\n###MODE:BLOCK\n' +
      '<|code_suffix|>S<|code_prefix|>P<|code_middle|><|assistant|>\n',
  },
};

describe.each(fimTemplates.map((template) => [template.family, template] as const))('%s', (family, template) => {
  test('renders one file as its makers do', () => {
    expect(renderTemplate(template, draftAt('P█S'))).toBe(golden[family]?.one);
  });

  test('renders two files as its makers do', () => {
    const draft = draftAt('P█S', { snippets: [snippet('lib/a.py', 'A = 1\n')] });
    expect(renderTemplate(template, draft)).toBe(golden[family]?.two);
  });

  test('names its order as its template has it', () => {
    const isPrefixFirst = template.template.indexOf('{prefix}') < template.template.indexOf('{suffix}');
    expect(template.order).toBe(isPrefixFirst ? 'prefix-first' : 'suffix-first');
  });

  test('keeps each of its template tokens out of the text', () => {
    const tokens = template.template.replaceAll(/\{\w+\}/g, '\n').split(/\s+|(?<=[>\]])(?=[<[])/);
    for (const token of tokens.filter((text) => /^[<[]/.test(text))) expect(template.markers).toContain(token);
  });
});

describe('a model', () => {
  test.each([
    ['qwen2.5-coder:1.5b-base', 'Qwen Coder'],
    ['Qwen/Qwen2.5-Coder-7B', 'Qwen Coder'],
    ['hf.co/someone/Qwen2.5-Coder-7B-GGUF:Q4_K_M', 'Qwen Coder'],
    ['/models/qwen2.5-coder-1.5b-q8_0.gguf', 'Qwen Coder'],
    ['C:\\models\\Qwen3-Coder-30B.gguf', 'Qwen Coder'],
    ['codeqwen:7b-code', 'CodeQwen'],
    ['deepseek-coder-v2:16b-lite-base-q4_0', 'DeepSeek Coder'],
    ['starcoder2:3b', 'StarCoder 2'],
    ['bigcode/starcoderbase-1b', 'StarCoder'],
    ['codellama:7b-code', 'Code Llama'],
    ['codestral:22b', 'Codestral'],
    ['granite-code:8b', 'Granite Code'],
    ['granite4:micro', 'Granite 4'],
    ['JetBrains/Mellum-4b-base', 'Mellum'],
    ['ByteDance-Seed/Seed-Coder-8B-Base', 'Seed Coder'],
    ['codegemma:2b', 'CodeGemma'],
  ])('named %s is of the family %s', (name, family) => {
    expect(findTemplate(name)).toMatchObject({ kind: 'template', template: { family } });
  });

  test.each([
    ['codellama:34b'],
    ['codellama:7b-python'],
    ['google/codegemma-7b-it'],
    ['yi-coder:9b'],
    ['devstral:24b'],
  ])('named %s was not trained to fill in the middle', (name) => {
    expect(findTemplate(name).kind).toBe('no-fim');
  });

  test.each([['llama3:8b'], ['my-model'], ['']])('named %j is unknown, and gets no default', (name) => {
    expect(findTemplate(name)).toEqual({ kind: 'unknown' });
  });

  test('of another licence than its family is told apart', () => {
    expect(licenceOfModel('qwen2.5-coder:3b')?.allows).toBe('non-commercial');
    expect(licenceOfModel('qwen2.5-coder:7b')?.allows).toBe('anything');
    expect(licenceOfModel('codestral:22b')?.allows).toBe('non-commercial');
    expect(licenceOfModel('llama3')).toBeUndefined();
  });

  test('has one name however it is written', () => {
    expect(normalizeModelName(' Qwen/Qwen2.5-Coder_7B.gguf ')).toBe('qwen2-5-coder-7b');
  });
});

describe('markers in the text', () => {
  const match = findTemplate('qwen2.5-coder');
  if (match.kind !== 'template') throw new Error('Qwen Coder is known.');
  const { template } = match;

  test('cut the window around the cursor', () => {
    const draft = draftAt('a\nm = "<|fim_middle|>"\nb = █1\nc\nn = "<|file_sep|>"\nd');
    expect(cutAtMarkers(template, draft)).toMatchObject({ prefix: 'b = ', suffix: '1\nc\n' });
  });

  test('on the line of the cursor refuse the request', () => {
    expect(() => cutAtMarkers(template, draftAt('x = "<|fim_mid█dle|>"'))).toThrow(/<\|fim_middle\|>/);
  });

  test('in another file leave that file out', () => {
    const snippets = [snippet('a.py', 'A = "<|endoftext|>"'), snippet('b.py', 'B = 1')];
    expect(cutAtMarkers(template, draftAt('█', { snippets })).snippets.map(({ path }) => path)).toEqual(['b.py']);
  });

  test('of another family are ordinary text', () => {
    expect(cutAtMarkers(template, draftAt('[SUFFIX]█')).prefix).toBe('[SUFFIX]');
  });
});

describe('placeholders in the text', () => {
  test('stay as they are', () => {
    const match = findTemplate('codellama:7b');
    if (match.kind !== 'template') throw new Error('Code Llama is known.');
    expect(renderTemplate(match.template, draftAt('{suffix} $& █{prefix}'))).toBe(
      '<PRE> {suffix} $&  <SUF>{prefix} <MID>',
    );
  });
});

describe('other files', () => {
  const snippets = [snippet('lib/a.py', 'A = 1\n\nB = 2\n')];

  test('become comments of the language', () => {
    expect(renderAsComments(draftAt('x█', { snippets })).prefix).toBe(
      '# Path: lib/a.py\n# A = 1\n#\n# B = 2\n# Path: src/main.py\nx',
    );
    expect(renderAsComments(draftAt('x█', { snippets, languageId: 'html' })).prefix).toContain('<!-- A = 1 -->');
  });

  test('stand below headers for Codestral', () => {
    expect(renderWithFileHeaders(draftAt('x█', { snippets })).prefix).toBe(
      '+++++ lib/a.py \nA = 1\n\nB = 2\n\n+++++ src/main.py\nx',
    );
  });

  test('are not mentioned where there are none', () => {
    expect(renderAsComments(draftAt('x█y'))).toEqual({ prefix: 'x', suffix: 'y' });
    expect(renderWithFileHeaders(draftAt('x█y'))).toEqual({ prefix: 'x', suffix: 'y' });
  });
});
