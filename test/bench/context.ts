import { parseArgs } from 'node:util';
import { measureAssembly } from './context/assembly.ts';
import { makeWorkspace } from './context/workspace.ts';

/*
 * How long does a prompt take on a large workspace? See README.md beside this file for the method.
 *
 *   npm run bench:context -- --corpus DIR [--files 100,1000,10000] [--keys 600]
 */
const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: '.cache/corpora' },
    files: { type: 'string', default: '100,1000,10000' },
    keys: { type: 'string', default: '600' },
  },
});

for (const count of values.files.split(',').map(Number)) {
  const workspace = await makeWorkspace(values.corpus, count);
  try {
    console.log(
      JSON.stringify(await measureAssembly(workspace.folder, workspace.paths, Number(values.keys)), undefined, 2),
    );
  } finally {
    await workspace.remove();
  }
}
