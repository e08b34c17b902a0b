import { beforeAll, describe, expect, inject, it } from 'vitest';
import { act, recordTruth } from './truth/act.ts';
import { compare, deeds, inventedAccepts, rightShare } from './truth/confusion.ts';
import { useEditorWindow } from './support/use-editor-window.ts';
import { useOllama } from './support/use-ollama.ts';

describe('what Midfill takes for accepted and dismissed, beside what VS Code says', () => {
  const ollama = useOllama();
  const editor = useEditorWindow({ settings: () => ollama.settings() });

  beforeAll(() => recordTruth(editor.window));

  it('is the same in a sample of what `npm run soak` does hundreds of times', async () => {
    const sample = ['Tab', 'a word, then Escape', 'a line, then Tab', 'Escape', 'the same pasted', 'another file'];
    const told = await act(sample, {
      window: editor.window,
      play: (script) => ollama.play(script),
      livesFile: inject('editor').livesFile,
    });
    const confusion = compare(told.truth, told.lives);
    expect(confusion.wrong).toEqual([]);
    expect(deeds.map((deed) => confusion.counts[deed][deed])).toEqual([2, 1, 1, 2]);
    expect(deeds.map((deed) => rightShare(confusion, deed))).toEqual([1, 1, 1, 1]);
    expect(inventedAccepts(confusion)).toBe(0);
    expect(confusion.shown).toEqual({ both: sample.length, onlyEditor: 0, onlyMidfill: 0 });
  });
});
