import type { CorpusFile } from './corpus.ts';

/** Lines of a window, and of the code before the cursor that it is compared to, as several clients have it. */
const windowLines = 60;
const step = 10;

/** The peers' way: the best window of each open tab by the Jaccard index of their words, best first. */
export function jaccardTabs(
  prefix: string,
  tabs: readonly CorpusFile[],
  maxCharacters: number,
): readonly { readonly path: string; readonly text: string }[] {
  const query = wordsOf(prefix.split('\n').slice(-windowLines));
  const windows = tabs.map(({ path, text }) => {
    const lines = text.split('\n');
    let best = { path, text: '', score: -1 };
    for (let start = 0; start === 0 || start + windowLines / 2 < lines.length; start += step) {
      const window = lines.slice(start, start + windowLines);
      const words = wordsOf(window);
      let shared = 0;
      for (const word of words) if (query.has(word)) shared += 1;
      const score = shared / Math.max(1, query.size + words.size - shared);
      if (score > best.score) best = { path, text: window.join('\n'), score };
    }
    return best;
  });
  let left = maxCharacters;
  return windows
    .toSorted((a, b) => b.score - a.score)
    .flatMap((window) => {
      const text = window.text.slice(0, Math.max(0, left));
      left -= window.text.length;
      return text === '' ? [] : [{ path: window.path, text }];
    });
}

function wordsOf(lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.match(/[A-Za-z_]\w*/g) ?? []));
}
