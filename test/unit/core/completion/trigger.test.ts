import { describe, expect, test } from 'vitest';
import type { CompletionCall } from '../../../../src/core/completion/api.ts';
import { type TriggerFacts, decideTrigger } from '../../../../src/core/completion/trigger.ts';
import { type Uri, createSnapshot } from '../../../../src/core/document.ts';

const facts: TriggerFacts = {
  isByHand: false,
  isEnabled: true,
  isSnoozed: false,
  languages: { plaintext: false },
  isGlobOff: false,
  isAfterEscape: false,
  isAfterUndo: false,
  isAfterAccept: false,
};

function call(
  marked: string,
  change: Partial<CompletionCall> & { uri?: string; language?: string } = {},
): CompletionCall {
  const { uri = 'file:///a.ts', language = 'typescript', ...rest } = change;
  const document = createSnapshot({
    uri: uri as Uri,
    languageId: language,
    version: 1,
    text: marked.replace('█', ''),
  });
  return {
    document,
    position: document.positionAt(marked.indexOf('█')),
    trigger: 'automatic',
    editor: { cursorCount: 1, isInlineSuggestEnabled: true, isInSnippet: false, tabSize: 4, autoClosed: '' },
    ...rest,
  };
}

const decided = (c: CompletionCall, change: Partial<TriggerFacts> = {}): string => {
  const trigger = decideTrigger(c, { ...facts, isByHand: c.trigger === 'explicit', ...change });
  return `${trigger.kind} ${trigger.reason}`;
};

describe('asks', () => {
  test.each([
    ['a = b█\n', 'typing'],
    ['{\n    █\n}\n', 'fresh-line'],
    ['{\n    █foo();\n}\n'.replace('foo', '.foo'), 'line-start'],
    ['foo(█)\n', 'after-bracket'],
    ['if a:█\n', 'after-bracket'],
    ['foo.█\n', 'member-access'],
    ['foo->█\n', 'member-access'],
    ['Foo::█\n', 'member-access'],
  ])('%s', (marked, reason) => {
    expect(decided(call(marked))).toBe(`ask ${reason}`);
  });

  test('right after accepting, also behind a whole statement', () => {
    expect(decided(call('foo();█\n'), { isAfterAccept: true })).toBe('ask after-accept');
  });

  test('by hand, where it would not by itself', () => {
    const explicit = call('fo█o();\n', { trigger: 'explicit' });
    expect(decided(explicit, { isSnoozed: true, isAfterEscape: true, isAfterUndo: true })).toBe('ask explicit');
  });
});

describe('shows what is known and asks nobody', () => {
  test.each([
    ['inside a word', 'fo█o\n', {}, 'middle-of-word'],
    ['behind a statement', 'foo();█\n', {}, 'end-of-statement'],
    ['behind a block', 'if (a) { b(); }█\n', {}, 'end-of-statement'],
    ['right after undo', 'foo█\n', { isAfterUndo: true }, 'after-undo'],
    ['in an empty file', '█', {}, 'too-little-text'],
  ])('%s', (_name, marked, change, reason) => {
    expect(decided(call(marked), change)).toBe(`known-only ${reason}`);
  });
});

describe('skips', () => {
  const editor = call('a█').editor;
  test.each([
    ['what is off', call('a█'), { isEnabled: false }, 'off'],
    ['a commit message', call('a█', { uri: 'vscode-scm:git/input' }), {}, 'scheme'],
    ['an output panel', call('a█', { uri: 'output:panel' }), {}, 'scheme'],
    ['a chat input', call('a█', { uri: 'chatSessionInput:1' }), {}, 'scheme'],
    ['a language that is off', call('a█', { language: 'plaintext' }), {}, 'language-off'],
    ['a file that a glob turns off', call('a█'), { isGlobOff: true }, 'glob-off'],
    ['while snoozed', call('a█'), { isSnoozed: true }, 'snoozed'],
    ['after Escape', call('a█'), { isAfterEscape: true }, 'after-escape'],
    ['several cursors', call('a█', { editor: { ...editor, cursorCount: 2 } }), {}, 'multiple-cursors'],
    ['a snippet', call('a█', { editor: { ...editor, isInSnippet: true } }), {}, 'in-snippet'],
    [
      'inline suggestions switched off',
      call('a█', { editor: { ...editor, isInlineSuggestEnabled: false } }),
      {},
      'inline-suggestions-off',
    ],
    ['a line of 10,001 characters', call(`${'x'.repeat(10_001)}█`), {}, 'too-large'],
  ])('%s', (_name, c, change, reason) => {
    expect(decided(c, change)).toBe(`skip ${reason}`);
  });

  test('a switched-off language also when asked by hand', () => {
    expect(decided(call('a█', { language: 'plaintext', trigger: 'explicit' }))).toBe('skip language-off');
  });
});
