import { expect } from 'vitest';
import { type Cause, agreed, hosted, ollama, typing } from './cause.ts';

/** What the user or the workspace decided, where the cursor is, what was done last, and what must not be sent. */
export const causesOfThePlace: Readonly<Record<string, Cause>> = {
  // What the user or the workspace decided.
  'it is turned off': {
    sentence: 'Midfill is turned off (midfill.enabled).',
    action: 'toggle',
    options: { settings: { enabled: false } },
    happen: typing(' '),
  },
  'the language is turned off': {
    sentence: 'Midfill is turned off for python (midfill.languages).',
    action: 'toggle',
    options: { settings: { languages: { python: false } } },
    happen: typing(' '),
  },
  'the file is turned off': {
    sentence: 'A pattern in midfill.disabledGlobs turns Midfill off in this file.',
    options: { settings: { disabledGlobs: ['shop.*'] } },
    happen: typing(' '),
  },
  'another provider is at work': {
    sentence: 'GitHub Copilot already completes here, so Midfill waits until you turn it on.',
    happen: (window) => {
      Object.assign(window.surroundings, { isRegistered: false, otherProviders: ['GitHub Copilot'] });
      return Promise.resolve();
    },
  },
  'it is snoozed': {
    sentence: 'Midfill is snoozed until 14:05.',
    action: 'snooze',
    happen: (window) => {
      window.surroundings.snoozedUntil = '14:05';
      return Promise.resolve();
    },
  },
  'inline suggestions are turned off in the editor': {
    sentence: 'Inline suggestions are turned off in VS Code (editor.inlineSuggest.enabled).',
    happen: async (window) => {
      window.editor.isInlineSuggestEnabled = false;
      await window.type(' ', 500);
    },
  },

  // The place.
  'nobody has asked': {
    sentence: /^Nobody has asked at this place/,
    certainty: 'probable',
    action: 'trigger',
    happen: async (window) => {
      await window.type(' ', 500);
      window.editor.moveTo(3);
    },
  },
  'it is no file': {
    sentence: 'Midfill completes in files, not in this kind of view.',
    options: { file: 'output:extension-log' },
    happen: typing(' '),
  },
  'there are several cursors': {
    sentence: 'There are several cursors; Midfill completes at one.',
    happen: async (window) => {
      window.editor.cursorCount = 2;
      await window.type(' ', 500);
    },
  },
  'the cursor is inside a word': {
    sentence: "The cursor is inside a word; Midfill completes at a word's end.",
    options: { text: 'a = pri█ce\n' },
    happen: typing('n'),
  },
  'the line is endless': {
    sentence: 'The file or the line is too large for Midfill.',
    options: { text: `data = "${'0123456789'.repeat(1001)}█"\n` },
    happen: typing('0'),
  },
  'there is nothing to go by': {
    sentence: 'There is too little text in the file to go by.',
    options: { text: '█' },
    happen: typing(' '),
  },
  'the statement is complete': {
    sentence: 'The statement before the cursor is complete; a new line brings the next suggestion.',
    options: { text: 'const a = 1█\n', file: 'a.ts', language: 'typescript' },
    happen: typing(';'),
  },
  'a snippet is being filled in': {
    sentence: 'A snippet is being filled in; VS Code hides suggestions meanwhile.',
    happen: async (window) => {
      window.editor.isInSnippet = true;
      await window.type(' ', 500);
    },
  },

  // What the user has just done.
  'they pressed Escape': {
    sentence: 'You dismissed a suggestion here with Escape; Midfill stays quiet until the next edit.',
    happen: async (window) => {
      expect(await window.suggests()).not.toBe('');
      window.editor.escape();
      await window.wait(1000);
    },
  },
  'they rejected the same before': {
    sentence: 'You rejected this suggestion here before.',
    happen: async (window) => {
      expect(await window.suggests()).not.toBe('');
      window.editor.escape();
      await window.type('x', 500);
      window.editor.backspace();
      await window.wait(2500);
    },
  },
  'they undid something': {
    sentence: 'Midfill stays quiet right after undo and redo.',
    happen: async (window) => {
      const { cursor } = window.editor;
      window.editor.undo(cursor - 3, 3, '', cursor - 3);
      await window.wait(1000);
    },
  },
  'they went on': {
    sentence: 'You went on before the answer came; it was dropped because it no longer fitted.',
    options: { settings: ollama },
    happen: async (window) => {
      await window.type('x', 100);
      window.editor.blur();
      await window.wait(3000);
    },
  },

  // Privacy.
  'the ignore rules are not read yet': {
    sentence: 'The ignore rules are still being read; nothing is sent before that.',
    happen: async (window) => {
      window.host.files.stat = () => new Promise(() => {});
      window.host.files.readText = () => new Promise(() => {});
      await window.openAgain('deep/folder/');
      await window.type(' ', 500);
    },
  },
  'the file holds secrets by its nature': {
    sentence: /^This file is excluded from Midfill, by \.midfillignore or because files of its kind hold secrets/,
    options: { file: '.env', language: 'properties', text: 'PASSWORD=█' },
    happen: typing(' '),
  },
  'the file is for local providers only': {
    sentence: 'DeepSeek is not asked: this file is git-ignored, excluded, or a link out of the workspace.',
    action: 'switchProvider',
    options: { settings: hosted, files: { '.gitignore': 'shop.py\n' } },
    happen: async (window) => {
      await agreed(window);
      await window.type(' ', 2500);
      expect(window.services.asked).toEqual([]);
    },
  },
  'the workspace is for local providers only': {
    sentence: 'DeepSeek is not asked: this workspace allows local providers only (midfill.remote, or .midfillignore).',
    action: 'switchProvider',
    options: { settings: { ...hosted, remote: 'off' } },
    happen: async (window) => {
      await agreed(window);
      await window.type(' ', 2500);
    },
  },
  'they have not agreed': {
    sentence: 'DeepSeek is not asked: you have not agreed to send code from this workspace to it.',
    action: 'switchProvider',
    options: { settings: hosted },
    happen: async (window) => {
      await window.host.secrets.set('DEEPSEEK_API_KEY', 'sk');
      await window.type(' ', 2500);
      expect(window.services.asked).toEqual([]);
    },
  },
  'the workspace is not trusted': {
    sentence: 'DeepSeek is not asked: the workspace is in Restricted Mode.',
    options: { settings: hosted, isTrusted: false },
    happen: async (window) => {
      await agreed(window);
      await window.type(' ', 2500);
    },
  },
  'the cursor is inside a secret': {
    sentence: 'The cursor is inside what looks like a secret; nothing is sent from there.',
    options: { settings: ollama, text: 'token = "sk-█"\n' },
    happen: async (window) => {
      window.host.findSecrets = (text) => [{ start: 8, end: text.length, rule: 'key' }];
      await window.type('1', 2500);
      expect(window.services.asked).toEqual([]);
    },
  },
};
