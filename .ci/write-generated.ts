import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withEmbeddedFigures } from './embedded-figures.ts';
import { bundleOf } from './localised-strings.ts';
import { withFigures } from './readme-figures.ts';
import { withSettings } from './settings-table.ts';
import { withTargets } from './targets.ts';

// Part of `npm run fix`: what says a second time what the manifest, the sources and the baselines say.
const root = path.dirname(import.meta.dirname);
const rewrite = (name: string, ...steps: readonly ((page: string, root: string) => string)[]): void => {
  const file = path.join(root, name);
  writeFileSync(
    file,
    steps.reduce((page, step) => step(page, root), readFileSync(file, 'utf8')),
  );
};
rewrite('README.md', withSettings, withFigures);
rewrite('test/bench/README.md', withTargets);
rewrite('test/bench/embedded.md', withEmbeddedFigures);
writeFileSync(path.join(root, 'l10n/bundle.l10n.json'), `${JSON.stringify(bundleOf(root), null, 2)}\n`);
