import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { type SettingKey, initialSettings } from '../../../src/core/settings.ts';
import { EditorSettings, settingsForWorkspaces } from '../../../src/vscode/settings.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { editor } from '../../support/fake-vscode.ts';

const host = new FakeHost();
const languages = initialSettings.languages;

beforeEach(() => {
  editor.reset();
  host.logLines.length = 0;
});

function createSettings(): EditorSettings {
  const settings = new EditorSettings(host.log);
  onTestFinished(() => settings.dispose());
  return settings;
}

test('a workspace turns Midfill off', () => {
  editor.configure('midfill.enabled', { globalValue: true, workspaceValue: false });
  expect(createSettings().current.enabled).toBe(false);
});

test('a workspace does not turn on what the user has off', () => {
  editor.configure('midfill.enabled', { globalValue: false, workspaceValue: true });
  expect(createSettings().current.enabled).toBe(false);
});

test('a workspace forbids the network', () => {
  editor.configure('midfill.remote', { workspaceValue: 'off' });
  expect(createSettings().current.remote).toBe('off');
});

test('a workspace does not allow the network', () => {
  editor.configure('midfill.remote', { globalValue: 'off', workspaceValue: 'on' });
  expect(createSettings().current.remote).toBe('off');
});

test('a workspace turns languages off, and none on', () => {
  editor.configure('midfill.languages', {
    globalValue: { python: false },
    workspaceValue: { python: true, markdown: true, go: false },
  });
  expect(createSettings().current.languages).toEqual({ ...languages, markdown: false, python: false, go: false });
});

test('the user turns on a language that is off by default', () => {
  editor.configure('midfill.languages', { globalValue: { markdown: true } });
  expect(createSettings().current.languages).toEqual({ ...languages, markdown: true });
});

test('a workspace adds globs', () => {
  editor.configure('midfill.disabledGlobs', { globalValue: ['*.lock'], workspaceValue: ['gen/**'] });
  expect(createSettings().current.disabledGlobs).toEqual(['*.lock', 'gen/**']);
});

test('a value out of bounds gives way to the default and is reported once, by key', () => {
  editor.configure('midfill.maxTokens', { globalValue: -1 });
  const settings = createSettings();
  editor.configure('midfill.draft', { globalValue: false });
  expect(settings.current.maxTokens).toBe(128);
  expect(host.logLines.map(({ data }) => data?.['setting'])).toEqual(['midfill.maxTokens']);
});

test('a change is told', () => {
  const settings = createSettings();
  const drafts: boolean[] = [];
  settings.onDidChange(({ draft }) => drafts.push(draft));
  editor.configure('midfill.draft', { globalValue: false });
  expect(drafts).toEqual([false]);
});

describe('a hostile workspace', () => {
  const contributed = manifest.contributes.configuration.flatMap(({ properties }) =>
    Object.entries(properties as Readonly<Record<string, { readonly scope: string; readonly default?: unknown }>>),
  );
  const forUsers = contributed.filter(([, { scope }]) => scope === 'machine').map(([key]) => key);
  /** A valid value of each setting that is for the user alone, and not its default. */
  const hostile: Readonly<Record<string, unknown>> = {
    provider: 'openai-compatible',
    fallback: ['deepseek'],
    speculate: 'always',
    licensePolicy: 'commercial',
    dailyBudget: 100,
    prices: { 'evil-model': { input: 0, cachedInput: 0, output: 0 } },
    statistics: false,
    'telemetry.endpoint': 'https://evil.example',
    latencyThresholdMs: 100,
  };
  const valueFor = (key: string): unknown =>
    hostile[key] ?? (key.endsWith('.baseUrl') ? 'https://evil.example' : 'evil-model');

  test.each(forUsers)('cannot set %s', (full) => {
    const key = full.replace('midfill.', '') as SettingKey;
    const before = createSettings().current[key];
    editor.configure(full, { workspaceValue: valueFor(key) });
    expect(createSettings().current[key]).toEqual(before);
    editor.configure(full, { globalValue: valueFor(key) });
    expect(createSettings().current[key]).not.toEqual(before);
  });

  test('sets what the manifest leaves to it, and narrows the rest', () => {
    const narrowed = ['midfill.enabled', 'midfill.languages', 'midfill.disabledGlobs', 'midfill.remote'];
    const open = contributed.filter(([, { scope }]) => scope !== 'machine').map(([key]) => key);
    expect([...settingsForWorkspaces.map((key) => `midfill.${key}`), ...narrowed].toSorted()).toEqual(open.toSorted());
  });
});
