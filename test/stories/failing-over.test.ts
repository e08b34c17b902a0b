import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ContextAssembler } from '../../src/core/context/assemble.ts';
import { sleep } from '../../src/core/clock.ts';
import type { Uri } from '../../src/core/document.ts';
import { deepSeekOrigin, refusal, writes } from './services.ts';
import { type Window, type WindowOptions, lines, openWindow } from './window.ts';

const byOllama = 'ple"] = ask_ollama()';
const byDeepSeek = 'ple"] = ask_deepseek()';
const byEmbedded = 'ple"] = self.catalogue.price_of("apple")';

/** Ollama on this machine, DeepSeek behind it, and the embedded engine as the last resort. */
async function chain(options: WindowOptions & { readonly consent?: boolean } = {}): Promise<Window> {
  const fallback = ['deepseek', 'embedded'] as const;
  const window = await openWindow({ ...options, settings: { fallback: [...fallback], ...options.settings } });
  await window.host.secrets.set('DEEPSEEK_API_KEY', 'sk-first');
  if (options.consent !== false) await window.midfill.consent.record(deepSeekOrigin, 'granted');
  await window.wait(1000);
  return window;
}

/** DeepSeek alone, with the embedded engine behind it. */
const hosted = (options: WindowOptions & { readonly consent?: boolean } = {}): Promise<Window> =>
  chain({ ...options, settings: { provider: 'deepseek', fallback: ['embedded'], ...options.settings } });

test('all is well: the first choice answers, and the status names it with its speed', async () => {
  const window = await chain();
  expect(await window.suggests()).toBe(byOllama);
  expect(window.status.text).toBe('$(sparkle) qwen2.5-coder:1.5b 50 ms');
  expect(window.services.countOf('deepseek')).toBe(0);
});

describe('the first choice is down', () => {
  test('the next one answers the same key, and the status says who is offline', async () => {
    const window = await chain();
    window.services.ollama = { isDown: true };
    expect(await window.suggests(500)).toBe(byDeepSeek);
    const { text, tooltip } = window.status;
    expect(text).toBe('$(debug-disconnect) Ollama: offline');
    expect(tooltip[0]).toBe('deepseek-flash completes via DeepSeek, first text after 40 ms.');
    expect(tooltip[1]).toMatch(/^Ollama is not asked until 09:00: its server does not answer\. .*11434/);
  });

  test('without consent nothing goes to the cloud, and the embedded engine answers', async () => {
    const window = await chain({ consent: false });
    window.services.ollama = { isDown: true };
    expect(await window.suggests()).toBe(byEmbedded);
    expect(await window.suggests()).toBe(byEmbedded);
    expect(window.services.countOf('deepseek')).toBe(0);
    await window.suggests(500);
    expect(window.status.tooltip[0]).toBe('Embedded engine completes.');
  });

  test('it comes back: one request tries, and then it answers as before', async () => {
    const window = await chain();
    window.services.ollama = { isDown: true };
    await window.suggests();
    window.services.ollama = { says: writes(lines.ollama) };
    await window.wait(2000);
    expect(window.status.text).toBe('$(debug-disconnect) Ollama: offline');
    expect(window.status.tooltip[0]).toContain('Ollama will be tried again with the next request.');
    expect(await window.suggests()).toBe(byOllama);
    expect(window.status.text).toContain('$(sparkle) qwen2.5-coder:1.5b');
    expect(window.status.tooltip).toHaveLength(1);
  });

  test('and so is the second: the embedded engine still answers', async () => {
    const window = await chain();
    window.services.ollama = { isDown: true };
    window.services.deepseek = { isDown: true };
    expect(await window.suggests()).toBe(byEmbedded);
    expect(await window.suggests(500)).toBe(byEmbedded);
    expect(window.status).toMatchObject({ text: '$(debug-disconnect) Ollama: offline', isWarning: false });
    expect(window.status.tooltip[0]).toBe('Embedded engine completes.');
  });
});

describe('the first choice is slow', () => {
  test('over the threshold it gives way to a faster one, is tried after a minute, and comes back', async () => {
    const window = await chain();
    window.services.ollama = { says: writes(lines.ollama), ttftMs: 1800 };
    await window.suggests();
    expect(await window.suggests()).toBe(byDeepSeek);
    expect(window.status.text).toBe('$(watch) Ollama: too slow');
    expect(window.status.tooltip[1]).toBe(
      'Ollama is not asked: its first text comes too late (midfill.latencyThresholdMs).',
    );
    window.services.ollama = { says: writes(lines.ollama), ttftMs: 60 };
    await window.wait(60_000);
    expect(await window.suggests()).toBe(byOllama);
    expect(await window.suggests()).toBe(byOllama);
    expect(window.status.text).toContain('$(sparkle) qwen2.5-coder:1.5b');
  });

  test('with nobody faster behind it, it goes on answering', async () => {
    const window = await openWindow();
    window.services.ollama = { says: writes(lines.ollama), ttftMs: 1800 };
    await window.suggests();
    expect(await window.suggests()).toBe(byOllama);
    expect(window.status.text).toBe('$(sparkle) qwen2.5-coder:1.5b 2 s');
  });

  test('before its first token is due, the next one takes the request over', async () => {
    const window = await chain();
    window.services.ollama = { says: writes(lines.ollama), ttftMs: 30_000 };
    expect(await window.suggests()).toBe(byDeepSeek);
    expect([window.services.countOf('ollama'), window.services.countOf('deepseek')]).toEqual([1, 1]);
  });
});

describe('a limit with a date', () => {
  test('is kept to the minute, and the status says until when', async () => {
    const window = await hosted();
    const until = new Date(window.host.clock.now() + 10 * 60_000);
    window.services.deepseek = { refuses: refusal(429, { 'retry-after': until.toUTCString() }) };
    expect(await window.suggests()).toBe(byEmbedded);
    expect(window.status.text).toBe('$(watch) DeepSeek: limited until 09:10');
    window.services.deepseek = { says: writes(lines.deepseek) };
    const asked = window.services.countOf('deepseek');
    expect(await window.suggests()).toBe(byEmbedded);
    await window.wait(8 * 60_000);
    expect(await window.suggests()).toBe(byEmbedded);
    expect(window.services.countOf('deepseek')).toBe(asked);
    await window.wait(2 * 60_000);
    expect(await window.suggests()).toBe(byDeepSeek);
    expect(window.status.text).toContain('$(sparkle) deepseek-flash');
  });
});

describe('a key', () => {
  test('that is revoked is not used again, and its replacement is at once', async () => {
    const window = await hosted();
    window.services.deepseek = { refuses: refusal(401) };
    expect(await window.suggests()).toBe(byEmbedded);
    expect(window.status).toMatchObject({ text: '$(warning) DeepSeek: key refused', isWarning: true });
    const asked = window.services.countOf('deepseek');
    await window.wait(86_400_000);
    expect(await window.suggests()).toBe(byEmbedded);
    expect(window.services.countOf('deepseek')).toBe(asked);
    window.services.deepseek = { says: writes(lines.deepseek) };
    await window.host.secrets.set('DEEPSEEK_API_KEY', 'sk-second');
    await window.wait(0);
    expect(await window.suggests()).toBe(byDeepSeek);
    expect(window.services.asked.at(-1)?.key).toBe('Bearer sk-second');
    expect(window.status.isWarning).toBe(false);
  });

  test('that is deleted leaves nothing to ask with', async () => {
    const window = await hosted();
    expect(await window.suggests()).toBe(byDeepSeek);
    await window.host.secrets.delete('DEEPSEEK_API_KEY');
    await window.wait(0);
    const asked = window.services.countOf('deepseek');
    expect(await window.suggests()).toBe(byEmbedded);
    expect(window.services.countOf('deepseek')).toBe(asked);
    expect(window.status.text).toBe('$(warning) DeepSeek: needs a key');
  });
});

describe('a model that is not in memory', () => {
  test('is loaded once, whatever is typed meanwhile, and others answer until it is there', async () => {
    const window = await openWindow();
    await window.wait(60_000);
    window.services.isUnloaded = true;
    window.services.ollama = { says: writes(lines.ollama), loadMs: 12_000 };
    expect(await window.suggests()).toBe(byEmbedded);
    expect(window.status.text).toMatch(/^\$\(loading~spin\) Ollama: loading model \([34] s\)$/);
    expect(await window.suggests()).toBe(byEmbedded);
    await window.wait(6000);
    expect(window.services.loads).toBe(1);
    expect(await window.suggests()).toBe(byOllama);
    expect(window.status.text).toContain('$(sparkle) qwen2.5-coder:1.5b');
  });

  test('and was never pulled, is said to be missing, and found once it is there', async () => {
    const window = await openWindow();
    window.services.ollama = { hasModel: false };
    window.services.isUnloaded = true;
    await window.wait(60_000);
    expect(await window.suggests()).toBe(byEmbedded);
    expect(window.status).toMatchObject({ text: '$(warning) Ollama: model missing', isWarning: true });
    expect(window.status.tooltip.join(' ')).toContain('ollama pull qwen2.5-coder:1.5b');
    window.services.ollama = { says: writes(lines.ollama) };
    await window.wait(30_000);
    expect(await window.suggests()).toBe(byOllama);
  });
});

describe('consent', () => {
  test('that was refused keeps everything here, and the status says so', async () => {
    const window = await hosted({ consent: false });
    await window.midfill.consent.record(deepSeekOrigin, 'refused');
    expect(await window.suggests()).toBe(byEmbedded);
    expect(window.services.asked).toEqual([]);
    expect(window.status.text).toBe('$(lock) DeepSeek: needs your consent');
    await window.midfill.consent.record(deepSeekOrigin, 'granted');
    expect(await window.suggests()).toBe(byDeepSeek);
  });

  test('that is taken back while a key waits for its request is the reason that is told', async () => {
    const window = await hosted({ settings: { fallback: [] } });
    await window.openAgain();
    window.editor.type('    self.prices["a');
    await window.type('p', 60);
    await window.midfill.consent.record(deepSeekOrigin, 'refused');
    await window.wait(2000);
    expect(window.services.asked).toEqual([]);
    expect(window.midfill.decisions.all().at(-1)?.outcome).toEqual({ kind: 'no-provider', reason: 'no-consent' });
    expect(window.why()).toMatchObject({
      sentence: 'DeepSeek is not asked: you have not agreed to send code from this workspace to it.',
      action: 'switchProvider',
    });
  });
});

describe('code that stays on this machine', () => {
  test.each([
    ['by the repository', { files: { '.midfillignore': '# remote: off\n' } }],
    ['by the setting', { settings: { remote: 'off' } }],
    ['since git ignores the file', { files: { '.gitignore': 'shop*\n' } }],
  ] as const)('%s: the embedded engine answers at once, without debounce or a prompt', async (_why, options) => {
    const window = await hosted(options);
    const prompts = vi.spyOn(ContextAssembler.prototype, 'assemble');
    onTestFinished(() => prompts.mockRestore());
    // The editor itself waits for 50 ms.
    expect(await window.suggests(70)).toBe(byEmbedded);
    expect(window.why().sentence).toMatch(/^Midfill has a suggestion here/);
    expect(window.midfill.decisions.all().at(-1)).toMatchObject({ provider: 'embedded', debounce: undefined });
    expect(prompts).not.toHaveBeenCalled();
    expect(window.services.asked).toEqual([]);
    expect(window.status.text).toContain('not sent from here');
  });

  test('by the repository: the local server is asked, and the next in the chain is not', async () => {
    const window = await chain({ files: { '.midfillignore': '# remote: off\n' } });
    expect(await window.suggests()).toBe(byOllama);
    window.services.ollama = { isDown: true };
    expect(await window.suggests()).toBe(byEmbedded);
    expect(window.services.countOf('deepseek')).toBe(0);
  });

  test('until the repository says otherwise', async () => {
    const window = await hosted({ files: { '.midfillignore': '# remote: off\n' } });
    expect(await window.suggests()).toBe(byEmbedded);
    window.host.files.contents.set('file:///project/.midfillignore', '');
    window.midfill.rules.didChange('file:///project/.midfillignore' as Uri);
    expect(await window.suggests()).toBe(byDeepSeek);
  });
});

describe('while the rules of a file are being read', () => {
  test('the key that came before them is answered, though no other follows it', async () => {
    const window = await chain();
    const { files, clock } = window.host;
    const read = files.readText.bind(files);
    files.readText = async (...values): ReturnType<typeof read> => {
      await sleep(clock, 700);
      return read(...values);
    };
    await window.openAgain('deep/folder/');
    window.editor.type('    self.prices["a');
    await window.type('p', 400);
    expect(window.ghost).toBe('');
    expect(window.why().sentence).toBe('The ignore rules are still being read; nothing is sent before that.');
    await window.wait(1500);
    expect(window.ghost).toBe(byOllama);
  });

  test('a file that is saved between two keys keeps its suggestions', async () => {
    const window = await chain();
    await window.openAgain();
    window.editor.type('    self.prices["a');
    window.midfill.rules.didChange(window.editor.uri);
    await window.type('p', 1000);
    expect(window.ghost).toBe(byOllama);
    window.midfill.rules.didChange(window.editor.uri);
    await window.type('p', 20);
    expect(window.ghost).toBe(byOllama.slice(1));
  });
});

describe('the daily budget', () => {
  test('counts what was asked for and not waited for, and pauses metered services alone', async () => {
    const window = await hosted({ settings: { dailyBudget: 0.00003 } });
    let notices = 0;
    window.midfill.router.budget.onDidExhaust(() => (notices += 1));
    window.services.deepseek = { says: writes(lines.deepseek), ttftMs: 1500 };
    for (let line = 0; line < 3; line += 1) {
      await window.suggests(400);
    }
    expect(window.midfill.router.budget.spentToday()).toBeGreaterThan(0.00003);
    const asked = window.services.countOf('deepseek');
    expect(await window.suggests()).toBe(byEmbedded);
    expect(window.services.countOf('deepseek')).toBe(asked);
    expect(window.status.text).toBe('$(watch) DeepSeek: budget spent');
    expect(window.status.tooltip[1]).toBe('DeepSeek is not asked until 00:00: the daily budget is spent.');
    expect(notices).toBe(1);
  });
});

describe('a language', () => {
  const reject = (window: Window): void => {
    for (let judged = 0; judged < 100; judged += 1) {
      window.midfill.router.proficiency.didJudge('qwen2.5-coder:1.5b', 'python', 'rejected');
    }
  };

  test('in which this user takes nothing is for requests by hand, the status says so, and one setting undoes it', async () => {
    const window = await openWindow();
    reject(window);
    expect(await window.suggests()).toBe(byEmbedded);
    expect(window.services.countOf('ollama')).toBe(0);
    expect(window.status.text).toBe('$(watch) Ollama: on request here');
    expect(window.status.tooltip[1]).toContain('you take so few of its suggestions in this language');
    window.change({ languages: { python: true } });
    expect(await window.suggests()).toBe(byOllama);
  });

  test('that the first model was not made for goes to another one that is configured', async () => {
    const window = await chain({ settings: { 'ollama.model': 'starcoder2:3b' }, language: 'haskell', file: 'shop.hs' });
    expect(await window.suggests()).toBe(byDeepSeek);
    expect(window.services.countOf('ollama')).toBe(0);
    expect(window.status.text).toBe('$(watch) Ollama: another model here');
    window.change({ fallback: ['embedded'] });
    expect(await window.suggests()).toBe(byOllama);
  });
});
