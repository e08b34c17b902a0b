import type { Ignore } from 'ignore';
import { lazy } from '../../base/lazy.ts';
import { compilePatterns } from './ignore-patterns.ts';

/** Paths deeper than this are no project's own; matching costs more with each step. */
const maxPathSteps = 64;
/** Ignore files of real repositories stay below a thousand lines. */
const maxPatterns = 5000;
const maxPatternCharacters = 1000;
/** With three or more, matching a deep path takes seconds: each may stand for any number of folders. */
const maxDoubleStars = 2;

/** Patterns in the syntax of ignore files, whoever wrote them: they can't make a look-up slow or have it throw. */
export class IgnoreRules {
  readonly #rules: () => Ignore;

  constructor(patterns: readonly string[]) {
    this.#rules = lazy(() => compilePatterns(bounded(patterns)));
  }

  /** What the patterns say of a path below their folder; a folder's path ends with `/`. */
  test(path: string): 'ignored' | 'unignored' | 'unmentioned' {
    if (path === '' || path === '/') return 'unmentioned';
    if (isTooDeep(path)) return 'ignored';
    try {
      const { ignored, unignored } = this.#rules().test(path);
      return ignored ? 'ignored' : unignored ? 'unignored' : 'unmentioned';
    } catch {
      // A pattern, or a name, that the library can't make sense of: closed.
      return 'ignored';
    }
  }

  ignores(path: string): boolean {
    return this.test(path) === 'ignored';
  }
}

/** Whether a path has more steps than rules are asked about. */
function isTooDeep(path: string): boolean {
  let steps = 0;
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) steps += 1;
  return steps > maxPathSteps;
}

/** Whatever would cost too much becomes a pattern that ignores more: a mistake leaves out too much, never too little. */
function bounded(patterns: readonly string[]): readonly string[] {
  if (patterns.length > maxPatterns) return ['*'];
  return patterns.flatMap((pattern) => {
    const isNegated = pattern.startsWith('!');
    if (pattern.length > maxPatternCharacters) return isNegated || pattern.startsWith('#') ? [] : ['*'];
    const stars = [...pattern.matchAll(/\*\*+/g)];
    const last = stars[maxDoubleStars];
    if (last === undefined) return [pattern];
    return isNegated ? [] : [pattern.slice(0, last.index) + '*'];
  });
}

const maxExpanded = 64;

/** The patterns that one with alternatives stands for: ignore files know no `**\/{dist,out}`, the editor's globs do. */
export function expandBraces(glob: string): readonly string[] {
  let patterns = [glob];
  for (;;) {
    const open = patterns.findIndex((pattern) => /\{[^{}]*\}/.test(pattern));
    const [whole, inner = ''] = /\{([^{}]*)\}/.exec(patterns[open] ?? '') ?? [];
    if (whole === undefined) return patterns;
    const expanded = inner.split(',').map((choice) => (patterns[open] ?? '').replace(whole, () => choice));
    patterns = [...patterns.slice(0, open), ...expanded, ...patterns.slice(open + 1)];
    // Somebody's joke, which grows with each pair: closed.
    if (patterns.length > maxExpanded) return ['*'];
  }
}
