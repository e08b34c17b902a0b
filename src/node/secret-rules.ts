// secretlint's parts that the scanner needs. No code of ours: it becomes a bundle of its own, loaded at the first scan by
// whichever thread scans.
export { lintSource } from '@secretlint/core';
export { rules } from '@secretlint/secretlint-rule-preset-recommend';
export { secretLintProfiler } from '@secretlint/profiler';
