import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { EmbeddedEngine } from '../../../../src/core/embedded/embedded-engine.ts';

const sample = resolve(import.meta.dirname, '../../../fixtures/sample-workspace');

/** The rows of the sample's guide: where one types what, for ghost text to show. */
const promises = readFileSync(resolve(sample, 'GUIDE.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => {
    const [file = '', marker = '', ...typed] = [...line.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
    return { file, marker, typed };
  });

test('the guide has a row for each of the sample’s files', () => {
  expect(promises).toHaveLength(5);
});

test.each(promises)('in $file ghost text shows where the guide says', ({ file, marker, typed }) => {
  const text = readFileSync(resolve(sample, file), 'utf8');
  const place = text.indexOf('\n', text.indexOf(marker)) + 1;
  for (const beginning of typed) {
    const answer = new EmbeddedEngine().complete({
      uri: `file:///shop/${file}`,
      languageId: '',
      prefix: text.slice(0, place) + beginning,
      suffix: text.slice(place),
      purpose: 'alone',
      maxLines: 8,
    });
    expect(answer?.text.trim(), beginning).toMatch(/^.{8,}/);
  }
});
