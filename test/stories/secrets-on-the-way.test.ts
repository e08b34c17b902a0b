import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { DocumentSnapshot, Uri } from '../../src/core/document.ts';
import type { HttpRequest } from '../../src/core/host.ts';
import type { ServiceId } from '../../src/core/providers/capabilities.ts';
import { createGrammars, grammarsFolder } from '../../src/node/grammars.ts';
import { createSecretScanner } from '../../src/node/secret-scanner.ts';
import { FakeHost } from '../support/fake-host.ts';
import { answer } from '../support/fake-http.ts';
import { serviceAnswer } from '../support/fake-services.ts';
import { collectLookAlikes } from '../support/look-alikes.ts';
import { type PlantedSecret, languages, plantSecrets } from '../support/secret-corpus.ts';
import { type WholeEngine, createWholeEngine, hostedOrigins } from '../support/whole-engine.ts';

/** Where a secret stands, of all that a prompt is made of. */
const ways = ['before', 'after', 'open-tab', 'recent-edit', 'notebook-cell', 'file', 'cut-by-window'] as const;
type Way = (typeof ways)[number];

const extensions: Readonly<Record<string, string>> = {
  python: 'py',
  typescript: 'ts',
  go: 'go',
  java: 'java',
  rust: 'rs',
};
const grammars = createGrammars(grammarsFolder(undefined, import.meta.url));
const scanner = createSecretScanner();
// Both are read from disk, which no virtual clock waits for.
beforeAll(() => Promise.all([scanner.scan(''), ...languages.map(({ id }) => grammars.load(id))]));

/** `npm run soak` takes all of them through each provider; here each secret goes through one. */
const isSoak = process.env['MIDFILL_SOAK'] !== undefined;
const planted = plantSecrets(200);
/** Five scenes of a language at a time, so that each prompt has several ways to go wrong. */
const scenes = languages.flatMap(({ id }) => {
  const own = planted.filter(({ languageId }) => languageId === id);
  return Array.from({ length: Math.ceil(own.length / ways.length) }, (_unused, index) =>
    own.slice(index * ways.length, (index + 1) * ways.length),
  );
});

/** Of the look-alikes so many stand together, wherever a secret would. */
const together = 5;
const lookAlikes = collectLookAlikes(500);

/** A file with something in it that is to arrive, or not to. */
type Planted = Pick<PlantedSecret, 'languageId' | 'text'>;

interface Scene extends WholeEngine {
  readonly host: FakeHost;
  play(secrets: readonly Planted[], shift: number, number: number): Promise<void>;
}

async function createScene(provider: ServiceId): Promise<Scene> {
  const host = new FakeHost();
  Object.assign(host, { secretScanner: scanner });
  host.respond = (request, signal) => Promise.resolve(answer(serviceAnswer(request, ['Client(host)']), signal));
  for (const name of ['MISTRAL_API_KEY', 'DEEPSEEK_API_KEY']) await host.secrets.set(name, 'the-key-of-the-user');
  const whole = createWholeEngine(host, { provider, fallback: [], draft: false, maxContextTokens: 8192 }, { grammars });
  await whole.engine.start();
  for (const origin of hostedOrigins) await whole.engine.consent.record(origin, 'granted');
  onTestFinished(() => whole.engine.dispose());
  return {
    ...whole,
    host,
    play: async (secrets, shift, number) => {
      const languageId = secrets[0]?.languageId ?? 'python';
      const extension = extensions[languageId] ?? 'txt';
      const by = new Map<Way, Planted>();
      for (const [index, secret] of secrets.entries()) by.set(ways[(index + shift) % ways.length] as Way, secret);
      const textOf = (way: Way): string => (by.get(way)?.text ?? '').replace('█', 'Client(host)');
      const open = (name: string, text: string): DocumentSnapshot =>
        host.documents.open(`${number}/${name}.${extension}`, text, languageId);

      const path = `file:///project/${number}/disk.${extension}` as Uri;
      host.files.contents.set(path, textOf('file'));
      whole.engine.embedded.didChangeFiles({ changed: [path], deleted: [] });
      const opened = [open('tab', textOf('open-tab')), open('edited', 'start\n')];
      const cell = (id: string): string => `vscode-notebook-cell:/project/${number}/book.ipynb#W${id}sZmlsZQ%3D%3D`;
      opened.push(host.documents.open(cell('0'), textOf('notebook-cell'), languageId));
      await host.clock.advance(1000);
      const edited = opened[1] as DocumentSnapshot;
      host.documents.edit(edited.uri, [{ offset: 6, deletedLength: 0, insertedText: textOf('recent-edit') }]);
      await host.clock.advance(1000);
      // The window's start lies somewhere in what is far away.
      const far = `${textOf('cut-by-window')}${'padding = other(value)\n'.repeat(310 + number)}`;
      const before = `${far}${textOf('before')}\nclient = `;
      const text = `${before}\n${textOf('after')}`;
      const current = host.documents.open(`${number}/current.${extension}`, text, languageId);
      await ask(whole, host, current, before.length);
      const inCell = host.documents.open(cell('1'), 'client = connect(', languageId);
      await ask(whole, host, inCell, inCell.text.length);
      for (const { uri } of [...opened, current, inCell]) host.documents.close(uri);
      await host.clock.advance(100);
    },
  };
}

async function ask({ engine }: WholeEngine, host: FakeHost, document: DocumentSnapshot, offset: number): Promise<void> {
  await host.clock.advance(1000);
  const call = {
    document,
    position: document.positionAt(offset),
    trigger: 'explicit',
    editor: { cursorCount: 1, isInlineSuggestEnabled: true, isInSnippet: false, tabSize: 4, autoClosed: '' },
  } as const;
  const answered = engine.session.provide(call, new AbortController().signal);
  await host.clock.advance(3000);
  await answered;
}

/** All texts of a request's body, as the service reads them. */
function textsOf({ url, headers, body = '' }: HttpRequest): string {
  const texts = [url, JSON.stringify(headers)];
  const collect = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  if (body !== '') collect(JSON.parse(body));
  return texts.join('\n');
}

/** Whether so much of a secret is in a text that it helps whoever reads it. */
function shows(text: string, secret: string): boolean {
  const length = Math.min(10, secret.length);
  for (let start = 0; start + length <= secret.length; start += 1) {
    if (text.includes(secret.slice(start, start + length))) return true;
  }
  return false;
}

describe('of two hundred secrets, standing wherever a prompt comes from,', () => {
  test.each([
    ['codestral', 0],
    ['deepseek', 1],
    ['ollama', 2],
    ['openai-compatible', 3],
    ['llamacpp', 4],
  ] as const)('none reaches %s', async (provider, shift) => {
    const scene = await createScene(provider);
    const own = scenes.filter((_scene, index) => isSoak || index % 5 === shift);
    for (const [number, secrets] of own.entries()) await scene.play(secrets, shift + number, number);
    const sent = scene.host.requests.filter(({ method }) => method === 'POST').map(textsOf);
    const prompts = sent.filter((text) => text.includes('client = '));
    expect(prompts.length).toBeGreaterThanOrEqual(own.length);
    const all = sent.join('\n');
    expect(planted.filter(({ secret }) => shows(all, secret)).map(({ name }) => name)).toEqual([]);
    // What stands beside the secrets did arrive: they were masked, not left out with everything else.
    expect(all.match(/MIDFILL_SECRET_\d+_/g)?.length ?? 0).toBeGreaterThan(own.length);
  });
});

test('of a key block that is taken apart line by line nothing arrives, neither from the file nor from its edits', async () => {
  const scene = await createScene('ollama');
  const { host } = scene;
  const key = planted.find(({ text, languageId }) => languageId === 'typescript' && text.includes('PRIVATE KEY'));
  const text = key?.text.replace('█', 'Client(host)') ?? '';
  const block = /-----BEGIN[^]*-----END[A-Z ]*-----/.exec(text)?.[0] ?? '';
  const lines = block.split('\n');
  const { uri } = host.documents.open('keys.ts', text, 'typescript');
  await host.clock.advance(1000);
  for (const line of lines.slice(0, 4)) {
    const offset = text.indexOf(block);
    host.documents.edit(uri, [{ offset, deletedLength: line.length + 1, insertedText: '' }]);
    await host.clock.advance(1000);
  }
  const current = host.documents.open('current.ts', 'client = ', 'typescript');
  await ask(scene, host, current, current.text.length);
  const left = host.documents.get(uri);
  if (left !== undefined) await ask(scene, host, left, left.text.indexOf('Client(host)'));
  const sent = host.requests.filter(({ method }) => method === 'POST').map(textsOf);
  expect(sent.filter((prompt) => prompt.includes('MIDFILL_SECRET_')).length).toBeGreaterThan(0);
  expect(lines.slice(1, -1).filter((line) => shows(sent.join('\n'), line))).toEqual([]);
});

test('of five hundred look-alikes in the same places under 2 % are masked, and none stops a request', async () => {
  const files = Array.from({ length: lookAlikes.length / together }, (_unused, index) => {
    const lines = lookAlikes.slice(index * together, (index + 1) * together);
    return { languageId: 'typescript', text: `export function connect(host) {\n${lines.join('\n')}\n  return █\n}\n` };
  });
  const providers = ['codestral', 'deepseek', 'ollama', 'openai-compatible', 'llamacpp'] as const;
  const sent: string[] = [];
  let asked = 0;
  for (const [shift, provider] of providers.entries()) {
    const scene = await createScene(provider);
    for (let number = 0; number * ways.length < files.length; number += 1) {
      // Each through one provider, or with `npm run soak` through all, from another place each time.
      if (!isSoak && number % providers.length !== shift) continue;
      await scene.play(files.slice(number * ways.length, (number + 1) * ways.length), shift + number, number);
      asked += 2;
    }
    sent.push(...scene.host.requests.filter(({ method }) => method === 'POST').map(textsOf));
  }
  const prompts = sent.filter((text) => text.includes('client = ') || text.includes('client = connect('));
  const all = sent.join('\n');
  const masked = [...new Set(all.split('\n'))].filter((line) => line.includes('MIDFILL_SECRET_'));
  const arrived = lookAlikes.filter((line) => all.includes(line.trim()));
  console.log(`Of ${lookAlikes.length} look-alikes ${arrived.length} arrived as they are, ${masked.length} masked.`);
  expect(prompts.length).toBe(asked);
  expect(masked.length, masked.join('\n')).toBeLessThan(lookAlikes.length * 0.02);
  expect(arrived.length).toBeGreaterThan(lookAlikes.length * 0.5);
});
