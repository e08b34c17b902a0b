import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleOf } from './localised-strings.ts';
import { withSettings } from './settings-table.ts';

// Part of `npm run fix`: what says a second time what the manifest and the sources say.
const root = path.dirname(import.meta.dirname);
const readme = path.join(root, 'README.md');
writeFileSync(readme, withSettings(readFileSync(readme, 'utf8'), root));
writeFileSync(path.join(root, 'l10n/bundle.l10n.json'), `${JSON.stringify(bundleOf(root), null, 2)}\n`);
