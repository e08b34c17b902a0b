import type { CorpusFile } from './embedded-corpus.ts';

/** A place in a held-out file where the engine is asked. */
export interface Cut {
  readonly file: CorpusFile;
  readonly offset: number;
  /** End of the cut's line. */
  readonly lineEnd: number;
}

/** Longer lines hold data, not code that somebody types. */
const longestLine = 300;

/** Offsets where code stands: no comments, no indentation, no line ends. */
export function codeOffsets(file: CorpusFile): number[] {
  const offsets: number[] = [];
  const usesHash = ['python', 'ruby'].includes(file.languageId);
  let block: string | null = null;
  let lineStart = 0;
  for (const line of file.text.split('\n')) {
    const body = line.trimStart();
    const trimmed = body.trimEnd();
    let isComment = block !== null;
    if (block !== null) {
      if (trimmed.includes(block)) block = null;
    } else if (trimmed.startsWith('/*')) {
      isComment = true;
      if (!trimmed.includes('*/', 2)) block = '*/';
    } else if (usesHash && /^[rRuU]?("""|''')/.test(trimmed)) {
      isComment = true;
      const mark = trimmed.includes('"""') ? '"""' : "'''";
      if (trimmed.indexOf(mark) === trimmed.lastIndexOf(mark)) block = mark;
    } else if (trimmed.startsWith('//') || (usesHash && trimmed.startsWith('#'))) {
      isComment = true;
    }
    if (!isComment && line.length <= longestLine) {
      const first = lineStart + line.length - body.length;
      const last = first + trimmed.length;
      for (let offset = first; offset < last; offset += 1) offsets.push(offset);
    }
    lineStart += line.length + 1;
  }
  return offsets;
}

/** Chooses `count` cuts, each place of code in each file as likely as any other. */
export function chooseCuts(files: readonly CorpusFile[], count: number, random: () => number): Cut[] {
  const offsets = files.map((file) => codeOffsets(file));
  const total = offsets.reduce((sum, list) => sum + list.length, 0);
  const wanted = new Set<number>();
  while (wanted.size < Math.min(count, total)) wanted.add(Math.floor(random() * total));
  const cuts: Cut[] = [];
  let before = 0;
  const sorted = [...wanted].sort((left, right) => left - right);
  let next = 0;
  for (const [index, list] of offsets.entries()) {
    const file = files[index];
    for (; file !== undefined && next < sorted.length; next += 1) {
      const offset = list[(sorted[next] ?? 0) - before];
      if (offset === undefined) break;
      const lineEnd = file.text.indexOf('\n', offset);
      cuts.push({ file, offset, lineEnd: lineEnd < 0 ? file.text.length : lineEnd });
    }
    before += list.length;
  }
  return cuts;
}
