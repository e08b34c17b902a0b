import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Uri } from '../../../../src/core/document.ts';
import { EmbeddedClient } from '../../../../src/core/embedded/embedded-client.ts';
import { DocumentSecrets } from '../../../../src/core/privacy/document-secrets.ts';
import { FileRules } from '../../../../src/core/privacy/file-rules.ts';
import { FakeHost } from '../../../support/fake-host.ts';
import { FakeWorkers } from '../../../support/fake-workers.ts';

const invoice = `def handle_invoice(request)
  invoice = parse_invoice(request.body)
  validate_invoice(invoice)
  render_invoice(invoice)
end
`;
const receipt = `def handle_receipt(request)
  receipt = parse_receipt(request.body)
  validate_invoice(receipt)
  █
end
`;

let host: FakeHost;
let client: EmbeddedClient;
let rules: FileRules;

beforeEach(() => {
  host = new FakeHost();
  void new FakeWorkers(host);
  rules = new FileRules({ files: host.files, log: host.log });
  const secrets = new DocumentSecrets(host.secretScanner);
  client = new EmbeddedClient({ host, secrets, verdict: (uri) => rules.load(uri) });
});

afterEach(() => client.dispose());

const uriOf = (path: string): Uri => `file:///project/${path}` as Uri;

/** Opens and closes files, as somebody does who looks something up, and goes on in another one. */
const lookAt = async (files: Readonly<Record<string, string>>, scope: 'open' | 'nearby' = 'nearby'): Promise<void> => {
  client.configure({ indexScope: scope, excludeGlobs: [] });
  client.start();
  await host.clock.advance(100);
  for (const [path, text] of Object.entries(files)) {
    host.files.contents.set(uriOf(path), text);
    host.documents.open(path, text, 'ruby');
    await host.clock.advance(100);
    host.documents.close(uriOf(path));
    await host.clock.advance(100);
  }
  host.documents.open('receipt.rb', receipt.replace('█', ''), 'ruby');
  await host.clock.advance(10_000);
};

const similarCode = async (): Promise<readonly string[]> => {
  const answer = client.gatherContext({
    uri: uriOf('receipt.rb'),
    version: host.documents.get(uriOf('receipt.rb'))?.version ?? 0,
    offset: receipt.indexOf('█'),
    maxTokens: 3000,
    weights: { definitions: 0, repository: 0 },
    charactersPerToken: 3,
  });
  await host.clock.advance(1);
  return (await answer)?.snippets.map(({ path, text }) => `${path}: ${text}`) ?? ['no answer'];
};

const tell = async (events: {
  readonly changed?: readonly Uri[];
  readonly deleted?: readonly Uri[];
}): Promise<void> => {
  for (const uri of events.changed ?? []) rules.didChange(uri);
  client.didChangeFiles({ changed: [], deleted: [], ...events });
  await host.clock.advance(1);
};

describe('a file whose tab was closed', () => {
  test('is still a place for similar code', async () => {
    await lookAt({ 'invoice.rb': invoice });
    expect(await similarCode()).toEqual([`invoice.rb: ${invoice.trimEnd()}`]);
  });

  test('counts as it was saved, not as it was left', async () => {
    await lookAt({});
    const { uri } = host.documents.open('invoice.rb', invoice.replace('render_invoice', 'unsaved_invoice'), 'ruby');
    host.files.contents.set(uri, invoice);
    await host.clock.advance(100);
    host.documents.close(uri);
    await host.clock.advance(100);
    expect(await similarCode()).toEqual([`invoice.rb: ${invoice.trimEnd()}`]);
  });

  test('follows its file', async () => {
    await lookAt({ 'invoice.rb': invoice });
    host.files.contents.set(uriOf('invoice.rb'), invoice.replace('render_invoice', 'print_invoice'));
    host.files.modified.set(uriOf('invoice.rb'), 1);
    await tell({ changed: [uriOf('invoice.rb')] });
    expect((await similarCode()).join()).toContain('print_invoice');
  });

  test('is gone at once when it, or its folder, is deleted', async () => {
    await lookAt({ 'invoice.rb': invoice, 'lib/invoice.rb': invoice.replace('render_invoice', 'print_invoice') });
    expect(await similarCode()).toHaveLength(2);
    await tell({ deleted: [uriOf('lib')] });
    expect(await similarCode()).toHaveLength(1);
    await tell({ deleted: [uriOf('invoice.rb')] });
    expect(await similarCode()).toEqual([]);
  });

  test('is gone once a rule ignores it', async () => {
    await lookAt({ 'invoice.rb': invoice });
    host.files.contents.set(uriOf('.gitignore'), 'invoice.rb\n');
    await tell({ changed: [uriOf('.gitignore')] });
    await host.clock.advance(100);
    expect(await similarCode()).toEqual([]);
  });

  test('gives way to itself, open again', async () => {
    await lookAt({ 'invoice.rb': invoice });
    host.documents.open('invoice.rb', invoice.replace('render_invoice', 'unsaved_invoice'), 'ruby');
    await host.clock.advance(1000);
    const found = await similarCode();
    expect(found).toHaveLength(1);
    expect(found.join()).toContain('unsaved_invoice');
  });

  test('says none of its secrets', async () => {
    host.findSecrets = (text) =>
      [...text.matchAll(/hunter2/g)].map(({ index }) => ({ start: index, end: index + 7, rule: 'test' }));
    await lookAt({ 'invoice.rb': invoice.replace('(invoice)\nend', '("hunter2")\nend') });
    expect((await similarCode()).join()).toContain('render_invoice("*******")');
  });

  test('is one of the eight closed last', async () => {
    const files = Array.from({ length: 9 }, (_, at) => [`invoice${at}.rb`, `# number ${at}\n${invoice}`] as const);
    await lookAt(Object.fromEntries(files));
    const found = (await similarCode()).map((text) => text.slice(0, text.indexOf(':')));
    expect(found.toSorted()).toEqual(files.slice(1).map(([path]) => path));
  });

  test('does not count where only open documents are to', async () => {
    await lookAt({ 'invoice.rb': invoice }, 'open');
    expect(await similarCode()).toEqual([]);
  });

  test.each([
    ['is minified', `${invoice}${'x = 1;'.repeat(1000)}\n`],
    ['is large', invoice.repeat(600)],
  ])('does not count where it %s', async (_what, text) => {
    await lookAt({ 'invoice.rb': text });
    expect(await similarCode()).toEqual([]);
  });
});
