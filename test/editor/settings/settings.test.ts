import { describe, expect, inject, it } from 'vitest';
import { writeSettings } from '../harness/editor-server.ts';
import { quietProfile } from '../harness/profile-settings.ts';
import { useEditorWindow } from '../support/use-editor-window.ts';
import { useOllama } from '../support/use-ollama.ts';
import { readStatus } from '../support/workbench.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the status comes to say; `beside` is what else is set, so that it can be seen. */
const inStatus: readonly { setting: string; value: unknown; beside?: Json; says: RegExp }[] = [
  { setting: 'enabled', value: false, says: /Midfill is turned off\./ },
  { setting: 'languages', value: { python: false }, says: /turned off for python/ },
  { setting: 'disabledGlobs', value: ['**/*.py'], says: /in this file/ },
  { setting: 'provider', value: 'embedded', says: /Embedded engine completes/ },
  {
    setting: 'licensePolicy',
    value: 'permissive',
    beside: { 'midfill.ollama.model': 'codestral:22b' },
    says: /licence/,
  },
  { setting: 'ollama.model', value: 'starcoder2:3b', says: /starcoder2:3b completes via Ollama/ },
];

const options = (body: Json): Json => (body['options'] ?? {}) as Json;

/** What the next request comes to hold. */
const inRequest: readonly { setting: string; value: unknown; beside?: Json; holds: (body: Json) => boolean }[] = [
  { setting: 'ollama.model', value: 'starcoder2:3b', holds: ({ model }) => model === 'starcoder2:3b' },
  { setting: 'temperature', value: 0.7, holds: (body) => options(body)['temperature'] === 0.7 },
  { setting: 'maxTokens', value: 9, holds: (body) => Number(options(body)['num_predict']) <= 9 },
  { setting: 'maxContextTokens', value: 256, holds: ({ prompt }) => String(prompt).length < 2000 },
];

const longFile = `${Array.from({ length: 400 }, (_unused, line) => `value_${line} = compute(${line})`).join('\n')}\n█\n`;

describe('what is changed while the window runs', () => {
  const shared = inject('editor');
  const ollama = useOllama();
  const editor = useEditorWindow({ settings: () => ollama.settings() });

  async function set(settings: Json): Promise<void> {
    if (shared.kind !== 'web') throw new Error('The settings file of a desktop window is elsewhere.');
    await writeSettings(shared.profileFolder, { ...quietProfile, ...ollama.settings(), ...settings });
  }

  async function openWithOllama(name: string): Promise<void> {
    ollama.play({ answer: 'price * count' });
    await editor.window.open(name, longFile);
    const withDefaults = async (): Promise<string> => {
      await set({});
      return readStatus(editor.window.page);
    };
    // Of a file that changes twice in a moment VS Code may miss the second time.
    await expect.poll(withDefaults, { interval: 1000 }).toMatch(/qwen2\.5-coder:1\.5b-base completes via Ollama/);
  }

  it.each(inStatus)('$setting shows in the status', async ({ setting, value, beside, says }) => {
    await openWithOllama(`status-${setting}.py`);
    await set({ ...beside, [`midfill.${setting}`]: value });
    await expect.poll(() => readStatus(editor.window.page)).toMatch(says);
  });

  it.each(inRequest)('$setting is in the next request', async ({ setting, value, beside, holds }) => {
    const { window } = editor;
    await openWithOllama(`request-${setting}.py`);
    await set({ ...beside, [`midfill.${setting}`]: value });
    await expect.poll(() => window.companion.ask({ kind: 'read-setting', key: `midfill.${setting}` })).toEqual(value);
    await window.type('total = ');
    await expect.poll(() => holds(ollama.completions.at(-1)?.body ?? {})).toBe(true);
  });
});
