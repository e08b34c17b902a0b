import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type SignalEndpoint, startSignalEndpoint } from '../../support/signal-endpoint.ts';
import { act, recordTruth } from '../truth/act.ts';
import { compare, deeds, inventedAccepts, rightShare } from '../truth/confusion.ts';
import { useEditorWindow } from '../support/use-editor-window.ts';
import { useOllama } from '../support/use-ollama.ts';

describe('what Midfill takes for accepted and dismissed, beside what VS Code says', () => {
  const shared = inject('editor');
  const ollama = useOllama();
  let endpoint: SignalEndpoint;
  beforeAll(async () => {
    endpoint = await startSignalEndpoint();
  });
  // The quiet profile's telemetry is off, so the endpoint is to hear nothing.
  const editor = useEditorWindow({
    settings: () => ({ ...ollama.settings(), 'midfill.telemetry.endpoint': endpoint.url }),
  });

  beforeAll(() => recordTruth(editor.window));
  afterAll(() => endpoint.close());

  it('is the same in a sample of what `npm run soak` does hundreds of times', async () => {
    const sample = [
      'Tab',
      'a word, then Escape',
      'a line, then Tab',
      'Escape',
      'the same pasted',
      'another file',
      'Tab, then undone',
      "another provider's instead, and that accepted",
    ];
    const told = await act(sample, {
      window: editor.window,
      play: (script) => ollama.play(script),
      livesFile: shared.livesFile,
    });
    const confusion = compare(told.truth, told.lives, told.regretted);
    expect(confusion.wrong).toEqual([]);
    expect(deeds.map((deed) => confusion.counts[deed][deed])).toEqual([3, 1, 1, 2, 1]);
    for (const deed of deeds) expect(rightShare(confusion, deed), deed).toBe(1);
    expect(inventedAccepts(confusion)).toBe(0);
    // On a slow machine one more may be shown in between.
    expect(confusion.shown.onlyEditor).toBe(0);
    // Where another provider's stands in its place, Midfill holds its own for shown.
    expect(confusion.shown.onlyMidfill).toBeLessThanOrEqual(1);
    expect(confusion.shown.both).toBeGreaterThanOrEqual(sample.length);
  });

  it('stays on this machine while telemetry is off: counted, but neither spooled nor sent', async () => {
    if (shared.kind !== 'web') throw new Error('The profile of a desktop window is elsewhere.');
    const lines = join(shared.profileFolder, 'data/User/globalStorage/midfill.midfill/lines');
    expect(await readdir(lines)).toEqual(['statistics']);
    expect([endpoint.connections, endpoint.requests]).toEqual([0, 0]);
  });
});
