import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWebEditor } from '../editor/harness/start-web-editor.ts';
import { openEditorWindow } from '../editor/support/open-editor-window.ts';
import type { WebEditor } from '../editor/support/shared-editor.ts';
import { useOllama } from '../editor/support/use-ollama.ts';
import { type Told, act, recordTruth } from '../editor/truth/act.ts';
import { type Confusion, compare, deeds, inventedAccepts, rightShare, toTable } from '../editor/truth/confusion.ts';
import { interactions } from '../editor/truth/interactions.ts';

/** Times all interactions; 12 are four hundred, and take a quarter of an hour. */
const rounds = Number(process.env['MIDFILL_TRUTH_ROUNDS'] ?? 12);

const ollama = useOllama();
const end = new AsyncDisposableStack();
let editor: WebEditor;

beforeAll(async () => {
  editor = await startWebEditor(end);
}, 300_000);

afterAll(() => end.disposeAsync());

test('hundreds of interactions: what Midfill counts is what VS Code says, and no acceptance is invented', async () => {
  const names = Object.keys(interactions);
  const told: Told[] = [];
  const failed: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // A window of its own: what goes wrong in one round is not to spoil the next.
    const { opened, window } = await openEditorWindow(editor, ollama.settings());
    await recordTruth(window);
    told.push(
      await act(names, {
        window,
        play: (script) => ollama.play(script),
        livesFile: editor.livesFile,
        firstNumber: round * names.length,
        onFailure: (name, error) => failed.push(`${name}: ${String(error).slice(0, 300)}`),
      }),
    );
    await opened.close();
  }
  const confusion = compare(
    told.flatMap(({ truth }) => truth),
    told.flatMap(({ lives }) => lives),
    told.flatMap(({ regretted }) => regretted),
  );
  process.stdout.write(`${toTable(confusion)}\n${[...failed, ...confusion.wrong].join('\n')}\n`);
  const done = names.length * rounds;
  await writeReport(confusion, done, failed.length);
  for (const deed of deeds) expect(rightShare(confusion, deed), deed).toBeGreaterThanOrEqual(0.98);
  expect(inventedAccepts(confusion)).toBe(0);
  expect(failed.length).toBeLessThan(0.03 * done);
}, 1_800_000);

async function writeReport(confusion: Confusion, done: number, failed: number): Promise<void> {
  const { both, onlyEditor, onlyMidfill } = confusion.shown;
  const report = `# What became of suggestions, by VS Code and by Midfill

Written by \`npm run soak\` as it saw it: ${done} interactions (${Object.keys(interactions).length} kinds, ${rounds} times each) with real keys in VS Code 1.139.1, the packaged extension, a model on a socket. What VS Code says comes from its proposed API, which is turned on for this suite and tells what became of each item; Midfill knows only the stable one. Of regret VS Code says nothing: there, what was done is the truth. ${failed} interactions couldn't be carried out as described, and are counted as far as they came.

${toTable(confusion)}

Of the suggestions, ${both} were on screen by both accounts, ${onlyEditor} only by VS Code's, ${onlyMidfill} only by Midfill's.
`;
  await writeFile(join(import.meta.dirname, '../editor/truth/matrix.md'), report);
}
