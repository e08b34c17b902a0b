import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Uri } from '../../../../src/core/document.ts';
import { EmbeddedClient } from '../../../../src/core/embedded/embedded-client.ts';
import type { ContextAnswer, ContextQuery } from '../../../../src/core/protocol.ts';
import { DocumentSecrets } from '../../../../src/core/privacy/document-secrets.ts';
import { FileRules } from '../../../../src/core/privacy/file-rules.ts';
import { FakeHost } from '../../../support/fake-host.ts';
import { FakeWorkers } from '../../../support/fake-workers.ts';
import { MemoryStorage } from '../../../support/memory-storage.ts';

let host: FakeHost;
let workers: FakeWorkers;
let client: EmbeddedClient;
let rules: FileRules;
let rubyShift = 0;

const cart = 'class Cart\n  def total_price(items)\n  end\nend\n';
const checkout = "require 'cart'\n\ndef pay(cart)\n  cart.\nend\n";

const clientOf = (of: FakeHost): EmbeddedClient => {
  rules = new FileRules({ files: of.files, log: of.log });
  const ownRules = rules;
  return new EmbeddedClient({
    host: of,
    secrets: new DocumentSecrets(of.secretScanner),
    verdict: (uri) => ownRules.load(uri),
    thresholdShift: (languageId) => (languageId === 'ruby' ? rubyShift : 0),
    keepsOutcomes: () => true,
  });
};

beforeEach(() => {
  rubyShift = 0;
  host = new FakeHost();
  workers = new FakeWorkers(host);
  client = clientOf(host);
});

afterEach(() => {
  client.dispose();
  if (host.clock.pendingTimers > 0) throw new Error(`${host.clock.pendingTimers} timers were left running.`);
});

const put = (path: string, text: string): Uri => {
  const uri = `file:///project/${path}` as Uri;
  host.files.contents.set(uri, text);
  return uri;
};

const gather = async (uri: Uri, weights: ContextQuery['weights'] = {}): Promise<ContextAnswer | null> => {
  const document = host.documents.get(uri);
  const answer = client.gatherContext({
    uri,
    version: document?.version ?? 0,
    offset: document?.text.indexOf('cart.\n') ?? 0,
    maxTokens: 1000,
    weights,
    charactersPerToken: 3,
  });
  await host.clock.advance(1);
  return answer;
};

const startWith = async (files: Readonly<Record<string, string>>): Promise<Uri> => {
  for (const [path, text] of Object.entries(files)) put(path, text);
  client.configure({ indexScope: 'workspace', excludeGlobs: [] });
  client.start();
  const { uri } = host.documents.open('checkout.rb', checkout, 'ruby');
  await host.clock.advance(10_000);
  return uri;
};

const textOf = (answer: ContextAnswer | null): string => answer?.snippets.map(({ text }) => text).join('\n') ?? '';

describe('the two workers and their client', () => {
  test('what another file defines is offered as its signature', async () => {
    const uri = await startWith({ 'cart.rb': cart });
    expect(textOf(await gather(uri))).toContain('def total_price(items)');
  });

  test('a file that git ignores is not offered', async () => {
    const uri = await startWith({ '.gitignore': 'cart.rb\n', 'cart.rb': cart });
    expect(textOf(await gather(uri))).toBe('');
  });

  test('a file that a deeper ignore file brings back is offered', async () => {
    const uri = await startWith({ '.gitignore': '*.rb\n', 'lib/.gitignore': '!cart.rb\n', 'lib/cart.rb': cart });
    expect(textOf(await gather(uri))).toContain('total_price');
  });

  test('a deleted file is gone from the next answer', async () => {
    const uri = await startWith({ 'cart.rb': cart });
    host.files.contents.delete('file:///project/cart.rb');
    client.didChangeFiles({ changed: [], deleted: ['file:///project/cart.rb' as Uri] });
    await host.clock.advance(1);
    expect(textOf(await gather(uri))).toBe('');
  });

  test('all files of a deleted folder are gone', async () => {
    const uri = await startWith({ 'lib/cart.rb': cart });
    client.didChangeFiles({ changed: [], deleted: ['file:///project/lib' as Uri] });
    await host.clock.advance(1);
    expect(textOf(await gather(uri))).toBe('');
  });

  test('a deleted file is gone from the very next answer, while the background worker is busy or away', async () => {
    const uri = await startWith({ 'lib/cart.rb': cart });
    host.exitWorker('background', 'It crashed.');
    client.didChangeFiles({ changed: [], deleted: ['file:///project/lib' as Uri] });
    expect(textOf(await gather(uri))).toBe('');
  });

  test('a renamed file is there by its new name alone', async () => {
    const uri = await startWith({ 'lib/cart.rb': cart });
    host.files.contents.delete('file:///project/lib/cart.rb');
    const renamed = put('shop/cart.rb', cart);
    client.didChangeFiles({ changed: [renamed], deleted: ['file:///project/lib/cart.rb' as Uri] });
    await host.clock.advance(100);
    expect((await gather(uri))?.snippets.map(({ path }) => path)).toEqual(['shop/cart.rb']);
  });

  test('a rule that starts to ignore a file takes it out', async () => {
    const uri = await startWith({ 'cart.rb': cart });
    const rules = put('.midfillignore', 'cart.rb\n');
    client.didChangeFiles({ changed: [rules], deleted: [] });
    await host.clock.advance(10);
    expect(textOf(await gather(uri))).toBe('');
  });

  test('a rule that starts to ignore an open document takes it out, and brings it back once it is gone', async () => {
    const uri = await startWith({ 'cart.rb': cart });
    host.documents.open('cart.rb', cart.replace('total_price', 'unsaved_price'), 'ruby');
    await host.clock.advance(1000);
    const ignoreFile = put('.gitignore', 'cart.rb\n');
    const tell = async (events: { readonly changed: readonly Uri[]; readonly deleted: readonly Uri[] }) => {
      rules.didChange(ignoreFile);
      client.didChangeFiles(events);
      await host.clock.advance(1000);
    };
    await tell({ changed: [ignoreFile], deleted: [] });
    expect(textOf(await gather(uri))).toBe('');
    host.files.contents.delete(ignoreFile);
    await tell({ changed: [], deleted: [ignoreFile] });
    expect(textOf(await gather(uri))).toContain('unsaved_price');
  });

  test('a file that vanishes while it is read costs no other', async () => {
    const readText = host.files.readText.bind(host.files);
    host.files.readText = (path, maxBytes) => {
      if (path.endsWith('gone.rb')) host.files.contents.delete(path);
      return readText(path, maxBytes);
    };
    const uri = await startWith({ 'lib/gone.rb': cart, 'cart.rb': cart });
    expect((await gather(uri))?.snippets.map(({ path }) => path)).toEqual(['cart.rb']);
  });

  test('a file that is deleted while it is read does not come back', async () => {
    const readText = host.files.readText.bind(host.files);
    host.files.readText = async (path, maxBytes) => {
      const text = await readText(path, maxBytes);
      if (!path.endsWith('cart.rb')) return text;
      // The event overtakes the reading, in one and the same walk.
      host.files.contents.delete(path);
      client.didChangeFiles({ changed: [], deleted: [path] });
      await new Promise<void>((resolve) => void host.clock.setTimer(50, resolve));
      return text;
    };
    const uri = await startWith({ 'cart.rb': cart });
    expect(textOf(await gather(uri))).toBe('');
  });

  test('a changed file is offered as it is now', async () => {
    const uri = await startWith({ 'cart.rb': cart });
    const changed = put('cart.rb', cart.replace('total_price', 'sum_of_prices'));
    client.didChangeFiles({ changed: [changed], deleted: [] });
    await host.clock.advance(100);
    expect(textOf(await gather(uri))).toContain('sum_of_prices');
  });

  test('minified files and secret values are not offered', async () => {
    host.findSecrets = (text) => {
      const start = text.indexOf('hunter2');
      return start === -1 ? [] : [{ start, end: start + 7, rule: 'test' }];
    };
    const uri = await startWith({
      'cart.rb': `def total_price(password = "hunter2")\nend\n`,
      'cart.min.rb': `def cart_minified();${'x'.repeat(6000)}\n`,
    });
    const text = textOf(await gather(uri));
    expect(text).toContain('def total_price(password = "*******")');
    expect(text).not.toContain('cart_minified');
  });

  test('the secrets that edits bring into several documents at once are offered from none', async () => {
    host.findSecrets = (text) => {
      const start = text.indexOf('hunter2');
      return start === -1 ? [] : [{ start, end: start + 7, rule: 'test' }];
    };
    const uri = await startWith({});
    const cartUri = host.documents.open('cart.rb', cart, 'ruby').uri;
    await host.clock.advance(1000);
    const offset = cart.indexOf('items');
    host.documents.edit(cartUri, [{ offset, deletedLength: 0, insertedText: 'password = "hunter2", ' }]);
    host.documents.edit(uri, [{ offset: 0, deletedLength: 0, insertedText: '# note\n' }]);
    await host.clock.advance(1000);
    // What those show, the gate looks at.
    const text = textOf(await gather(uri, { 'recent-tabs': 0, 'recent-edits': 0 }));
    expect(text).toContain('def total_price(password = "*******", items)');
  });

  test('an edit reaches the worker before a question about its version', async () => {
    const uri = await startWith({ 'cart.rb': cart });
    host.documents.edit(uri, [{ offset: 0, deletedLength: 0, insertedText: '# note\n' }]);
    expect(await gather(uri)).not.toBeNull();
  });

  test('an open document stands before its file', async () => {
    const uri = await startWith({ 'cart.rb': cart });
    host.documents.open('cart.rb', cart.replace('total_price', 'unsaved_price'), 'ruby');
    await host.clock.advance(1000);
    expect(textOf(await gather(uri))).toContain('unsaved_price');
  });

  test('a version that the worker does not have is answered with null', async () => {
    const uri = await startWith({});
    const answer = client.gatherContext({
      uri,
      version: 99,
      offset: 0,
      maxTokens: 100,
      weights: {},
      charactersPerToken: 3,
    });
    await host.clock.advance(1);
    expect(await answer).toBeNull();
  });

  test('a worker that ended comes back with the open documents', async () => {
    const uri = await startWith({ 'cart.rb': cart });
    host.exitWorker('interactive', 'It crashed.');
    expect(await gather(uri)).toBeNull();
    await host.clock.advance(20_000);
    expect(workers.started).toEqual(['interactive', 'background', 'interactive']);
    expect(textOf(await gather(uri))).toContain('total_price');
  });

  test('the embedded engine completes what another file of the workspace says', async () => {
    const body = ['total_with_tax', 'total_in_cents', 'total_rounded'].map((name) => `  puts cart.${name}(prices)\n`);
    await startWith({ 'report.rb': `def report(cart, prices)\n${body.join('').repeat(3)}end\n` });
    const text = `def summary(cart, prices)\n  puts cart.total_with_tax(prices)\n  puts cart.total_in_`;
    const { uri, version } = host.documents.open('summary.rb', text, 'ruby');
    await host.clock.advance(1000);
    const answer = client.complete({ uri, version, offset: text.length, purpose: 'alone', maxLines: 1 });
    await host.clock.advance(1);
    expect((await answer)?.text).toMatch(/^cents/);
  });

  test('what is shown in a language follows the shift of its threshold', async () => {
    await startWith({ 'report.rb': 'puts cart.total_in_cents\nputs cart.total_in_euros\nputs cart.total_in_cents\n' });
    const text = 'puts cart.total_in_';
    const { uri, version } = host.documents.open('summary.rb', text, 'ruby');
    await host.clock.advance(1000);
    const ask = async (): Promise<boolean> => {
      const answer = client.complete({ uri, version, offset: text.length, purpose: 'alone', maxLines: 1 });
      await host.clock.advance(1);
      return (await answer) !== null;
    };
    expect(await ask()).toBe(true);
    rubyShift = 0.3;
    expect(await ask()).toBe(false);
  });

  test('what was refused is not offered again by a worker that was started anew', async () => {
    await startWith({});
    const text = 'puts cart.total_in_cents\nputs cart.total_in_cents\nputs cart.tot';
    const { uri, version } = host.documents.open('summary.rb', text, 'ruby');
    await host.clock.advance(1000);
    const ask = async (): Promise<string | undefined> => {
      const answer = client.complete({ uri, version, offset: text.length, purpose: 'alone', maxLines: 1 });
      await host.clock.advance(1);
      return (await answer)?.text;
    };
    expect(await ask()).toBe('al_in_cents');
    client.recordOutcome({ uri, languageId: 'ruby', kind: 'rejected', text: 'al_in_cents', prefixTail: text });
    expect(await ask()).toBeUndefined();
    host.exitWorker('interactive', 'It crashed.');
    await host.clock.advance(20_000);
    expect(await ask()).toBeUndefined();
  });

  test('what was refused in an earlier session is not offered again, until it is forgotten', async () => {
    await startWith({});
    const text = 'puts cart.total_in_cents\nputs cart.total_in_cents\nputs cart.tot';
    const { uri } = host.documents.open('summary.rb', text, 'ruby');
    await host.clock.advance(1000);
    client.recordOutcome({ uri, languageId: 'ruby', kind: 'rejected', text: 'al_in_cents', prefixTail: text });
    await host.clock.advance(1000);

    const next = new FakeHost(new MemoryStorage('process-2', host.storage.disk));
    host.storage.kill();
    new FakeWorkers(next);
    const later = clientOf(next);
    later.start();
    const { version } = next.documents.open('summary.rb', text, 'ruby');
    await next.clock.advance(1000);
    const ask = async (): Promise<string | undefined> => {
      const answer = later.complete({ uri, version, offset: text.length, purpose: 'alone', maxLines: 1 });
      await next.clock.advance(1);
      return (await answer)?.text;
    };
    expect(await ask()).toBeUndefined();
    await later.forgetOutcomes();
    expect(await ask()).toBe('al_in_cents');
    later.dispose();
  });

  test.each(['nearby', 'workspace'] as const)(
    'what scope open dropped is there again with scope %s',
    async (indexScope) => {
      const uri = await startWith({ 'cart.rb': cart });
      client.configure({ indexScope: 'open', excludeGlobs: [] });
      await host.clock.advance(10_000);
      expect(textOf(await gather(uri))).not.toContain('total_price');
      client.configure({ indexScope, excludeGlobs: [] });
      await host.clock.advance(10_000);
      expect(textOf(await gather(uri))).toContain('def total_price(items)');
    },
  );

  test('with scope open nothing is read from disk', async () => {
    put('cart.rb', cart);
    client.configure({ indexScope: 'open', excludeGlobs: [] });
    client.start();
    const { uri } = host.documents.open('checkout.rb', checkout, 'ruby');
    await host.clock.advance(10_000);
    expect(textOf(await gather(uri))).toBe('');
  });
});
