import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readGuide } from '../support/guide-rows.ts';
import { resultsRoot, sampleWorkspace } from './harness/locations.ts';
import { cursorMark } from './support/editor-window.ts';
import { useEditorWindow } from './support/use-editor-window.ts';
import { waitUntil } from './support/wait-until.ts';

describe('with no key and no network', () => {
  const editor = useEditorWindow({ files: sampleWorkspace });

  it.each(readGuide())('ghost text shows in $file where the guide says, and Tab inserts exactly it', async (row) => {
    const { window } = editor;
    await window.openBelow(row.file, row.marker);
    const [beginning = ''] = row.typed;
    await window.type(beginning);
    const shown = await waitUntil(
      'ghost text',
      async () => (await window.settledGhostText()).match(/^.*\S{3}.*$/s)?.[0],
    );
    await window.page.screenshot({ path: join(resultsRoot, `guide-${row.file.replace('/', '-')}.png`) });
    const expected = (await window.marked()).replace(cursorMark, `${shown}${cursorMark}`);
    await window.press('Tab');
    await expect.poll(() => window.marked()).toBe(expected);
  });
});
