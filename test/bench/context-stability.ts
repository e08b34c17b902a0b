import { parseArgs } from 'node:util';
import { createGrammars, grammarsFolder } from '../../src/node/grammars.ts';
import { percent } from './context/percent.ts';
import { readPackages } from './context/corpus.ts';
import { type Shares, measureStability } from './context/stability.ts';
import { writeBaseline } from './write-baseline.ts';

/*
 * How much of a prompt's start stays the same from request to request while one types? See context.md beside this file.
 *
 *   npm run bench:stability [-- --places 12 --only NAME --write]
 *
 * With `--write`, the figures replace those in the baseline.
 */
const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: '.cache/corpora/measured' },
    places: { type: 'string', default: '12' },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});

if (values.write && values.only !== undefined) {
  throw new Error('Kept are the figures of all code bases: leave --only out.');
}
const grammars = createGrammars(grammarsFolder(undefined, import.meta.url));
const percentOf = ({ midfill, sliding }: Shares): Shares => ({ midfill: percent(midfill), sliding: percent(sliding) });
const results: Record<string, object> = {};
for (const corpusPackage of readPackages(values.corpus)) {
  if (values.only !== undefined && !corpusPackage.name.includes(values.only)) continue;
  const options = { grammars, places: Number(values.places) };
  const { requests, prefixFirst, suffixFirst } = await measureStability(corpusPackage, options);
  results[corpusPackage.name] = {
    requests,
    prefixFirst: percentOf(prefixFirst),
    suffixFirst: percentOf(suffixFirst),
  };
}
console.log(JSON.stringify(results, undefined, 2));
if (values.write) writeBaseline('context', { stabilityPercent: results });
