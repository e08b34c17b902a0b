import { join, resolve } from 'node:path';

export const repositoryRoot = resolve(import.meta.dirname, '../../..');
/** Downloads that survive between runs; not under version control. */
export const cacheRoot = join(repositoryRoot, '.cache');
/** The extension as users get it: written by `npm run package`. */
export const packagedExtension = join(repositoryRoot, 'dist/midfill.vsix');
export const sampleWorkspace = join(repositoryRoot, 'test/fixtures/sample-workspace');
/** Screenshots and logs of failures. */
export const resultsRoot = join(repositoryRoot, 'test-results/editor');
