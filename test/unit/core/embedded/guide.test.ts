import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EmbeddedEngine } from '../../../../src/core/embedded/embedded-engine.ts';
import { sampleWorkspace } from '../../../editor/harness/locations.ts';
import { readGuide } from '../../../support/guide-rows.ts';

/** Above the threshold, also where what was refused before has raised it a little. */
const sureEnough = 0.6;

const rows = readGuide();

test('the guide has a row for each of the sample’s files', () => {
  expect(rows).toHaveLength(5);
});

test.each(rows)('in $file ghost text shows where the guide says', ({ file, marker, typed }) => {
  const text = readFileSync(join(sampleWorkspace, file), 'utf8');
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
    expect(answer!.confidence, beginning).toBeGreaterThan(sureEnough);
  }
});
