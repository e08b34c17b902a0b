import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { languageOfPath } from '../../../src/core/context/languages.ts';
import { isReadable, maxSourceBytes } from '../../../src/core/context/source-file.ts';

/** A source file of a package, as the benchmarks read it. */
export interface CorpusFile {
  /** Below the package's folder, with `/`. */
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
}

export interface CorpusPackage {
  readonly name: string;
  readonly files: readonly CorpusFile[];
}

/** Every folder in `directory` is a package; its readable sources, in a fixed order. */
export function readPackages(directory: string): readonly CorpusPackage[] {
  return readdirSync(directory)
    .toSorted()
    .filter((name) => statSync(join(directory, name)).isDirectory())
    .map((name) => ({ name, files: readFiles(join(directory, name)) }));
}

export function readFiles(root: string): readonly CorpusFile[] {
  const files: CorpusFile[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules') visit(path);
      const languageId = entry.isFile() ? languageOfPath(entry.name) : undefined;
      if (languageId === undefined || /\.(d|min)\.\w+$/.test(entry.name)) continue;
      const text = readFileSync(path, 'utf8').replace(/\r\n?/g, '\n');
      if (text.length > 0 && text.length <= maxSourceBytes && isReadable(text)) {
        files.push({ path: relative(root, path).replaceAll('\\', '/'), languageId, text });
      }
    }
  };
  visit(root);
  return files;
}

/** Mulberry32: the same numbers in every run. */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function shuffled<T>(values: readonly T[], random: () => number): readonly T[] {
  const result = [...values];
  for (let at = result.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [result[at], result[other]] = [result[other] as T, result[at] as T];
  }
  return result;
}
