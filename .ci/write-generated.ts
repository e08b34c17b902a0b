import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withSettings } from './settings-table.ts';

// Part of `npm run fix`: what says a second time what the manifest says.
const root = path.dirname(import.meta.dirname);
const readme = path.join(root, 'README.md');
writeFileSync(readme, withSettings(readFileSync(readme, 'utf8'), root));
