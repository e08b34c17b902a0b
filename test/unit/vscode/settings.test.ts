import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { EditorSettings } from '../../../src/vscode/settings.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { editor } from '../../support/fake-vscode.ts';

const host = new FakeHost();

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
    defaultValue: { markdown: false },
    globalValue: { python: false },
    workspaceValue: { python: true, markdown: true, go: false },
  });
  expect(createSettings().current.languages).toEqual({ markdown: false, python: false, go: false });
});

test('the user turns on a language that is off by default', () => {
  editor.configure('midfill.languages', { defaultValue: { markdown: false }, globalValue: { markdown: true } });
  expect(createSettings().current.languages).toEqual({ markdown: true });
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
