import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { type Engine, createEngine } from '../../../src/core/engine.ts';
import { registerCommands } from '../../../src/vscode/commands/command.ts';
import { setUpProviderCommand } from '../../../src/vscode/commands/set-up-provider.ts';
import { snoozeCommand } from '../../../src/vscode/commands/snooze.ts';
import { clearKeyCommand } from '../../../src/vscode/commands/clear-key.ts';
import { switchProviderCommand } from '../../../src/vscode/commands/switch-provider.ts';
import { toggleCommand } from '../../../src/vscode/commands/toggle.ts';
import type { EditorHost } from '../../../src/vscode/host.ts';
import { Presence } from '../../../src/vscode/presence.ts';
import { EditorSettings } from '../../../src/vscode/settings.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { answer } from '../../support/fake-http.ts';
import { serviceAnswer } from '../../support/fake-services.ts';
import { FakeTextDocument, editor, window } from '../../support/fake-vscode.ts';

beforeEach(() => editor.reset());

function setUp(): { readonly host: FakeHost; readonly midfill: Engine; readonly presence: Presence } {
  const host = new FakeHost();
  const settings = new EditorSettings(host.log);
  const memory = { get: (_key: string, fallback: unknown) => fallback } as unknown as vscode.Memento;
  const presence = new Presence({ settings, clock: host.clock, memory });
  const midfill = createEngine({
    host,
    settings,
    workspace: 'here',
    isWorkspaceTrusted: () => true,
    signalEndpoint: () => undefined,
  });
  const commands = registerCommands(
    [
      clearKeyCommand({ midfill, secrets: host.secrets }),
      toggleCommand({ midfill, settings, presence, files: host.files }),
      snoozeCommand(presence.snooze),
      switchProviderCommand({ midfill, settings }),
      setUpProviderCommand({ midfill, host: host as unknown as EditorHost, settings }),
    ],
    host.log,
  );
  onTestFinished(() => {
    for (const part of [commands, midfill, presence, settings]) part.dispose();
    expect(host.clock.pendingTimers).toBe(0);
  });
  return { host, midfill, presence };
}

/** A server with one model, as Ollama is. */
function answerAsOllama(host: FakeHost): void {
  host.respond = ({ url }) => {
    const answers: readonly [string, unknown][] = [
      ['/api/version', { version: '0.33.0' }],
      ['/api/tags', { models: [{ name: 'qwen2.5-coder:1.5b-base' }] }],
      ['/api/ps', { models: [] }],
      ['/api/show', { capabilities: ['completion', 'insert'], model_info: {} }],
      ['/api/generate', { response: 'left + right', done: true, done_reason: 'stop' }],
    ];
    const answer = answers.find(([path]) => url.endsWith(path))?.[1];
    return Promise.resolve({
      status: answer === undefined ? 404 : 200,
      header: () => undefined,
      protocol: 'h1',
      body: (async function* () {
        yield new TextEncoder().encode(`${JSON.stringify(answer ?? {})}\n`);
      })(),
    });
  };
}

describe('turning on and off', () => {
  test('everywhere', async () => {
    setUp();
    editor.willAnswer('everywhere');
    await editor.run('midfill.toggle');
    expect(editor.setting('midfill.enabled')).toBe(false);
  });

  test('for the language at the cursor', async () => {
    setUp();
    editor.open(new FakeTextDocument('file:///project/a.py', '', 'python'));
    editor.willAnswer('for python');
    await editor.run('midfill.toggle');
    expect(editor.setting('midfill.languages')).toMatchObject({ python: false });
  });

  test('for the file at the cursor, and back', async () => {
    setUp();
    editor.open(new FakeTextDocument('file:///project/src/a.py', '', 'python'));
    editor.willAnswer('Turn off for this file', 'Turn on for this file');
    await editor.run('midfill.toggle');
    expect(editor.setting('midfill.disabledGlobs')).toEqual(['src/a.py']);
    await editor.run('midfill.toggle');
    expect(editor.setting('midfill.disabledGlobs')).toEqual([]);
  });

  test('for files like the one at the cursor, and back', async () => {
    setUp();
    editor.open(new FakeTextDocument('file:///project/src/a.py', '', 'python'));
    editor.willAnswer('Turn off for files like this', 'Turn on for files like this');
    await editor.run('midfill.toggle');
    expect(editor.setting('midfill.disabledGlobs')).toEqual(['**/*.py']);
    await editor.run('midfill.toggle');
    expect(editor.setting('midfill.disabledGlobs')).toEqual([]);
  });

  test('a file whose name looks like a pattern is meant literally', async () => {
    setUp();
    editor.open(new FakeTextDocument('file:///project/[id].ts', '', 'typescript'));
    editor.willAnswer('Turn off for this file');
    await editor.run('midfill.toggle');
    expect(editor.setting('midfill.disabledGlobs')).toEqual([String.raw`/\[id\].ts`]);
  });

  test("for a cell's notebook", async () => {
    setUp();
    const cell = 'vscode-notebook-cell:/project/books/a.ipynb#W0sZmlsZQ%3D%3D';
    editor.open(new FakeTextDocument(cell, '', 'python'));
    editor.willAnswer('Turn off for this file', 'Turn on for this file');
    await editor.run('midfill.toggle');
    expect(editor.setting('midfill.disabledGlobs')).toEqual(['books/a.ipynb']);
    await editor.run('midfill.toggle');
    expect(editor.setting('midfill.disabledGlobs')).toEqual([]);
  });

  test('what the workspace turns off stays among its own settings', async () => {
    setUp();
    editor.configure('midfill.languages', { globalValue: { ruby: false }, workspaceValue: { go: false } });
    editor.open(new FakeTextDocument('file:///project/a.py', '', 'python'));
    editor.willAnswer('for python');
    await editor.run('midfill.toggle');
    expect(editor.setting('midfill.languages')).toEqual({ ruby: false, python: false });
  });

  test('against the workspace is explained', async () => {
    setUp();
    editor.configure('midfill.enabled', { workspaceValue: false });
    editor.willAnswer('everywhere');
    await editor.run('midfill.toggle');
    expect(editor.said.at(-1)).toContain('The settings of this workspace keep it turned off');
  });

  test('nothing happens where the user leaves', async () => {
    setUp();
    await editor.run('midfill.toggle');
    expect(editor.setting('midfill.enabled')).toBeUndefined();
  });
});

test('a snooze is chosen and ended', async () => {
  const { presence } = setUp();
  editor.willAnswer('1 hour', 'End');
  await editor.run('midfill.snooze');
  expect(presence.state.kind).toBe('snoozed');
  await editor.run('midfill.snooze');
  expect(presence.state.kind).toBe('on');
});

describe('switching the provider', () => {
  test('to a hosted one asks for consent first', async () => {
    const { host, midfill } = setUp();
    await host.secrets.set('CODESTRAL_API_KEY', 'key');
    await expect.poll(() => midfill.providers.hasKey('codestral')).toBe(true);
    editor.willAnswer('Codestral', 'Agree');
    await editor.run('midfill.switchProvider');
    expect(editor.said.join(' ')).toContain('https://api.mistral.ai');
    expect(midfill.consent.answer('https://api.mistral.ai')).toBe('granted');
    expect(editor.setting('midfill.provider')).toBe('codestral');
  });

  test('stays where consent is refused', async () => {
    const { host, midfill } = setUp();
    await host.secrets.set('CODESTRAL_API_KEY', 'key');
    await expect.poll(() => midfill.providers.hasKey('codestral')).toBe(true);
    editor.willAnswer('Codestral', 'Do Not Send');
    await editor.run('midfill.switchProvider');
    expect(midfill.consent.answer('https://api.mistral.ai')).toBe('refused');
    expect(editor.setting('midfill.provider')).toBeUndefined();
  });

  test('offers them as they are asked, with state, licence and cost on lines of their own', async () => {
    const { host, midfill } = setUp();
    await host.secrets.set('CODESTRAL_API_KEY', 'key');
    await expect.poll(() => midfill.providers.hasKey('codestral')).toBe(true);
    editor.configure('midfill.fallback', { globalValue: ['codestral', 'embedded'] });
    editor.configure('midfill.provider', { globalValue: 'ollama' });
    const pick = vi.spyOn(window, 'showQuickPick');
    onTestFinished(() => pick.mockRestore());
    await editor.run('midfill.switchProvider');
    const offered = pick.mock.calls[0]![0] as unknown as readonly vscode.QuickPickItem[];
    expect(offered.slice(0, 3).map(({ label }) => label)).toEqual([
      '$(check) Ollama',
      '$(blank) Codestral',
      '$(blank) Embedded engine',
    ]);
    expect(offered[0]).toMatchObject({
      description: 'completes · not set up',
      detail: 'Needs a model. Choose it to set it up.',
    });
    expect(offered[1]).toMatchObject({
      description: expect.stringMatching(/^\S.* · next in line · codestral-latest · hosted$/) as string,
      detail: expect.stringMatching(/^reads .* tokens · licence: .* · \$.*$/) as string,
    });
    expect(offered.find(({ label }) => label.includes('llama.cpp'))?.description).toBe(
      'not tried yet · on this machine',
    );
  });

  test('to one that is not set up leads to its set-up', async () => {
    setUp();
    editor.willAnswer('DeepSeek');
    await editor.run('midfill.switchProvider');
    expect(editor.calls).toContain('midfill.setUpProvider "deepseek"');
  });

  test('consent is taken back', async () => {
    const { midfill } = setUp();
    await midfill.consent.record('https://api.mistral.ai', 'granted');
    editor.willAnswer('Stop sending code to https://api.mistral.ai');
    await editor.run('midfill.switchProvider');
    expect(midfill.consent.answer('https://api.mistral.ai')).toBeUndefined();
  });

  test('to one that had been given up tries it again', async () => {
    const { host, midfill } = setUp();
    await host.secrets.set('CODESTRAL_API_KEY', 'key');
    await expect.poll(() => midfill.providers.hasKey('codestral')).toBe(true);
    let tried = '';
    midfill.router.retry = (id) => void (tried = id);
    editor.willAnswer('Codestral', 'Agree');
    await editor.run('midfill.switchProvider');
    expect(tried).toBe('codestral');
  });
});

test('a key is deleted from this machine', async () => {
  const { host, midfill } = setUp();
  await editor.run('midfill.clearKey');
  expect(editor.said.at(-1)).toBe('Midfill has no key stored.');
  await host.secrets.set('DEEPSEEK_API_KEY', 'key');
  await expect.poll(() => midfill.providers.hasKey('deepseek')).toBe(true);
  editor.willAnswer('DeepSeek');
  await editor.run('midfill.clearKey');
  expect(await host.secrets.get('DEEPSEEK_API_KEY')).toBeUndefined();
  await expect.poll(() => midfill.providers.hasKey('deepseek')).toBe(false);
});

describe('setting up a provider', () => {
  test('tries it out and writes what works', async () => {
    const { host } = setUp();
    answerAsOllama(host);
    editor.willAnswer('Ollama', 'http://localhost:11434/api/generate');
    await editor.run('midfill.setUpProvider');
    expect(editor.setting('midfill.ollama.baseUrl')).toBe('http://localhost:11434');
    expect(editor.setting('midfill.ollama.model')).toBe('qwen2.5-coder:1.5b-base');
    expect(editor.setting('midfill.provider')).toBe('ollama');
    expect(editor.said.at(-1)).toContain('Ollama completes with qwen2.5-coder:1.5b-base');
  });

  test('tries one again that had been given up, where everything was as it is', async () => {
    const { host, midfill } = setUp();
    answerAsOllama(host);
    const setUpOllama = async (): Promise<void> => {
      editor.willAnswer('Ollama', 'http://localhost:11434/api/generate');
      await editor.run('midfill.setUpProvider');
    };
    await setUpOllama();
    const tried: string[] = [];
    midfill.router.retry = (id) => void tried.push(id);
    await setUpOllama();
    expect(tried).toEqual(['ollama']);
  });

  test('says why it does not work, and changes nothing', async () => {
    setUp();
    editor.willAnswer('Ollama', '(as it is)');
    await editor.run('midfill.setUpProvider');
    expect(editor.said.at(-1)).toMatch(/Ollama|11434/);
    expect(editor.setting('midfill.provider')).toBeUndefined();
  });

  test('a key appears in no setting, message or log', async () => {
    const { host } = setUp();
    host.respond = (request, signal) => Promise.resolve(answer(serviceAnswer(request, ['left + right']), signal));
    editor.willAnswer('llama.cpp', '(as it is)', 'very-secret-key');
    await editor.run('midfill.setUpProvider');
    expect(editor.setting('midfill.provider')).toBe('llamacpp');
    expect(await host.secrets.get('LLAMACPP_API_KEY')).toBe('very-secret-key');
    const { calls, said } = editor;
    expect(JSON.stringify([editor.settings(), calls, said, host.logLines])).not.toContain('very-secret');
  });
});

test('a command that fails says so, once', async () => {
  const { host } = setUp();
  const broken = { id: 'midfill.broken', run: () => Promise.reject(new Error('The disk is full.')) };
  onTestFinished(() => registration.dispose());
  const registration = registerCommands([broken], host.log);
  await editor.run('midfill.broken');
  expect(editor.said).toEqual(['Midfill could not do that. The disk is full.']);
});
