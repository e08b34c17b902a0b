import { isPassingTrouble } from '../../base/passing-trouble.ts';
import type { Uri } from '../document.ts';
import type { FileInfo, Files } from '../host.ts';
import type { FileRules } from '../privacy/file-rules.ts';
import { languageOfPath } from './languages.ts';
import { isManifest } from './manifests.ts';
import type { Pacer } from './pacer.ts';

/** A file that is worth an index. */
export interface WalkedFile {
  readonly info: FileInfo;
  /** Below its workspace folder. */
  readonly path: string;
}

/** Folders that hold what others wrote or tools made; left out even where no ignore file says so. */
const skippedFolders = new Set([
  'node_modules',
  'bower_components',
  '.git',
  '.hg',
  '.svn',
  '.jj',
  '.venv',
  'venv',
  '__pycache__',
  '.tox',
  '.mypy_cache',
  '.next',
  '.gradle',
  '.idea',
  '.vscode-test',
]);

/** Deeper than any project: a guard against folders that hold themselves. */
const maxDepth = 40;

/**
 * The files of a workspace, nearest to the origins first: an origin's folder, then what lies one step up or down, and
 * so on. Links are not followed, so that no file comes twice and no walk goes in circles. What can't be listed is
 * passed over, and told where that may be otherwise in a moment.
 */
export async function* walkFiles(parts: {
  readonly files: Files;
  readonly rules: FileRules;
  readonly folders: readonly Uri[];
  /** Folders to start from; the workspace folders where there are none. */
  readonly origins: readonly Uri[];
  readonly pacer: Pacer;
  readonly signal: AbortSignal;
  readonly onDidMiss?: (folder: Uri, error: unknown) => void;
}): AsyncGenerator<WalkedFile, void, void> {
  const { files, rules, pacer, signal } = parts;
  const roots = parts.folders.map(withoutSlash);
  const isInside = (folder: string): boolean => roots.some((root) => folder === root || folder.startsWith(`${root}/`));
  const origins = parts.origins.map(withoutSlash).filter(isInside);
  // A queue of folders is a search by distance, since every step costs the same.
  const queue = [...new Set([...origins, ...roots])];
  const seen = new Set(queue);
  const visit = (folder: string): void => {
    if (seen.has(folder) || !isInside(folder) || folder.split('/').length > maxDepth) return;
    seen.add(folder);
    // The roots wait at the queue's end; nearer ones come before them.
    queue.push(folder);
  };
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    if (!(await pacer.turn(signal))) return;
    const entries = await list(files, folder as Uri, parts.onDidMiss);
    if (!roots.includes(folder)) visit(folder.slice(0, folder.lastIndexOf('/')));
    for (const info of entries) {
      if (signal.aborted) return;
      const name = info.uri.slice(info.uri.lastIndexOf('/') + 1);
      if (info.kind === 'folder') {
        if (skippedFolders.has(name)) continue;
        const verdict = await rules.load(`${info.uri}/` as Uri);
        if (verdict.mayIndex) visit(info.uri);
      } else if (info.kind === 'file') {
        const path = files.relativePath(info.uri);
        if (path === undefined || (languageOfPath(path) === undefined && !isManifest(path))) continue;
        const verdict = await rules.load(info.uri);
        if (verdict.mayIndex) yield { info, path };
      }
    }
  }
}

/** Whether a path below the workspace folder lies in a folder that walks leave out. */
export function isInSkippedFolder(path: string): boolean {
  return path
    .split('/')
    .slice(0, -1)
    .some((name) => skippedFolders.has(name));
}

async function list(
  files: Files,
  folder: Uri,
  onDidMiss: ((folder: Uri, error: unknown) => void) | undefined,
): Promise<readonly FileInfo[]> {
  try {
    return await files.list(folder);
  } catch (error) {
    // Else it is gone, or not ours to read.
    if (isPassingTrouble(error)) onDidMiss?.(folder, error);
    return [];
  }
}

function withoutSlash(uri: string): string {
  return uri.endsWith('/') ? uri.slice(0, -1) : uri;
}
