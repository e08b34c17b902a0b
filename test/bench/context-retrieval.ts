import { parseArgs } from 'node:util';
import { createGrammars, grammarsFolder } from '../../src/node/grammars.ts';
import { readPackages } from './context/corpus.ts';
import { type Way, measureRetrieval } from './context/retrieval.ts';

/*
 * How often is the definition of a hidden name in the prompt? See context.md beside this file for the method.
 *
 *   node test/bench/context-retrieval.ts --corpus DIR [--holes 150] [--only NAME] [--ways] [--misses] [--json]
 */
const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: '.cache/corpora/measured' },
    holes: { type: 'string', default: '150' },
    only: { type: 'string' },
    budgets: { type: 'string', default: '2000,4000,8000' },
    ways: { type: 'boolean', default: false },
    misses: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const all: Way = { name: 'all', weights: {} };
const switchedOff: readonly Way[] = (['definitions', 'open-tabs', 'repository', 'fingerprint'] as const).map(
  (source) => ({
    name: `without ${source}`,
    weights: { [source]: 0 },
  }),
);
const grammars = createGrammars(grammarsFolder(undefined, import.meta.url));
const results = [];
for (const corpusPackage of readPackages(values.corpus)) {
  if (values.only !== undefined && !corpusPackage.name.includes(values.only)) continue;
  const result = await measureRetrieval(corpusPackage, {
    grammars,
    ways: values.ways ? [all, ...switchedOff] : [all],
    budgets: values.budgets.split(',').map(Number),
    holes: Number(values.holes),
    ...(values.misses ? { onMiss: (miss: object): void => console.log(Object.values(miss).join('  |  ')) } : {}),
  });
  results.push(result);
  if (values.json) continue;
  console.log(`\n${result.package}: ${corpusPackage.files.length} files, ${result.holes} holes`);
  for (const [key, recall] of Object.entries(result.recall)) {
    console.log(`  ${key.padEnd(32)} ${(100 * recall).toFixed(1).padStart(5)} %`);
  }
}
if (values.json) console.log(JSON.stringify(results, undefined, 2));
