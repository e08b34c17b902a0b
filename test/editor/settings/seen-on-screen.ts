import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { sampleScreen } from '../support/screen.ts';
import type { Bench, SettingCase } from './setting-case.ts';

/** So alike that the engine goes ahead of a model with the next one. */
const functions = ['user', 'order', 'product'].map(
  (name) => `export function label_${name}(id: string) {\n  return translate('labels', id);\n}\n`,
);

const block = ['share = part / whole', '    return share'].join('\n');

/** The different ghost texts that come on screen while the model writes the block, and until it ends so. */
async function textsWhileStreaming(bench: Bench, ending: string | RegExp): Promise<ReadonlySet<string>> {
  const { window, ollama } = bench;
  ollama.play({ answer: '' });
  await bench.open('py', '█\n');
  await window.type('def ratio(part, whole):');
  ollama.play({ answer: block, tokensPerSecond: 4 });
  const stop = await sampleScreen(window.page);
  await bench.requestAfter('\n', 'ollama');
  await expect.poll(() => ollama.completions.filter(({ outcome }) => outcome === 'running')).toEqual([]);
  await expect.poll(() => window.ghostText()).toMatch(ending);
  // What may still come; watching frames would begin the sample anew.
  await window.page.waitForTimeout(700);
  return new Set((await stop()).map(({ ghostText }) => ghostText).filter((text) => text !== ''));
}

async function statisticsText({ storageFolder }: Bench): Promise<string> {
  const names = (await readdir(storageFolder, { recursive: true })).filter((name) => name.includes('statistics'));
  const texts = names.map((name) => readFile(join(storageFolder, name), 'utf8').catch(() => ''));
  return (await Promise.all(texts)).join('\n');
}

export const seenOnScreen: Readonly<Record<string, SettingCase>> = {
  debounce: async (bench) => {
    await bench.open('py', 'a = 1\n█\n');
    await bench.set({ debounce: { minMs: 1400, maxMs: 1400 } });
    await bench.requestAfter('total = pri', 'ollama');
    await bench.decisions.waitFor('a wait as long as was set', ({ debounce }) => debounce?.ms === 1400);
  },

  draft: async (bench) => {
    // The first answer tells that the model takes its time.
    bench.ollama.play({ answer: 'count', ttftMs: 600 });
    await bench.open('ts', '█\n');
    await bench.requestAfter('const first = ', 'ollama');
    await expect.poll(() => bench.window.ghostText()).toBe('count');
    await bench.set({ draft: true });
    bench.ollama.play({ answer: 'count', ttftMs: 1800 });
    await bench.open('ts', `${functions.join('\n')}\nexport function label_invoice(id: string) {█\n`);
    await bench.window.type('\n');
    const draft = await bench.decisions.waitFor(
      'a draft',
      ({ provider, outcome }) => provider === 'embedded' && outcome.kind === 'shown',
    );
    expect(draft.ttftMs).toBeUndefined();
    await expect.poll(() => bench.window.ghostText()).toMatch(/^return translate\(/);
  },

  growInPlace: async (bench) => {
    const grown = await textsWhileStreaming(bench, block);
    expect(grown.size).toBeGreaterThan(1);
    await bench.set({ growInPlace: false });
    expect([...(await textsWhileStreaming(bench, /^share/))]).toEqual(['share = part / whole']);
  },

  speculate: async (bench) => {
    bench.ollama.play({ answer: 'price * count' });
    await bench.set({ speculate: 'always' });
    await bench.open('py', 'a = 1\n█\n');
    await bench.requestAfter('total = ', 'ollama');
    await expect.poll(() => bench.window.ghostText()).toBe('price * count');
    await expect.poll(() => bench.ollama.wasAskedAfter('price * count')).toBe(true);
  },

  'embedded.index': async (bench) => {
    const { window, decisions } = bench;
    // As often as the engine takes to be sure of it.
    const stock = Array.from(
      { length: 20 },
      (_unused, number) => `const part${number}Stock = await countPallets('part-${number}', mainHall);\n`,
    );
    await window.writeFile('warehouse.ts', stock.join(''));
    await bench.set({ provider: 'embedded', 'embedded.index': 'open' });
    await bench.open('ts', '█\n');
    await window.type('const woolStock = await ');
    await decisions.waitFor('an answer', ({ character }) => character === 'const woolStock = await '.length);
    expect(await window.ghostText()).toBe('');
    await bench.set({ 'embedded.index': 'nearby' });
    const askedAgain = async (): Promise<string> => {
      const shown = await window.ghostText();
      if (shown !== '') return shown;
      // VS Code asks by hand only once at a place of a version of the text.
      await window.press('Space', 'Backspace');
      await window.companion.execute('midfill.trigger');
      return '';
    };
    await expect.poll(askedAgain, { interval: 700 }).toContain('countPallets(');
  },

  statistics: async (bench) => {
    const { url } = bench.services.deepseek;
    const asked = async (model: string): Promise<void> => {
      await bench.set({ 'deepseek.model': model });
      await bench.requestAfter('\ntotal = ', 'deepseek');
      await expect.poll(() => bench.window.ghostText()).not.toBe('');
      // What becomes of a suggestion counts by when it does.
      await bench.window.press('Escape');
      await expect.poll(() => bench.window.ghostText()).toBe('');
    };
    await bench.open('py', 'a = 1\n█\n');
    await bench.set({ statistics: false, provider: 'deepseek', 'deepseek.baseUrl': url });
    await asked('deepseek-uncounted');
    await bench.set({ statistics: true });
    await asked('deepseek-counted');
    await expect.poll(() => statisticsText(bench)).toContain('deepseek-counted');
    expect(await statisticsText(bench)).not.toContain('deepseek-uncounted');
  },

  'telemetry.endpoint': async (bench) => {
    const { window } = bench;
    const preview = async (): Promise<string> => {
      await window.companion.execute('midfill.showWhatWouldBeSent');
      return window.marked();
    };
    await expect.poll(preview, { interval: 300 }).toContain('Nothing is sent');
    // VS Code itself sends nothing here; Midfill is to think that it might.
    await window.companion.ask({ kind: 'allow-telemetry', extensionId: 'midfill.midfill' });
    await bench.set({ 'telemetry.endpoint': 'http://127.0.0.1:9' });
    await expect.poll(preview, { interval: 300 }).toContain('Goes to http://127.0.0.1:9/api/signals');
  },
};
