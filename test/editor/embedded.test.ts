import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readGuide } from '../support/guide-rows.ts';
import { resultsRoot, sampleWorkspace } from './harness/locations.ts';
import { cursorMark } from './support/editor-window.ts';
import { sampleScreen } from './support/screen.ts';
import { useEditorWindow } from './support/use-editor-window.ts';
import { waitUntil } from './support/wait-until.ts';

describe('with no key and no network', () => {
  const editor = useEditorWindow({ files: sampleWorkspace });

  it.each(readGuide())('ghost text shows in $file where the guide says, and Tab inserts exactly it', async (row) => {
    const { window } = editor;
    await window.openBelow(row.file, row.marker);
    const [beginning = ''] = row.typed;
    await window.type(beginning);
    await waitUntil('ghost text', async () => /\S{3}/.test(await window.settledGhostText()) || undefined);
    await window.page.screenshot({ path: join(resultsRoot, `guide-${row.file.replace('/', '-')}.png`) });
    const before = await window.marked();
    // Until Tab arrives it may still grow.
    const settled = await window.settledGhostText();
    const stop = await sampleScreen(window.page);
    await window.press('Tab');
    const after = await waitUntil('what Tab inserts', async () => {
      const marked = await window.marked();
      return marked === before ? undefined : marked;
    });
    const shown = [settled, ...(await stop()).map(({ ghostText }) => ghostText)];
    expect(shown.map((text) => before.replace(cursorMark, () => `${text}${cursorMark}`))).toContain(after);
  });
});
