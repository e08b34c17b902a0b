import { fileURLToPath } from 'node:url';
import type { Hole } from '../replay/traces.ts';

export interface Profile {
  readonly isAutoClosing: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  /** The folder that the embedded engine learns from, and that is typed anew in parts: there drafts are on. */
  readonly learnsFrom?: string;
}

const bare: Profile = {
  isAutoClosing: false,
  settings: {
    'editor.quickSuggestions': false,
    'editor.suggestOnTriggerCharacters': false,
    'editor.wordBasedSuggestions': 'off',
    'editor.parameterHints.enabled': false,
    'editor.autoClosingBrackets': 'never',
    'editor.autoClosingQuotes': 'never',
    'editor.autoClosingComments': 'never',
  },
};

export const profiles: Readonly<Record<string, Profile>> = {
  bare,
  // The typist never takes what the widget offers, and goes on typing with it open.
  defaults: {
    isAutoClosing: true,
    settings: { 'editor.acceptSuggestionOnEnter': 'off', 'editor.acceptSuggestionOnCommitCharacter': false },
  },
  drafts: {
    ...bare,
    settings: { ...bare.settings, 'midfill.draft': true, 'midfill.embedded.index': 'workspace' },
    learnsFrom: fileURLToPath(new URL('../../../src', import.meta.url)),
  },
};

/** The settings of a window in which Midfill has only this service. */
export function settingsFor({ settings }: Profile, url: string): Record<string, unknown> {
  return {
    'editor.trimAutoWhitespace': false,
    'midfill.provider': 'ollama',
    'midfill.fallback': [],
    'midfill.ollama.baseUrl': url,
    'midfill.ollama.model': 'qwen2.5-coder:1.5b-base',
    'midfill.speculate': 'never',
    // The same files are typed again and again: it would know them by heart.
    'midfill.draft': false,
    ...settings,
  };
}

/** Whether an editor that closes brackets leaves the text that is typed: all of them are closed on their line. */
export function closesOnItsLines({ target, start, end }: Hole): boolean {
  const lines = target.slice(start, end).split('\n');
  return lines.every((line) => {
    let depth = 0;
    for (const character of line) {
      if ('([{'.includes(character)) depth += 1;
      if (')]}'.includes(character)) depth -= 1;
      if (depth < 0) return false;
    }
    return depth === 0;
  });
}
