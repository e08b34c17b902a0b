import { type Uri, baseName } from '../document.ts';
import type { Files } from '../host.ts';
import { IgnoreRules } from '../privacy/ignore-rules.ts';

/** The globs of `midfill.disabledGlobs`, compiled when they change. */
export class GlobFilter {
  readonly #files: Pick<Files, 'relativePath'>;
  #globs: readonly string[] | undefined;
  #compiled = new IgnoreRules([]);

  constructor(files: Pick<Files, 'relativePath'>) {
    this.#files = files;
  }

  isOff(uri: Uri, globs: readonly string[]): boolean {
    if (globs.length === 0) return false;
    if (globs !== this.#globs) {
      this.#globs = globs;
      this.#compiled = new IgnoreRules(globs);
    }
    return this.#compiled.ignores(this.#files.relativePath(uri) ?? baseName(uri));
  }
}
