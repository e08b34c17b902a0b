import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative } from 'node:path';

/** A source file of the code base that is measured. */
export interface CorpusFile {
  /** Below the code base, with forward slashes. */
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
}

export interface Corpus {
  readonly indexed: readonly CorpusFile[];
  readonly heldOut: readonly CorpusFile[];
  readonly leftOut: { readonly generated: number; readonly duplicates: number; readonly tooLarge: number };
}

const languages: Readonly<Record<string, string>> = {
  '.c': 'c',
  '.cc': 'cpp',
  '.cpp': 'cpp',
  '.cs': 'csharp',
  '.go': 'go',
  '.h': 'cpp',
  '.hpp': 'cpp',
  '.java': 'java',
  '.js': 'javascript',
  '.jsx': 'javascriptreact',
  '.kt': 'kotlin',
  '.mjs': 'javascript',
  '.php': 'php',
  '.py': 'python',
  '.rb': 'ruby',
  '.rs': 'rust',
  '.scala': 'scala',
  '.swift': 'swift',
  '.ts': 'typescript',
  '.tsx': 'typescriptreact',
};

const foreignFolders = new Set(
  'node_modules vendor vendored third_party thirdparty external dist build out target .git __pycache__ migrations'.split(
    ' ',
  ),
);
const generatedNames = /\.(min\.js|d\.ts|pb\.go|pb\.cc|pb\.h|g\.dart)$|_pb2\.py$|^zz_generated|\.generated\./;
const generatedHeader = /@generated|do not (edit|modify)|code generated|auto-?generated|automatically generated/i;

const largestFile = 400_000;
/** A file that shares this much of its lines with one other is a copy of it. */
const nearDuplicateShare = 0.6;
const mostBytes = 50_000_000;
const mostFiles = 10_000;

/** FNV-1a, for choices that stay the same from run to run. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}

/** A small generator (mulberry32) with a seed of its own: benchmarks choose the same places every time. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Reads a code base and holds a tenth of its files out. Generated, vendored, minified and duplicate files are left out. */
export function readCorpus(root: string, options: { readonly seed: number; readonly heldOutShare: number }): Corpus {
  const leftOut = { generated: 0, duplicates: 0, tooLarge: 0 };
  const files: CorpusFile[] = [];
  const seen = new Set<number>();
  let bytes = 0;
  for (const path of walk(root)) {
    const languageId = languages[extname(path)];
    if (languageId === undefined || files.length >= mostFiles || bytes >= mostBytes) continue;
    const full = join(root, path);
    if (statSync(full).size > largestFile) {
      leftOut.tooLarge += 1;
      continue;
    }
    const text = readFileSync(full, 'utf8').replaceAll('\r\n', '\n');
    if (isGenerated(path, text)) {
      leftOut.generated += 1;
      continue;
    }
    const fingerprint = hashOf(text.replaceAll(/\s+/g, ' '));
    if (seen.has(fingerprint)) {
      leftOut.duplicates += 1;
      continue;
    }
    seen.add(fingerprint);
    bytes += text.length;
    files.push({ path: path.replaceAll('\\', '/'), languageId, text });
  }
  const isHeldOut = (file: CorpusFile): boolean =>
    hashOf(`${options.seed}:${file.path}`) / 0x1_0000_0000 < options.heldOutShare;
  const twins = nearDuplicates(files);
  const chosen = files.filter((file) => isHeldOut(file));
  const heldOut = chosen.filter((file) => !twins.has(file.path));
  leftOut.duplicates += chosen.length - heldOut.length;
  return { indexed: files.filter((file) => !isHeldOut(file)), heldOut, leftOut };
}

function* walk(root: string, folder = root): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.isDirectory() && !foreignFolders.has(entry.name)) yield* walk(root, join(folder, entry.name));
    else if (entry.isFile()) yield relative(root, join(folder, entry.name));
  }
}

function isGenerated(path: string, text: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (generatedNames.test(name) || generatedHeader.test(text.slice(0, 1000))) return true;
  const lines = text.split('\n');
  return text.length / lines.length > 150 || lines.some((line) => line.length > 5000);
}

/** Files of which another single file has most of the lines. */
function nearDuplicates(files: readonly CorpusFile[]): Set<string> {
  const owners = new Map<number, number[]>();
  const lineSets = files.map((file, index) => {
    const lines = new Set<number>();
    for (const line of file.text.split('\n')) if (line.trim().length > 8) lines.add(hashOf(line.trim()));
    for (const line of lines) {
      const list = owners.get(line);
      if (list === undefined) owners.set(line, [index]);
      else if (list.length < 200) list.push(index);
    }
    return lines;
  });
  const twins = new Set<string>();
  for (const [index, lines] of lineSets.entries()) {
    const shared = new Map<number, number>();
    for (const line of lines) {
      for (const owner of owners.get(line) ?? []) if (owner !== index) shared.set(owner, (shared.get(owner) ?? 0) + 1);
    }
    const most = Math.max(0, ...shared.values());
    const file = files[index];
    if (file !== undefined && lines.size > 0 && most >= lines.size * nearDuplicateShare) twins.add(file.path);
  }
  return twins;
}
