import { mkdir } from 'node:fs/promises';
import { startWebEditor } from '../editor/harness/start-web-editor.ts';
import { openEditorWindow } from '../editor/support/open-editor-window.ts';
import { startOllamaStandIn } from '../services/ollama.ts';
import { writeBaseline } from './write-baseline.ts';

/*
 * `npm run bench:blocks`: how long the extension host's loop is kept from its turn while one types in a file of 10,000
 * lines, in the real VS Code: with Midfill turned off, with the embedded engine, and with a model on a socket (which
 * loads the transport). In turns, in the same run; the first seconds of a window, in which everything loads, apart.
 * With `--write`, the medians replace those in blocks.baseline.json.
 */

const rounds = 3;
const typed = 'const total = orders.reduce((sum, order) => sum + order.price * order.count, 0);\n';

const file = Array.from(
  { length: 10_000 },
  (_unused, line) => `export const value${line} = compute(${line}, 'name-${line}');`,
).join('\n');

interface Blocks {
  readonly maxMs: number;
  readonly p99Ms: number;
}

await mkdir('test-results', { recursive: true });
await using end = new AsyncDisposableStack();
const editor = await startWebEditor(end);
const ollama = await startOllamaStandIn({
  answer: () => 'orders.reduce((sum, order) => sum + order.price, 0);',
  ttftMs: 40,
  tokensPerSecond: 100,
});
end.defer(() => ollama.close());
const variants: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  off: { 'midfill.enabled': false },
  embedded: { 'midfill.provider': 'embedded' },
  model: {
    'midfill.provider': 'ollama',
    'midfill.ollama.baseUrl': ollama.url,
    'midfill.ollama.model': 'qwen2.5-coder',
  },
};

const results: { variant: string; phase: 'loading' | 'typing'; blocks: Blocks }[] = [];
for (let round = 0; round < rounds; round += 1) {
  for (const [variant, settings] of Object.entries(variants)) {
    const { opened, window } = await openEditorWindow(editor, settings);
    const measure = async (phase: 'loading' | 'typing', text: string): Promise<void> => {
      await window.companion.ask({ kind: 'watch-blocks' });
      await window.type(text);
      const blocks = (await window.companion.ask({ kind: 'read-blocks' })) as Blocks;
      results.push({ variant, phase, blocks });
    };
    await window.open('large.ts', `${file}\n█\n`);
    await measure('loading', typed);
    await measure('typing', typed.repeat(2));
    await opened.close();
  }
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(10 * (sorted[Math.floor(sorted.length / 2)] ?? 0)) / 10;
};
const medians: Record<string, { readonly longestMs: number; readonly p99Ms: number }> = {};
for (const phase of ['loading', 'typing'] as const) {
  for (const variant of Object.keys(variants)) {
    const own = results.filter((result) => result.variant === variant && result.phase === phase);
    const longest = own.map(({ blocks }) => blocks.maxMs);
    const figures = { longestMs: median(longest), p99Ms: median(own.map(({ blocks }) => blocks.p99Ms)) };
    medians[`${phase}/${variant}`] = figures;
    process.stdout.write(
      `${phase.padEnd(8)} ${variant.padEnd(9)} longest ${figures.longestMs} ms (of ${longest.map((ms) => ms.toFixed(1)).join(', ')}), p99 ${figures.p99Ms} ms\n`,
    );
  }
}
if (process.argv.includes('--write')) writeBaseline('blocks', medians);
