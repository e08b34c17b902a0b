import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { companionFolderVariable } from '../editor/companion/protocol.ts';
import { startBrowser } from '../editor/harness/browser.ts';
import { startEditorServer } from '../editor/harness/editor-server.ts';
import { installEditor } from '../editor/harness/install-editor.ts';
import { repositoryRoot, sampleWorkspace } from '../editor/harness/locations.ts';
import { quietProfile } from '../editor/harness/profile-settings.ts';
import { toConsole } from '../editor/harness/progress.ts';
import { prepareSuite } from '../editor/harness/suite-folders.ts';
import type { WebEditor } from '../editor/support/shared-editor.ts';
import { measureWindow } from './cost/measured-window.ts';
import { measureStart, startCostsOf } from './cost/starts.ts';
import type { Activation } from './cost/startup-performance.ts';
import { type Result, costsOf, summarise } from './cost/summary.ts';
import { readZip } from '../support/zip.ts';
import { makeWorkspace } from './context/workspace.ts';
import { writeBaseline } from './write-baseline.ts';

/*
 * What does Midfill cost the editor? See cost.md beside this file for the method.
 *
 *   npm run bench:cost -- [--rounds 3] [--keys 6000] [--idle 30] [--files 10000] [--starts 15]
 *     [--only activation|sample|large] [--write]
 *
 * With `--write`, the medians replace those of the same name in cost.baseline.json.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    keys: { type: 'string', default: '6000' },
    idle: { type: 'string', default: '30' },
    files: { type: 'string', default: '10000' },
    starts: { type: 'string', default: '15' },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});

await using end = new AsyncDisposableStack();
const serverFolder = await installEditor(toConsole);
const { extension, companion, ...suite } = await prepareSuite(end);
const browser = await startBrowser(toConsole);
end.defer(() => browser.close());

async function startServer(name: string, extensions: readonly string[]): Promise<WebEditor> {
  const profileFolder = join(suite.runFolder, name);
  const logsFolder = join(suite.logsFolder, name);
  await mkdir(logsFolder);
  const server = await startEditorServer({
    serverFolder,
    profileFolder,
    logsFolder,
    extensions,
    settings: quietProfile,
    environment: { [companionFolderVariable]: suite.companionsFolder },
  });
  end.defer(() => server.stop());
  return {
    kind: 'web',
    ...suite,
    extension,
    profileFolder,
    serverUrl: server.url,
    browserEndpoint: browser.wsEndpoint(),
  };
}

const servers = {
  without: await startServer('without', [companion]),
  with: await startServer('with', [extension, companion]),
} as const;

const isWanted = (part: string): boolean => values.only === undefined || values.only === part;

async function copySample(): Promise<string> {
  const folder = await mkdtemp(join(suite.runFolder, 'sample-'));
  await cp(sampleWorkspace, folder, { recursive: true });
  return folder;
}

const starts: Activation[] = [];
while (isWanted('activation') && starts.length < Number(values.starts)) {
  starts.push(await measureStart(servers.with, await copySample()));
}

async function makeLarge(): Promise<string> {
  const large = await makeWorkspace(join(repositoryRoot, 'node_modules'), Number(values.files));
  end.defer(() => large.remove());
  await cp(join(sampleWorkspace, 'python'), join(large.folder, 'python'), { recursive: true });
  return large.folder;
}
const largeFolder = isWanted('large') ? await makeLarge() : '';

/** What is opened: a folder, and settings with which all of it is learnt. */
const situations = {
  sample: { folder: copySample, settings: {} },
  large: { folder: () => Promise.resolve(largeFolder), settings: { 'midfill.embedded.index': 'workspace' } },
} as const;

const results: Result[] = [];
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const [situation, { folder, settings }] of Object.entries(situations)) {
    if (!isWanted(situation)) continue;
    for (const [variant, editor] of Object.entries(servers)) {
      const cost = await measureWindow(editor, {
        folder: await folder(),
        file: 'python/report.py',
        settings,
        idleSeconds: Number(values.idle),
        keys: Number(values.keys),
      });
      results.push({ situation, variant, cost });
      toConsole(`${situation} ${variant}: ${JSON.stringify(cost)}`);
    }
  }
}
const costs = costsOf(results);
const activation = startCostsOf(starts);
toConsole(summarise(costs));
if (starts.length > 0) toConsole(`activation: ${JSON.stringify(activation)}`);
if (values.write) {
  const others = readZip(await readFile(extension)).filter(({ name }) => !name.endsWith('.wasm'));
  const bytes = others.reduce((sum, { compressedBytes }) => sum + compressedBytes, 0);
  writeBaseline('cost', {
    ...costs,
    ...(starts.length > 0 && { activation }),
    package: { withoutGrammarsMb: Math.round((bytes / 1024 / 1024) * 100) / 100 },
  });
}
await mkdir(join(repositoryRoot, 'test-results'), { recursive: true });
await writeFile(join(repositoryRoot, 'test-results/cost.json'), `${JSON.stringify(results, null, 2)}\n`);
