import ignore, { type Ignore } from 'ignore';

/** Makes patterns ready to be asked. In a file of its own, since the library is loaded when the first are. */
export function compilePatterns(patterns: readonly string[]): Ignore {
  return ignore({ allowRelativePaths: true }).add(patterns);
}
