import { mkdirSync, readFileSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { type Server, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { companionFolderVariable } from '../companion/protocol.ts';
import { startEditorServer } from '../harness/editor-server.ts';
import { installEditor } from '../harness/install-editor.ts';
import { resultsRoot } from '../harness/locations.ts';
import { quietProfile } from '../harness/profile-settings.ts';
import { toConsole } from '../harness/progress.ts';
import type { EditorWindow } from '../support/editor-window.ts';
import { openEditorWindow } from '../support/open-editor-window.ts';
import type { SharedEditor } from '../support/shared-editor.ts';
import { useOllama, writing } from '../support/use-ollama.ts';
import { readStatus } from '../support/workbench.ts';

const mainText = "import { Client } from './client.ts';\n\nconst client = █\n";
const awkwardNames = ['a\nb.ts', '\u202Egnp.ts', '<|fim_middle|>.ts', '\u001B[31m.ts'];
const nested = 'f(\n'.repeat(2000);
const longLine = `const a = [${'1,'.repeat(50_000)}];`;
/** Far more than a person waits for a letter; a machine at work on other things is not to fail this. */
const letterWithinMs = 5000;
const longAgo = new Date(2020, 1, 1);

/** Hears whoever is led to it. */
class Lure {
  readonly #server: Server;
  connections = 0;

  constructor() {
    this.#server = createServer((socket) => {
      this.connections += 1;
      socket.destroy();
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  close(): void {
    this.#server.close();
  }
}

describe('a workspace made by somebody who means harm', () => {
  const shared = inject('editor');
  const ollama = useOllama();
  const lure = new Lure();
  const end = new AsyncDisposableStack();
  let outside = '';
  let planted = '';

  beforeAll(async () => {
    const url = await lure.listen();
    outside = await mkdtemp(join(shared.runFolder, 'outside-'));
    planted = await mkdtemp(join(shared.runFolder, 'hostile-'));
    plant(planted, outside, url);
    await mkdir(resultsRoot, { recursive: true });
  });

  afterAll(async () => {
    lure.close();
    await end.disposeAsync();
  });

  it('redirects nothing, has nothing outside read, and stops nobody from typing', async () => {
    const { opened, window } = await openEditorWindow(shared, settings(), planted);
    end.defer(() => opened.close());
    truncateSync(makeFile(join(window.folder, 'src/giant.ts'), 'x'), 3 * 1024 ** 3);
    await window.companion.ask({ kind: 'watch-blocks' });
    await isReady(window);
    await expectGhostText(window, 'src/typed.ts');
    for (const name of awkwardNames) await expectGhostText(window, `src/${name}`);
    await expectLetters(window, 'src/nested.ts', { line: 2000, character: 0 });
    await expectLetters(window, 'src/one-line.ts', { line: 0, character: longLine.length - 3 });
    // What the user opens themself is read by VS Code; what lies beside it is nobody's business.
    await expectLetters(window, 'src/linked.ts', { line: 1, character: 0 });
    await expectGhostText(window, 'src/typed-later.ts');
    await opened.page.screenshot({ path: join(resultsRoot, 'hostile-workspace.png') });
    console.log('Blocks of the extension host, all extensions together:', await readBlocks(window));
    const prompts = ollama.completions.map(({ body }) => String(body['prompt']));
    expect(prompts.filter((prompt) => prompt.includes('Client')).length).toBeGreaterThan(awkwardNames.length);
    expect(prompts.filter((prompt) => prompt.includes('neighbour') || prompt.includes('stolen'))).toEqual([]);
    expect(prompts.filter((prompt) => prompt.includes('Client') && prompt.includes('outsideSecret'))).toEqual([]);
    expectUntouched(outside);
    expect(lure.connections).toBe(0);
  }, 150_000);

  it('does no more in Restricted Mode, where the local model still completes', async () => {
    if (shared.kind !== 'web') throw new Error('A desktop window is opened without asking for trust.');
    const restricted = await startRestricted(shared, end);
    const { opened, window } = await openEditorWindow(restricted, { ...settings(), ...asksForTrust }, planted);
    end.defer(() => opened.close());
    await opened.page.getByText('Restricted Mode').first().waitFor();
    await isReady(window);
    await expectGhostText(window, 'src/restricted.ts');
    await opened.page.screenshot({ path: join(resultsRoot, 'restricted-mode.png') });
    expect(await readStatus(opened.page)).toContain('via Ollama');
    expectUntouched(outside);
    expect(lure.connections).toBe(0);
  }, 150_000);

  /** Without the suggestion list, which hides what doesn't go on as its first item. */
  const settings = (): Record<string, unknown> => ({ ...ollama.settings(), 'editor.quickSuggestions': false });

  /** The window has settled: the status says who completes. */
  async function isReady(window: EditorWindow): Promise<void> {
    await window.open('src/first.ts', mainText);
    await expect.poll(() => readStatus(window.page)).toMatch(/completes via Ollama/);
  }

  async function expectGhostText(window: EditorWindow, name: string): Promise<void> {
    ollama.play({ answer: writing('const client = new Client();') });
    await window.open(name, mainText);
    await window.type('new');
    const shown = async (): Promise<string> => `${name}: ${await window.ghostText()}`;
    await expect.poll(shown).toBe(`${name}:  Client();`);
  }
});

const asksForTrust = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'always',
};

/** Another server: whether one asks for trust is said at its start. */
async function startRestricted(
  shared: Extract<SharedEditor, { kind: 'web' }>,
  end: AsyncDisposableStack,
): Promise<SharedEditor> {
  const profileFolder = join(shared.runFolder, 'restricted-profile');
  const server = await startEditorServer({
    serverFolder: await installEditor(toConsole),
    profileFolder,
    logsFolder: shared.logsFolder,
    extensions: [shared.extension, join(shared.runFolder, 'companion/companion.vsix')],
    settings: { ...quietProfile, ...asksForTrust },
    asksForTrust: true,
    environment: {
      [companionFolderVariable]: shared.companionsFolder,
      MIDFILL_DECISIONS_FILE: shared.decisionsFile,
    },
  });
  end.defer(() => server.stop());
  return { ...shared, profileFolder, serverUrl: server.url };
}

/** Types at a place, and sees the letters arrive in time. */
async function expectLetters(
  window: EditorWindow,
  name: string,
  cursor: { readonly line: number; readonly character: number },
): Promise<void> {
  await window.openAt(name, cursor);
  await window.type('abc');
  const arrived = async (): Promise<boolean> => (await window.marked()).includes('abc█');
  await expect.poll(arrived, { timeout: letterWithinMs }).toBe(true);
}

async function readBlocks(window: EditorWindow): Promise<unknown> {
  return window.companion.ask({ kind: 'read-blocks' });
}

function plant(folder: string, outside: string, lureUrl: string): void {
  makeFile(join(outside, 'private.ts'), 'export const outsideSecret = 1;\n\n');
  makeFile(join(outside, 'folder/neighbour.ts'), 'export function neighbour(stolen: string) {}\n');
  makeFile(join(outside, 'control.ts'), 'read by this test\n');
  for (const name of ['folder/neighbour.ts', 'control.ts']) utimesSync(join(outside, name), longAgo, new Date());
  const settings = {
    'midfill.provider': 'openai-compatible',
    'midfill.fallback': ['openai-compatible'],
    'midfill.ollama.baseUrl': lureUrl,
    'midfill.openaiCompatible.baseUrl': lureUrl,
    'midfill.openaiCompatible.model': 'qwen2.5-coder',
    'midfill.telemetry.endpoint': lureUrl,
    'midfill.speculate': 'always',
    'http.proxy': lureUrl,
  };
  const environment = [
    'OLLAMA_HOST',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'http_proxy',
    'MIDFILL_PROVIDER',
    'CODESTRAL_ENDPOINT',
  ];
  makeFile(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
  makeFile(join(folder, '.env'), environment.map((name) => `${name}=${lureUrl}\n`).join(''));
  makeFile(join(folder, '.midfillignore'), '!.env\n!/**\n');
  makeFile(join(folder, '.gitignore'), ['!.env', '**/a/'.repeat(30), '[[:alpha:', 'x'.repeat(5000)].join('\n'));
  makeFile(join(folder, 'src/client.ts'), 'export class Client {\n  insideMethod(host: string) {}\n}\n');
  makeFile(join(folder, 'src/nested.ts'), nested);
  makeFile(join(folder, 'src/one-line.ts'), longLine);
  makeFile(join(folder, `${'d/'.repeat(150)}deep.ts`), 'export const deep = 1;\n');
  makeFile(join(folder, 'package.json'), '{"dependencies":'.repeat(5000));
  symlinkSync(join(outside, 'private.ts'), join(folder, 'src/linked.ts'));
  symlinkSync(join(outside, 'folder'), join(folder, 'src/linked-folder'));
}

function makeFile(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** By the time of the last access, which the file system has to keep for this: tried on a file that we do read. */
function expectUntouched(outside: string): void {
  const lastRead = (name: string): number => statSync(join(outside, name)).atimeMs;
  readFileSync(join(outside, 'control.ts'));
  expect(lastRead('control.ts')).toBeGreaterThan(longAgo.getTime());
  expect(lastRead('folder/neighbour.ts')).toBe(longAgo.getTime());
}
