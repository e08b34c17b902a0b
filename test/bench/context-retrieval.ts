import { parseArgs } from 'node:util';
import { createGrammars, grammarsFolder } from '../../src/node/grammars.ts';
import { percent } from './context/percent.ts';
import { readPackages } from './context/corpus.ts';
import { type Way, measureRetrieval } from './context/retrieval.ts';
import { writeBaseline } from './write-baseline.ts';

/*
 * How often is the definition of a hidden name in the prompt? See context.md beside this file for the method.
 *
 *   npm run bench:retrieval [-- --holes 80 --only NAME --ways --misses --write]
 *
 * With `--ways`, with each source switched off, too. With `--write`, the figures replace those in the baseline.
 */
const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: '.cache/corpora/measured' },
    holes: { type: 'string', default: '80' },
    only: { type: 'string' },
    budgets: { type: 'string', default: '2000,4000,8000' },
    ways: { type: 'boolean', default: false },
    misses: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

const all: Way = { name: 'all', weights: {} };
const switchedOff: readonly Way[] = (['definitions', 'recent-tabs', 'repository', 'fingerprint'] as const).map(
  (source) => ({
    name: `without ${source}`,
    weights: { [source]: 0 },
  }),
);
if (values.write && values.only !== undefined) {
  throw new Error('Kept are the figures of all code bases: leave --only out.');
}
const grammars = createGrammars(grammarsFolder(undefined, import.meta.url));
const results: Record<string, Readonly<Record<string, number>>> = {};
for (const corpusPackage of readPackages(values.corpus)) {
  if (values.only !== undefined && !corpusPackage.name.includes(values.only)) continue;
  const result = await measureRetrieval(corpusPackage, {
    grammars,
    ways: values.ways ? [all, ...switchedOff] : [all],
    budgets: values.budgets.split(',').map(Number),
    holes: Number(values.holes),
    ...(values.misses ? { onMiss: (miss: object): void => console.log(Object.values(miss).join('  |  ')) } : {}),
  });
  const recall = Object.entries(result.recall).map(([key, share]) => [key, percent(share)] as const);
  results[corpusPackage.name] = { holes: result.holes, ...Object.fromEntries(recall) };
  console.log(`\n${corpusPackage.name}: ${corpusPackage.files.length} files, ${result.holes} holes`);
  for (const [key, share] of recall) console.log(`  ${key.padEnd(32)} ${share.toFixed(1).padStart(5)} %`);
}
if (values.write) writeBaseline('context', { retrievalPercent: results });
