import { parseArgs } from 'node:util';
import { createGrammars, grammarsFolder } from '../../src/node/grammars.ts';
import { readPackages } from './context/corpus.ts';
import { measureStability } from './context/stability.ts';

/*
 * How much of a prompt's start stays the same from request to request while one types? See context.md beside this file.
 *
 *   node test/bench/context-stability.ts --corpus DIR [--places 12] [--only NAME]
 */
const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: '.cache/corpora/measured' },
    places: { type: 'string', default: '12' },
    only: { type: 'string' },
  },
});

const grammars = createGrammars(grammarsFolder(undefined, import.meta.url));
const results = [];
for (const corpusPackage of readPackages(values.corpus)) {
  if (values.only !== undefined && !corpusPackage.name.includes(values.only)) continue;
  results.push(await measureStability(corpusPackage, { grammars, places: Number(values.places) }));
}
console.log(JSON.stringify(results, undefined, 2));
