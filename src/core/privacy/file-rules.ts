import ignore, { type Ignore } from 'ignore';
import { Emitter } from '../../base/emitter.ts';
import type { Uri } from '../document.ts';
import type { Files, Log } from '../host.ts';
import { secretGlobs } from './secret-globs.ts';

/** What may be done with a file's text. */
export interface FileVerdict {
  /** Kept in an index and offered as context elsewhere. */
  readonly mayIndex: boolean;
  /** Completed in by the embedded engine or a server on this machine. */
  readonly mayRunLocally: boolean;
  /** Sent to a service beyond this machine. */
  readonly maySend: boolean;
  readonly because: 'allowed' | 'secret-file' | 'midfillignore' | 'gitignore' | 'excluded' | 'remote-off';
}

const ignoreFileNames = ['.gitignore', '.midfillignore'] as const;
type IgnoreFileName = (typeof ignoreFileNames)[number];

/** An ignore file is small; a larger one is somebody's mistake and would cost every look-up. */
const maxIgnoreFileBytes = 512 * 1024;

interface FolderRules {
  readonly '.gitignore': Ignore | undefined;
  readonly '.midfillignore': Ignore | undefined;
  /** The folder's `.midfillignore` has a line `# remote: off`. */
  readonly isRemoteOff: boolean;
}

const none: FolderRules = { '.gitignore': undefined, '.midfillignore': undefined, isRemoteOff: false };
const allowed: FileVerdict = { mayIndex: true, mayRunLocally: true, maySend: true, because: 'allowed' };
const nothing = (because: FileVerdict['because']): FileVerdict => ({
  mayIndex: false,
  mayRunLocally: false,
  maySend: false,
  because,
});
const localOnly = (because: FileVerdict['because']): FileVerdict => ({
  mayIndex: false,
  mayRunLocally: true,
  maySend: false,
  because,
});

/**
 * Answers what may be done with a file, by the default secret globs, `.midfillignore`, `.gitignore` and the editor's
 * excludes. Ignore files count in every folder from the workspace folder down, as in git: deeper ones win, and what
 * lies in an ignored folder stays ignored.
 */
export class FileRules {
  readonly #files: Files;
  readonly #log: Log;
  readonly #secret = ignore().add([...secretGlobs]);
  readonly #folders = new Map<string, FolderRules | Promise<FolderRules>>();
  readonly #changed = new Emitter<void>();
  #excludes: Ignore | undefined;
  /** Rules have changed, so verdicts may have. */
  readonly onDidChange = this.#changed.event;

  constructor(parts: { readonly files: Files; readonly log: Log }) {
    this.#files = parts.files;
    this.#log = parts.log;
  }

  /** The editor's own excludes, as globs from a workspace folder. */
  setExcludes(globs: readonly string[]): void {
    this.#excludes = globs.length === 0 ? undefined : ignore().add(globs.filter((glob) => glob.trim() !== ''));
    this.#changed.fire();
  }

  /** An ignore file, or a folder, has changed or gone: what was read of it is read again at its next use. */
  didChange(uri: Uri): void {
    const name = baseName(uri);
    if (!ignoreFileNames.some((known) => known === name)) return;
    this.#folders.delete(folderOf(uri));
    this.#changed.fire();
  }

  /** The verdict from what has been read; `loading` where ignore files are still missing (and are read now). */
  verdict(uri: Uri): FileVerdict | 'loading' {
    const folders = this.#foldersAbove(uri);
    const rules: FolderRules[] = [];
    for (const folder of folders) {
      const known = this.#rulesOf(folder);
      if (known instanceof Promise) return 'loading';
      rules.push(known);
    }
    return this.#judge(uri, folders, rules);
  }

  /** The verdict, read from ignore files where need be. Never rejects. */
  async load(uri: Uri): Promise<FileVerdict> {
    const folders = this.#foldersAbove(uri);
    const rules = await Promise.all(folders.map((folder) => Promise.resolve(this.#rulesOf(folder))));
    return this.#judge(uri, folders, rules);
  }

  #judge(uri: Uri, folders: readonly string[], rules: readonly FolderRules[]): FileVerdict {
    const path = this.#files.relativePath(uri) ?? baseName(uri);
    if (path === '') return allowed;
    if (this.#secret.ignores(path)) return nothing('secret-file');
    if (isIgnored(uri, folders, rules, '.midfillignore')) return nothing('midfillignore');
    if (isIgnored(uri, folders, rules, '.gitignore')) return localOnly('gitignore');
    if (this.#excludes?.ignores(path) === true) return localOnly('excluded');
    if (rules.some(({ isRemoteOff }) => isRemoteOff)) return { ...allowed, maySend: false, because: 'remote-off' };
    return allowed;
  }

  /** From the workspace folder down to the file's own folder; none outside of all workspace folders. */
  #foldersAbove(uri: Uri): readonly string[] {
    const path = this.#files.relativePath(uri);
    if (path === undefined) return [];
    const root = uri.slice(0, uri.length - encodedLength(uri, path)).replace(/\/$/, '');
    const names = uri.slice(root.length + 1).split('/');
    return names.map((_name, index) => [root, ...names.slice(0, index)].join('/'));
  }

  #rulesOf(folder: string): FolderRules | Promise<FolderRules> {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const reading = this.#read(folder).then((rules) => {
      if (this.#folders.get(folder) === reading) this.#folders.set(folder, rules);
      return rules;
    });
    this.#folders.set(folder, reading);
    return reading;
  }

  async #read(folder: string): Promise<FolderRules> {
    const [git, midfill] = await Promise.all(ignoreFileNames.map((name) => this.#readFile(`${folder}/${name}` as Uri)));
    if (git === undefined && midfill === undefined) return none;
    return {
      '.gitignore': git === undefined ? undefined : ignore().add(git),
      '.midfillignore': midfill === undefined ? undefined : ignore().add(midfill),
      isRemoteOff: midfill !== undefined && /^#\s*remote:\s*off\s*$/im.test(midfill),
    };
  }

  async #readFile(uri: Uri): Promise<string | undefined> {
    try {
      return await this.#files.readText(uri, maxIgnoreFileBytes);
    } catch (error) {
      const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
      if (cause !== 'not-found') {
        this.#log.warn('An ignore file could not be read; its folder is left out of everything.', {
          cause: String(cause),
        });
        return '*';
      }
      return undefined;
    }
  }
}

/** Git's rule: each folder on the way is judged first, by the ignore files above it, the deepest match winning. */
function isIgnored(uri: Uri, folders: readonly string[], rules: readonly FolderRules[], name: IgnoreFileName): boolean {
  if (rules.every((folder) => folder[name] === undefined)) return false;
  const steps = [...folders.slice(1).map((folder) => `${folder}/`), uri];
  for (const [depth, step] of steps.entries()) {
    let isStepIgnored = false;
    for (let above = 0; above <= depth; above += 1) {
      const path = decode(step.slice((folders[above]?.length ?? 0) + 1));
      const result = path === '' ? undefined : rules[above]?.[name]?.test(path);
      if (result?.ignored === true) isStepIgnored = true;
      else if (result?.unignored === true) isStepIgnored = false;
    }
    if (isStepIgnored) return true;
  }
  return false;
}

/** How many characters of the URI spell the relative path: escapes make it longer than the path. */
function encodedLength(uri: Uri, path: string): number {
  const depth = path.split('/').length;
  return uri.split('/').slice(-depth).join('/').length;
}

function baseName(uri: Uri): string {
  return decode(uri.slice(uri.lastIndexOf('/') + 1));
}

function folderOf(uri: Uri): string {
  return uri.slice(0, uri.lastIndexOf('/'));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
