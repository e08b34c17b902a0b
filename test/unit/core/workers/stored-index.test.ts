import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Uri } from '../../../../src/core/document.ts';
import { EmbeddedClient } from '../../../../src/core/embedded/embedded-client.ts';
import { DocumentSecrets } from '../../../../src/core/privacy/document-secrets.ts';
import { FileRules } from '../../../../src/core/privacy/file-rules.ts';
import { noGrammars } from '../../../../src/core/context/syntax/syntax-tree.ts';
import { FakeHost } from '../../../support/fake-host.ts';
import { FakeWorkers } from '../../../support/fake-workers.ts';
import { MemorySegments } from '../../../support/memory-segments.ts';

/** What the sessions of one test share: the disk. */
let segments: MemorySegments;
let contents: Map<string, string>;
let open: Session[];

const asks = ['total_with_tax', 'total_in_cents', 'total_rounded'].map((name) => `  puts cart.${name}(prices)\n`);
const report = `def report(cart, prices)\n${asks.join('').repeat(3)}end\n`;
const cart = 'class Cart\n  def total_price(items)\n  end\nend\n';

beforeEach(() => {
  segments = new MemorySegments();
  contents = new Map(Object.entries({ 'report.rb': report, 'cart.rb': cart }));
  open = [];
});

afterEach(() => {
  for (const session of open) session.client.dispose();
});

interface Session {
  readonly host: FakeHost;
  readonly client: EmbeddedClient;
  readonly workers: FakeWorkers;
  /** Files whose text was read, ignore files aside. */
  readonly read: string[];
}

const uriOf = (path: string): Uri => `file:///project/${path}` as Uri;

/** A window that opens on the workspace, and is left alone until its index is up to date. */
async function session(prepare: (host: FakeHost) => void = () => {}): Promise<Session> {
  const host = new FakeHost();
  prepare(host);
  const read: string[] = [];
  for (const [path, text] of contents) host.files.contents.set(`file:///project/${path}`, text);
  const readText = host.files.readText.bind(host.files);
  host.files.readText = (uri, maxBytes) => {
    if (!uri.endsWith('ignore')) read.push(uri.replace('file:///project/', ''));
    return readText(uri, maxBytes);
  };
  host.findSecrets = (text) =>
    [...text.matchAll(/hunter2/g)].map(({ index }) => ({ start: index, end: index + 7, rule: 'x' }));
  const workers = new FakeWorkers(host, noGrammars, () => segments);
  const rules = new FileRules({ files: host.files, log: host.log });
  const secrets = new DocumentSecrets(host.secretScanner);
  const client = new EmbeddedClient({ host, secrets, verdict: (uri) => rules.load(uri) });
  client.configure({ indexScope: 'workspace', excludeGlobs: [] });
  client.start();
  await host.clock.advance(10_000);
  const one = { host, client, workers, read };
  open.push(one);
  return one;
}

/** What the engine completes from `report.rb`. */
async function completion({ host, client }: Session): Promise<string | undefined> {
  const text = `def summary(cart, prices)\n  puts cart.total_with_tax(prices)\n  puts cart.total_in_`;
  const { uri, version } = host.documents.open('summary.rb', text, 'ruby');
  await host.clock.advance(1000);
  const answer = client.complete({ uri, version, offset: text.length, purpose: 'alone', maxLines: 1 });
  await host.clock.advance(1);
  return (await answer)?.text;
}

/** What the context offers from `cart.rb`. */
async function context({ host, client }: Session): Promise<string> {
  const text = "require 'cart'\n\ndef pay(cart)\n  cart.\nend\n";
  const { uri, version } = host.documents.open('checkout.rb', text, 'ruby');
  await host.clock.advance(1000);
  const offset = text.indexOf('cart.\n');
  const query = { uri, version, offset, maxTokens: 1000, weights: {}, charactersPerToken: 3 };
  const answer = client.gatherContext(query);
  await host.clock.advance(1);
  return (await answer)?.snippets.map((snippet) => snippet.text).join('\n') ?? '';
}

describe('the index of the session before', () => {
  test('is there again without a file having been read', async () => {
    expect((await session()).read.toSorted()).toEqual(['cart.rb', 'report.rb']);
    const second = await session();
    expect(second.read).toEqual([]);
    expect(await completion(second)).toMatch(/^cents/);
    expect(await context(second)).toContain('def total_price(items)');
    expect((await second.client.statistics()).background?.files).toBe(2);
  });

  test('gives way to what has changed meanwhile, and only that is read', async () => {
    await session();
    contents.set('cart.rb', cart.replace('total_price', 'sum_of_all_prices'));
    const second = await session();
    expect(second.read).toEqual(['cart.rb']);
    expect(await context(second)).toContain('sum_of_all_prices');
    expect(await context(second)).not.toContain('total_price');
    expect((await session()).read).toEqual([]);
  });

  test.each([
    ['that git ignores by now', '.gitignore', 'report.rb\n'],
    ['that .midfillignore names by now', '.midfillignore', 'report.rb\n'],
  ])('has nothing of a file %s, on disk neither', async (_what, rules, text) => {
    await session();
    expect(segments.text()).toContain('total_in_cents');
    contents.set(rules, text);
    const second = await session();
    expect(await completion(second)).toBeUndefined();
    expect(segments.text()).not.toContain('total_in_cents');
    expect(segments.text()).not.toContain('report.rb');
    expect(segments.text()).toContain('total_price');
  });

  test('has nothing of a file that is gone', async () => {
    await session();
    contents.delete('cart.rb');
    expect(await context(await session())).toBe('');
    expect(segments.text()).not.toContain('total_price');
  });

  test('never held a secret', async () => {
    contents.set('cart.rb', cart.replace('items', 'password = "hunter2"'));
    await session();
    expect(segments.text()).toContain('total_price');
    expect(segments.text()).not.toContain('hunter2');
  });

  test('remembers which files are not for it', async () => {
    contents.set('cart.min.rb', `def cart_minified();${'x'.repeat(6000)}\n`);
    await session();
    expect((await session()).read).toEqual([]);
  });

  test('is read anew where it turns out to be broken', async () => {
    await session();
    segments.breakBodies();
    const second = await session();
    expect(second.read.toSorted()).toEqual(['cart.rb', 'report.rb']);
    expect(await completion(second)).toMatch(/^cents/);
    expect((await session()).read).toEqual([]);
  });

  test('is made of files alone where the disk is full, with one word in the log', async () => {
    segments.isFull = true;
    const first = await session();
    expect(await completion(first)).toMatch(/^cents/);
    expect(first.host.logLines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    segments.isFull = false;
    await session();
    expect((await session()).read).toEqual([]);
  });

  test('is the same after the other worker ended, without a file having been read', async () => {
    const one = await session();
    const readBefore = one.read.length;
    one.host.exitWorker('interactive', 'It crashed.');
    await one.host.clock.advance(20_000);
    expect(await completion(one)).toMatch(/^cents/);
    expect(one.read).toHaveLength(readBefore);
  });

  test('of two windows at once is whole, and is tidied when they are gone', async () => {
    await Promise.all([session(), session()]);
    expect((await session()).read).toEqual([]);
    for (let round = 0; round < 3; round += 1) {
      contents.set('cart.rb', `${cart}# ${round}\n`);
      await Promise.all([session(), session()]);
    }
    const last = await session();
    expect(last.read).toEqual([]);
    expect(await context(last)).toContain('total_price');
    // Each file's present state, and no more of old ones than of present ones.
    const stored = [...segments.segments.values()].flatMap(({ head }) => head.files);
    expect(stored.length).toBeLessThanOrEqual(8);
  });

  test('goes where only open files are to be indexed', async () => {
    await session();
    const second = await session();
    second.client.configure({ indexScope: 'open', excludeGlobs: [] });
    await second.host.clock.advance(10_000);
    expect(segments.segments.size).toBe(0);
    expect(await completion(second)).toBeUndefined();
  });

  test('does not trust a file that was written a moment ago: it may change again in the same tick', async () => {
    const first = await session();
    const uri = uriOf('cart.rb');
    first.host.files.contents.set(uri, `${cart}\n`);
    first.host.files.modified.set(uri, first.host.clock.now());
    contents.set('cart.rb', `${cart}\n`);
    const { modified } = first.host.files;
    const second = await session((host) => host.files.modified.set(uri, modified.get(uri) ?? 0));
    expect(second.read).toEqual(['cart.rb']);
    const third = await session((host) => host.files.modified.set(uri, modified.get(uri) ?? 0));
    expect(third.read).toEqual(['cart.rb']);
  });
});

describe('a fault of our own', () => {
  test.each(['addFiles', 'addSlice', 'removeFiles'] as const)(
    'when the other worker is told (%s) is logged, and all is told anew',
    async (call) => {
      const one = await session();
      one.workers.indexFaults.add(call);
      const uri = uriOf('cart.rb');
      const isGone = call === 'removeFiles';
      if (isGone) one.host.files.contents.delete(uri);
      else one.host.files.contents.set(uri, cart.replace('total_price', 'sum_of_all_prices'));
      one.client.didChangeFiles({ changed: isGone ? [] : [uri], deleted: isGone ? [uri] : [] });
      await one.host.clock.advance(1);
      expect(one.host.logLines.filter(({ level }) => level === 'warn')).toMatchObject([
        { data: { reason: 'call-error: failed', nextTryMs: 5000 } },
      ]);
      await one.host.clock.advance(10_000);
      expect(await context(one)).not.toContain('total_price');
      expect(isGone || (await context(one)).includes('sum_of_all_prices')).toBe(true);
      expect(await completion(one)).toMatch(/^cents/);
    },
  );

  test('while a changed file is followed is logged, and what changed is found by the next walk', async () => {
    const one = await session();
    const stat = one.host.files.stat.bind(one.host.files);
    one.host.files.stat = () => {
      throw new TypeError('A mistake.');
    };
    one.host.files.contents.set(uriOf('cart.rb'), cart.replace('total_price', 'sum_of_all_prices'));
    one.client.didChangeFiles({ changed: [uriOf('cart.rb')], deleted: [] });
    await one.host.clock.advance(1);
    one.host.files.stat = stat;
    expect(one.host.logLines.filter(({ level }) => level === 'warn')).toMatchObject([
      { data: { reason: 'TypeError' } },
    ]);
    await one.host.clock.advance(10_000);
    expect(await context(one)).toContain('sum_of_all_prices');
  });

  test.each([
    ['stat', 'A changed file could not be looked at.'],
    ['list', 'A folder could not be listed.'],
    ['readText', 'A file could not be read.'],
  ] as const)('of the system, such as too many open files (%s), is no file gone', async (call, message) => {
    const one = await session();
    const working = one.host.files[call].bind(one.host.files) as (uri: Uri, maxBytes: number) => unknown;
    const trouble = Object.assign(new Error('Too many open files.'), { kind: 'file-error', cause: 'other' });
    const fails = (uri: Uri, maxBytes: number): unknown =>
      uri.endsWith('ignore') ? working(uri, maxBytes) : Promise.reject(trouble);
    Object.assign(one.host.files, { [call]: fails });
    one.host.files.contents.set(uriOf('cart.rb'), cart.replace('total_price', 'sum_of_all_prices'));
    if (call === 'list') one.client.configure({ indexScope: 'workspace', excludeGlobs: ['nothing'] });
    else one.client.didChangeFiles({ changed: [uriOf('cart.rb')], deleted: [] });
    await one.host.clock.advance(1000);
    expect(one.host.logLines.filter(({ level }) => level === 'warn')).toMatchObject([
      { message, data: { nextTryMs: 5000 } },
    ]);
    expect((await context(one)).includes('total_price')).toBe(call !== 'readText');
    Object.assign(one.host.files, { [call]: working });
    await one.host.clock.advance(10_000);
    expect(await context(one)).toContain('sum_of_all_prices');
  });

  test('that comes again and again is tried later and later', async () => {
    const one = await session();
    one.host.files.relativePath = () => {
      throw new TypeError('A mistake.');
    };
    one.client.configure({ indexScope: 'workspace', excludeGlobs: ['x'] });
    await one.host.clock.advance(60_000);
    const waits = one.host.logLines.filter(({ level }) => level === 'warn').map(({ data }) => data?.['nextTryMs']);
    expect(waits).toEqual([5000, 10_000, 20_000, 40_000]);
  });
});
