import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWebEditor } from '../editor/harness/start-web-editor.ts';
import { openEditorWindow } from '../editor/support/open-editor-window.ts';
import type { WebEditor } from '../editor/support/shared-editor.ts';
import { useOllama } from '../editor/support/use-ollama.ts';
import { waitUntil } from '../editor/support/wait-until.ts';
import { Stage } from '../editor/truth/stage.ts';
import { type SignalEndpoint, startSignalEndpoint } from '../support/signal-endpoint.ts';

const rounds = 3;
const acceptedPerWindow = 3;

const ollama = useOllama();
const end = new AsyncDisposableStack();
let editor: WebEditor;
let endpoint: SignalEndpoint;

beforeAll(async () => {
  endpoint = await startSignalEndpoint();
  end.defer(() => endpoint.close());
  editor = await startWebEditor(end);
}, 300_000);

afterAll(() => end.disposeAsync());

test('kill -9 of two extension hosts at a time: what was spooled arrives, and at most the last write is lost', async () => {
  const settings = {
    ...ollama.settings(),
    'telemetry.telemetryLevel': 'all',
    'midfill.telemetry.endpoint': endpoint.url,
  };
  const spooled = new Set<string>();
  let accepted = 0;
  for (let round = 0; round < rounds; round += 1) {
    const windows = [await openEditorWindow(editor, settings), await openEditorWindow(editor, settings)];
    const hosts: number[] = [];
    for (const { window } of windows) hosts.push(Number(await window.companion.ask({ kind: 'read-process-id' })));
    for (let step = 0; step < acceptedPerWindow; step += 1) {
      for (const { window } of windows) {
        const stage = new Stage({ window, play: (script) => ollama.play(script), number: accepted });
        await stage.line();
        await stage.press('Tab');
        await stage.isGone();
        accepted += 1;
      }
    }
    // From within the last write to well after it.
    await pause(40 * round);
    for (const host of hosts) process.kill(host, 'SIGKILL');
    await pause(200);
    for (const id of readSpool()) spooled.add(id);
    for (const { opened } of windows) await opened.close();
  }
  const last = await openEditorWindow(editor, settings);
  await waitUntil('the spool to be empty', () => readSpool().length === 0 || undefined, { limitMs: 90_000 });
  await last.opened.close();

  const delivered = new Set(endpoint.received);
  const lost = [...spooled].filter((id) => !delivered.has(id));
  const neverSpooled = accepted - new Set([...spooled, ...delivered]).size;
  process.stdout.write(
    `${2 * rounds} extension hosts killed; of ${accepted} acceptances ${spooled.size} were in the spool after a kill, ` +
      `${endpoint.received.length} deliveries of ${delivered.size} events, ${lost.length} lost, ${neverSpooled} never spooled\n`,
  );
  expect(lost).toEqual([]);
  expect(neverSpooled).toBeGreaterThanOrEqual(0);
  expect(neverSpooled).toBeLessThanOrEqual(2 * rounds);
  expect(delivered.size).toBeGreaterThan(accepted / 2);
}, 600_000);

/** The ids of the events that wait on disk, whichever process wrote them. */
function readSpool(): string[] {
  const folder = join(editor.profileFolder, 'data/User/globalStorage/midfill.midfill/lines/signals');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !name.endsWith('.tmp'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1))
    .map((line) => (JSON.parse(line) as { event_id: string }).event_id);
}
