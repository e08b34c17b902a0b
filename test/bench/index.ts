import { execFile } from 'node:child_process';
import { appendFileSync, copyFileSync, readdirSync, rmSync, statSync, unlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { makeWorkspace } from './context/workspace.ts';
import type { SessionFigures } from './index/session.ts';
import { writeBaseline } from './write-baseline.ts';

/*
 * What indexing a workspace costs, by the packaged workers in real threads, each start in a process of its own:
 *
 *   npm run bench:index -- --corpus DIR [--files 1000] [--keys 600] [--idle 30] [--core-share 0.25] [--write]
 *
 * The first start reads every file; the second finds the index of the first; before the third, twenty files change.
 * Then the last one rests for --idle seconds. The quarter of a core that the index may take bounds how soon it is up to
 * date, processor time says what it takes. With `--write`, the figures for so many files replace those in
 * index.baseline.json.
 */
const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: '.cache/corpora' },
    files: { type: 'string', default: '1000' },
    keys: { type: 'string', default: '600' },
    idle: { type: 'string', default: '30' },
    'core-share': { type: 'string', default: '0.25' },
    write: { type: 'boolean', default: false },
  },
});

const changedFiles = 20;
const session = join(import.meta.dirname, 'index/session.ts');
const workspace = await makeWorkspace(values.corpus, Number(values.files));
const store = await mkdtemp(join(tmpdir(), 'midfill-index-'));
try {
  const first = report('first start', await start('0', '0'));
  const megabytes = { stored: megabytesIn(store), source: megabytesIn(workspace.folder) };
  console.log(`stored: ${megabytes.stored} MB of ${megabytes.source} MB`);
  const second = report('second start', await start(values.keys, '0'));
  for (const path of workspace.paths.slice(0, changedFiles)) change(join(workspace.folder, path));
  const changed = report(`${changedFiles} files changed`, await start('0', String(Number(values.idle) * 1000)));
  if (values.write) writeBaseline('index', { [`${values.files} files`]: { megabytes, first, second, changed } });
} finally {
  await workspace.remove();
  await rm(store, { recursive: true, force: true });
}

async function start(keys: string, idleMs: string): Promise<SessionFigures> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    // Else what the typist's own thread leaves is counted too: it grew by 22 MB, which none of the workers has.
    '--max-semi-space-size=4',
    session,
    workspace.folder,
    store,
    keys,
    idleMs,
    values['core-share'],
  ]);
  return JSON.parse(stdout) as SessionFigures;
}

/** The workspace's files are links to the corpus: a changed one must be a file of its own. */
function change(path: string): void {
  copyFileSync(path, `${path}.copy`);
  unlinkSync(path);
  copyFileSync(`${path}.copy`, path);
  rmSync(`${path}.copy`);
  appendFileSync(path, '\n');
}

function megabytesIn(folder: string): number {
  const bytes = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  return Math.round(bytes / 1e5) / 10;
}

function report(name: string, figures: SessionFigures): SessionFigures {
  console.log(`${name}: ${JSON.stringify(figures)}`);
  return figures;
}
