import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type AssemblyResult, measureAssembly } from './context/assembly.ts';
import { makeWorkspace } from './context/workspace.ts';
import { writeBaseline } from './write-baseline.ts';

/*
 * How long does a prompt take on a large workspace? See context.md beside this file for the method.
 *
 *   npm run bench:corpora                      once, for the code that is measured on
 *   npm run bench:context [-- --files 100,1000,10000 --prompts 600 --share 0.9 --write]
 *
 * With `--share` the index takes more of a core than it does by itself, so that prompts are measured sooner; the
 * figures of indexing are then not those of the product. With `--write`, the figures replace those in the baseline.
 */
const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: '.cache/corpora' },
    files: { type: 'string', default: '100,1000,10000' },
    // In bytes: so that 10,000 files fit into the 50 MB that an index takes.
    largest: { type: 'string', default: '24000' },
    prompts: { type: 'string', default: '600' },
    share: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});

// The workers are measured as they are shipped.
execFileSync('npm', ['run', '-s', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
const workerFile = (name: string): string => fileURLToPath(new URL(`../../dist/${name}-worker.cjs`, import.meta.url));

const results: AssemblyResult[] = [];
for (const files of values.files.split(',').map(Number)) {
  const workspace = await makeWorkspace(values.corpus, files, Number(values.largest));
  try {
    const coreShare = values.share === undefined ? undefined : Number(values.share);
    const result = await measureAssembly({ ...workspace, count: Number(values.prompts), coreShare, workerFile });
    console.log(JSON.stringify(result, undefined, 2));
    results.push(result);
  } finally {
    await workspace.remove();
  }
}
if (values.write) writeBaseline('context', { assembly: results });
