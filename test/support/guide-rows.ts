import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleWorkspace } from '../editor/harness/locations.ts';

/** Where the sample's guide has one type what, for ghost text to show. */
export interface GuideRow {
  readonly file: string;
  /** On the line above. */
  readonly marker: string;
  /** One thing after the other. */
  readonly typed: readonly string[];
}

/** The rows of the guide, as they stand on its page. */
export function readGuide(): readonly GuideRow[] {
  return readFileSync(join(sampleWorkspace, 'GUIDE.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [file = '', marker = '', ...typed] = [...line.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
      return { file, marker, typed };
    });
}
