import { type CorpusFile, seeded, shuffled } from '../context/corpus.ts';
import type { Hole } from './traces.ts';

const leastLines = 40;
const mostHoleLines = 4;
const mostCharacters = 240;

/** Stretches of whole lines of a repository's files, one a file, to be typed anew with all the rest standing. */
export function holesOfRepository(files: readonly CorpusFile[], count: number, seed: number): readonly Hole[] {
  const random = seeded(seed);
  const holes: Hole[] = [];
  for (const { path, languageId, text } of shuffled(files, random)) {
    if (holes.length >= count) break;
    const lines = text.split('\n');
    if (lines.length < leastLines) continue;
    const first = 1 + Math.floor(random() * (lines.length - mostHoleLines - 1));
    const length = 1 + Math.floor(random() * mostHoleLines);
    const typed = lines.slice(first, first + length).join('\n');
    const isWhole = isCode(lines[first] ?? '') && isCode(lines[first + length - 1] ?? '');
    if (!isWhole || typed.length > mostCharacters) continue;
    // Begins with the Enter that makes the line.
    const start = lines.slice(0, first).join('\n').length;
    holes.push({ file: path, languageId, target: text, start, end: start + 1 + typed.length, kind: 'own-lines' });
  }
  return holes;
}

/** More than closers, and neither a comment nor an import. */
function isCode(line: string): boolean {
  return /\w{2}/.test(line) && !/^\s*(?:\/\/|\/?\*|#|import\b|from\b|use\b|package\b)/.test(line);
}
