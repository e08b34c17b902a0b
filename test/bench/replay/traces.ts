import { readFileSync, readdirSync } from 'node:fs';

/** A stretch of a file that is typed anew, the rest of the file standing. */
export interface Hole {
  readonly file: string;
  readonly languageId: string;
  readonly target: string;
  readonly start: number;
  readonly end: number;
  readonly kind: 'own-lines' | 'mid-line';
}

export interface Key {
  /** One character, or a line end with the indentation that an editor adds. */
  readonly text: string;
  /** From this key to the next. */
  readonly gapMs: number;
}

const languages: Readonly<Record<string, string>> = {
  ts: 'typescript',
  py: 'python',
  go: 'go',
  java: 'java',
  rs: 'rust',
};

/** Reads the files below `folder`; what stands between `«` and `»` is a hole. */
export function readHoles(folder: URL): readonly Hole[] {
  return readdirSync(folder)
    .toSorted()
    .flatMap((file) => holesOf(file, readFileSync(new URL(file, folder), 'utf8')));
}

function holesOf(file: string, marked: string): readonly Hole[] {
  const target = marked.replaceAll(/[«»]/g, '');
  const languageId = languages[file.slice(file.lastIndexOf('.') + 1)] ?? 'plaintext';
  const pieces = marked.split(/[«»]/);
  const holes: Hole[] = [];
  let offset = 0;
  for (const [index, piece] of pieces.entries()) {
    const isHole = index % 2 === 1;
    const isOwnLines = target[offset - 1] === '\n';
    // A line of one's own begins with the Enter that made it.
    const start = isOwnLines ? offset - 1 : offset;
    const end = offset + piece.length;
    if (isHole) holes.push({ file, languageId, target, start, end, kind: isOwnLines ? 'own-lines' : 'mid-line' });
    offset = end;
  }
  return holes;
}

/** The same hole at the end of a file of so many lines more. */
export function behindLines(hole: Hole, count: number): Hole {
  const padding = Array.from(
    { length: count },
    (_unused, line) => `    value_${line} = compute(${line}, other_${line});\n`,
  ).join('');
  const { target, start, end } = hole;
  return { ...hole, target: padding + target, start: start + padding.length, end: end + padding.length };
}

/** Mulberry32: the same numbers for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A gap from here on is a pause: long enough to read what is shown and press Tab. */
export const pauseMs = 600;

/**
 * Keys as a practised typist presses them: log-normal gaps around 140 ms, slower into a new word, and pauses to think,
 * mostly before a new line.
 */
export function keysOf(hole: Hole, random: () => number): readonly Key[] {
  const text = hole.target.slice(hole.start, hole.end);
  const texts = text.match(/\n[ \t]*|[\s\S]/gu) ?? [];
  return texts.map((key, index) => {
    const next = texts[index + 1] ?? '';
    const isNewLine = next.startsWith('\n') || key.startsWith('\n');
    const isNewWord = !/\w/.test(key) && /\w/.test(next);
    if (random() < (isNewLine ? 0.7 : isNewWord ? 0.3 : 0.02)) return { text: key, gapMs: 600 + 1400 * random() };
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const gapMs = 140 * Math.exp(0.35 * normal) * (isNewWord || isNewLine ? 1.35 : 1);
    return { text: key, gapMs: Math.round(Math.min(500, Math.max(50, gapMs))) };
  });
}
