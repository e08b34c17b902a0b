import { isPassingTrouble } from '../../base/passing-trouble.ts';
import { Emitter } from '../../base/emitter.ts';
import { LruMap } from '../../base/lru-map.ts';
import { type Uri, baseName, decodeUriPart, fileOf } from '../document.ts';
import type { Files, Log } from '../host.ts';
import { IgnoreRules } from './ignore-rules.ts';
import { secretGlobs } from './secret-globs.ts';

/** What may be done with a file's text. */
export interface FileVerdict {
  /** Kept in an index and offered as context elsewhere. */
  readonly mayIndex: boolean;
  /** Completed in by the embedded engine or a server on this machine. */
  readonly mayRunLocally: boolean;
  /** Sent to a service beyond this machine. */
  readonly maySend: boolean;
  readonly because:
    | 'allowed'
    | 'secret-file'
    | 'midfillignore'
    | 'gitignore'
    | 'excluded'
    | 'linked-outside'
    | 'remote-off';
}

const ignoreFileNames = ['.gitignore', '.midfillignore'] as const;
type IgnoreFileName = (typeof ignoreFileNames)[number];

/** An ignore file is small; a larger one is somebody's mistake and would cost every look-up. */
const maxIgnoreFileBytes = 512 * 1024;
const maxRealUris = 512;

interface FolderRules {
  readonly '.gitignore': IgnoreRules | undefined;
  readonly '.midfillignore': IgnoreRules | undefined;
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
 * lies in an ignored folder stays ignored. A link is judged by its own name and by where it leads; a notebook's cell as
 * the notebook.
 */
export class FileRules {
  readonly #files: Files;
  readonly #log: Log;
  readonly #secret = new IgnoreRules(secretGlobs);
  readonly #folders = new Map<string, FolderRules | Promise<FolderRules>>();
  readonly #changed = new Emitter<void>();
  readonly #followsLinks: boolean;
  readonly #onTrouble: (error: unknown) => void;
  /** Folders whose ignore files could not be read, and may be in a moment. */
  readonly #troubled = new Set<string>();
  /** Where the documents asked about lie really, as far as that was looked up. */
  readonly #realUris = new LruMap<Uri, Uri>(maxRealUris);
  /** For each folder of the files asked about: those from its workspace folder down to itself. */
  readonly #above = new LruMap<string, readonly string[]>(maxRealUris);
  #excludes: IgnoreRules | undefined;
  /** As they were set last. */
  excludes: readonly string[] = [];
  /** Rules have changed, so verdicts may have. */
  readonly onDidChange = this.#changed.event;

  constructor(parts: {
    readonly files: Files;
    readonly log: Log;
    /** False where links are never handed in, such as in a walk that passes them over. */
    readonly followsLinks?: boolean;
    /** Told when a folder is closed for a failure that may pass. */
    readonly onTrouble?: (error: unknown) => void;
  }) {
    this.#files = parts.files;
    this.#log = parts.log;
    this.#followsLinks = parts.followsLinks ?? true;
    this.#onTrouble = parts.onTrouble ?? ((): void => {});
  }

  /** The editor's own excludes, as globs from a workspace folder. */
  setExcludes(globs: readonly string[]): void {
    this.excludes = globs;
    this.#excludes = globs.length === 0 ? undefined : new IgnoreRules(globs.filter((glob) => glob.trim() !== ''));
    this.#changed.fire();
  }

  /** An ignore file, or a folder, has changed or gone: what was read of it is read again at its next use. */
  didChange(uri: Uri): void {
    // It may be a link now, or one that leads elsewhere.
    this.#realUris.delete(uri);
    const name = baseName(uri);
    if (!ignoreFileNames.some((known) => known === name)) return;
    this.#folders.delete(folderOf(uri));
    this.#changed.fire();
  }

  /**
   * The verdict from what has been read; `loading` where something is still missing (and is read now). Of what comes
   * from an index nobody has to ask the disk whether it is a link: none was followed to fill it.
   */
  verdict(uri: Uri, isFromIndex = false): FileVerdict | 'loading' {
    const file = fileOf(uri);
    const real = this.#followsLinks ? (this.#realUris.get(file) ?? (isFromIndex ? file : undefined)) : file;
    if (real === undefined) {
      void this.load(uri);
      return 'loading';
    }
    const named = this.#verdictByName(file);
    if (real === file || named === 'loading') return named;
    const linked = this.#verdictByName(real);
    return linked === 'loading' ? linked : stricter(named, this.#ofLink(real, linked));
  }

  /** The verdict, read from ignore files where need be. Never rejects. */
  async load(uri: Uri): Promise<FileVerdict> {
    const file = fileOf(uri);
    const named = await this.#loadByName(file);
    if (!this.#followsLinks) return named;
    const real = await this.#files.realUri(file);
    this.#realUris.set(file, real);
    return real === file ? named : stricter(named, this.#ofLink(real, await this.#loadByName(real)));
  }

  #verdictByName(uri: Uri): FileVerdict | 'loading' {
    const folders = this.#foldersAbove(uri);
    const rules: FolderRules[] = [];
    for (const folder of folders) {
      const known = this.#rulesOf(folder);
      if (known instanceof Promise) return 'loading';
      rules.push(known);
    }
    return this.#judge(uri, folders, rules);
  }

  async #loadByName(uri: Uri): Promise<FileVerdict> {
    const folders = this.#foldersAbove(uri);
    const rules = await Promise.all(folders.map((folder) => Promise.resolve(this.#rulesOf(folder))));
    return this.#judge(uri, folders, rules);
  }

  /** What a link leads to outside of the workspace nobody meant to open up with it. */
  #ofLink(real: Uri, verdict: FileVerdict): FileVerdict {
    const isInside = this.#files.relativePath(real) !== undefined;
    return isInside ? verdict : stricter(verdict, localOnly('linked-outside'));
  }

  #judge(uri: Uri, folders: readonly string[], rules: readonly FolderRules[]): FileVerdict {
    // Outside of all folders the whole path counts: `.ssh/` and its like hold secrets wherever they are.
    const path = this.#files.relativePath(uri) ?? decodeUriPart(uri.replace(/^[a-z][a-z0-9+.-]*:\/*/i, ''));
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
    const own = folderOf(uri);
    const known = this.#above.get(own);
    if (known?.[0] === root) return known;
    const names = own.slice(root.length + 1).split('/');
    const folders =
      own === root ? [root] : [root, ...names.map((_name, at) => [root, ...names.slice(0, at + 1)].join('/'))];
    this.#above.set(own, folders);
    return folders;
  }

  #rulesOf(folder: string): FolderRules | Promise<FolderRules> {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const reading = this.#read(folder).then((rules) => {
      if (this.#folders.get(folder) !== reading) return rules;
      // Closed for now, and read again for whoever asks next.
      if (this.#troubled.has(folder)) this.#folders.delete(folder);
      else this.#folders.set(folder, rules);
      return rules;
    });
    this.#folders.set(folder, reading);
    return reading;
  }

  async #read(folder: string): Promise<FolderRules> {
    const wasTroubled = this.#troubled.delete(folder);
    const [git, midfill] = await Promise.all(ignoreFileNames.map((name) => this.#readFile(folder, name, wasTroubled)));
    if (git === undefined && midfill === undefined) return none;
    return {
      '.gitignore': git === undefined ? undefined : new IgnoreRules(git.split('\n')),
      '.midfillignore': midfill === undefined ? undefined : new IgnoreRules(midfill.split('\n')),
      isRemoteOff: midfill !== undefined && /^#\s*remote:\s*off\s*$/im.test(midfill),
    };
  }

  async #readFile(folder: string, name: IgnoreFileName, isKnownTrouble: boolean): Promise<string | undefined> {
    try {
      return await this.#files.readText(`${folder}/${name}` as Uri, maxIgnoreFileBytes);
    } catch (error) {
      const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
      if (cause === 'not-found') return undefined;
      if (!isKnownTrouble) {
        this.#log.warn('An ignore file could not be read; its folder is left out of everything.', {
          cause: String(cause),
        });
      }
      if (isPassingTrouble(error)) {
        this.#troubled.add(folder);
        this.#onTrouble(error);
      }
      return '*';
    }
  }
}

/** What both verdicts allow; the reason is the first one's that forbids something. */
function stricter(a: FileVerdict, b: FileVerdict): FileVerdict {
  const { because } = a.because === 'allowed' || (a.mayRunLocally && !b.mayRunLocally) ? b : a;
  return {
    mayIndex: a.mayIndex && b.mayIndex,
    mayRunLocally: a.mayRunLocally && b.mayRunLocally,
    maySend: a.maySend && b.maySend,
    because,
  };
}

/** Git's rule: each folder on the way is judged first, by the ignore files above it, the deepest match winning. */
function isIgnored(uri: Uri, folders: readonly string[], rules: readonly FolderRules[], name: IgnoreFileName): boolean {
  if (rules.every((folder) => folder[name] === undefined)) return false;
  const steps = [...folders.slice(1).map((folder) => `${folder}/`), uri];
  for (const [depth, step] of steps.entries()) {
    let isStepIgnored = false;
    for (let above = 0; above <= depth; above += 1) {
      const result = rules[above]?.[name]?.test(decodeUriPart(step.slice((folders[above]?.length ?? 0) + 1)));
      if (result === 'ignored') isStepIgnored = true;
      else if (result === 'unignored') isStepIgnored = false;
    }
    if (isStepIgnored) return true;
  }
  return false;
}

/** How many characters of the URI spell the relative path: escapes make it longer than the path. */
function encodedLength(uri: Uri, path: string): number {
  let start = uri.length;
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) start = uri.lastIndexOf('/', start - 1);
  return uri.length - uri.lastIndexOf('/', start - 1) - 1;
}

function folderOf(uri: Uri): string {
  return uri.slice(0, uri.lastIndexOf('/'));
}
