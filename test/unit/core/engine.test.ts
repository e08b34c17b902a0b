import { describe, expect, onTestFinished, test } from 'vitest';
import { Emitter } from '../../../src/base/emitter.ts';
import { serve } from '../../../src/base/rpc.ts';
import type { CompletionAnswer } from '../../../src/core/completion/api.ts';
import type { DocumentSnapshot } from '../../../src/core/document.ts';
import { InteractiveService } from '../../../src/core/workers/interactive-worker.ts';
import { type Engine, createEngine } from '../../../src/core/engine.ts';
import { type SettingKey, type Settings, readSettings } from '../../../src/core/settings.ts';
import { FakeHost } from '../../support/fake-host.ts';

const origin = 'https://api.deepseek.com';

interface Product {
  readonly host: FakeHost;
  readonly midfill: Engine;
  readonly ask: (document: DocumentSnapshot) => Promise<CompletionAnswer>;
}

/** The whole product in this thread, on an imaginary host. */
async function start(values: Partial<Record<SettingKey, unknown>> = {}, isWorkspaceTrusted = true): Promise<Product> {
  const host = new FakeHost();
  host.runWorker = (name, port) => {
    if (name !== 'interactive') return { dispose: () => {} };
    const service = new InteractiveService({
      clock: host.clock,
      grammars: { load: () => Promise.resolve(undefined) },
    });
    const served = serve(port, service.api);
    return {
      dispose: () => {
        served.dispose();
        service.dispose();
      },
    };
  };
  host.respond = () =>
    Promise.resolve({
      status: 200,
      header: (name) => (name === 'content-type' ? 'text/event-stream' : undefined),
      protocol: 'h2',
      body: (async function* () {
        const event = { choices: [{ text: 'price * count', finish_reason: null }] };
        const usage = { prompt_tokens: 200, completion_tokens: 3 };
        for (const data of [event, { choices: [], usage }]) {
          yield new TextEncoder().encode(`data: ${JSON.stringify(data)}\n\n`);
        }
        yield new TextEncoder().encode('data: [DONE]\n\n');
      })(),
    });
  await host.secrets.set('DEEPSEEK_API_KEY', 'key');
  const settings = { current: readSettings((key) => values[key]), onDidChange: new Emitter<Settings>().event };
  const midfill = createEngine({
    host,
    settings,
    workspace: 'here',
    isWorkspaceTrusted: () => isWorkspaceTrusted,
    signalEndpoint: () => undefined,
  });
  onTestFinished(() => {
    midfill.dispose();
    expect(host.clock.pendingTimers).toBe(0);
  });
  await midfill.start();
  const ask = async (document: DocumentSnapshot): Promise<CompletionAnswer> => {
    // The rules of its folder are read and the worker has its text.
    await host.clock.advance(1000);
    const answer = midfill.session.provide(
      {
        document,
        position: document.positionAt(document.text.length),
        trigger: 'automatic',
        editor: { cursorCount: 1, isInlineSuggestEnabled: true, isInSnippet: false, tabSize: 4, autoClosed: '' },
      },
      new AbortController().signal,
    );
    await host.clock.advance(2000);
    return answer;
  };
  return { host, midfill, ask };
}

const hosted = { provider: 'deepseek', fallback: [], draft: false };
const openTotal = (host: FakeHost): DocumentSnapshot =>
  host.documents.open('shop.py', 'def total(price, count):\n    return ', 'python');
const texts = ({ suggestions }: CompletionAnswer): readonly string[] => suggestions.map(({ remainder }) => remainder);

test('the embedded engine completes what the file repeats, and nothing is sent', async () => {
  const { host, ask } = await start();
  const line = '    self.prices["apple"] = self.catalogue.price_of("apple")\n';
  const document = host.documents.open('shop.py', `class Shop:\n${line.repeat(3)}    self.prices["ap`, 'python');
  expect(texts(await ask(document)).join('')).toMatch(/^ple"\]/);
  expect(host.requests).toEqual([]);
});

describe('a hosted service', () => {
  test('completes once the user has agreed', async () => {
    const { host, midfill, ask } = await start(hosted);
    await midfill.consent.record(origin, 'granted');
    expect(texts(await ask(openTotal(host)))).toEqual(['price * count']);
  });

  test.each([
    [{}, true],
    [{ 'recent-tabs': 0 }, false],
  ])('with weights %j gets code of another tab: %s', async (weights, isThere) => {
    const { host, midfill, ask } = await start({ ...hosted, weights });
    await midfill.consent.record(origin, 'granted');
    host.documents.open(
      'order.py',
      'def total(price, count):\n    return price * count\n# by the other tab\n',
      'python',
    );
    await host.clock.advance(1000);
    await ask(openTotal(host));
    const body = String(host.requests.at(-1)?.body);
    expect(body).toContain('def total(price, count)');
    expect(body.includes('by the other tab')).toBe(isThere);
  });

  test('corrects the estimate of tokens by what it counts', async () => {
    const { host, midfill, ask } = await start(hosted);
    await midfill.consent.record(origin, 'granted');
    expect(midfill.tokenEstimates()).toEqual([]);
    await ask(host.documents.open('shop.py', `${'# 35 characters, line end included\n'.repeat(20)}total = `, 'python'));
    expect(midfill.tokenEstimates()).toMatchObject([{ languageId: 'python', observations: 1 }]);
    const [estimate] = midfill.tokenEstimates();
    // 708 characters that were 200 tokens: 3.54 each, where 3.3 had been thought.
    expect(estimate?.relativeError).toBeCloseTo((708 / 3.3 - 200) / 200, 5);
    expect(estimate?.charactersPerToken).toBeCloseTo(3.3 + 0.2 * (3.54 - 3.3), 5);
  });

  test('gets nothing before that', async () => {
    const { host, ask } = await start(hosted);
    expect(texts(await ask(openTotal(host)))).toEqual([]);
    expect(host.requests).toEqual([]);
  });

  test('gets nothing from a workspace that is not trusted', async () => {
    const { host, midfill, ask } = await start(hosted, false);
    await midfill.consent.record(origin, 'granted');
    await ask(openTotal(host));
    expect(host.requests).toEqual([]);
  });

  test('gets nothing where the workspace says local only', async () => {
    const { host, midfill, ask } = await start({ ...hosted, remote: 'off' });
    await midfill.consent.record(origin, 'granted');
    await ask(openTotal(host));
    expect(host.requests).toEqual([]);
  });

  test('gets nothing of a file that git ignores', async () => {
    const { host, midfill, ask } = await start(hosted);
    host.files.contents.set('file:///project/.gitignore', 'shop.py\n');
    await midfill.consent.record(origin, 'granted');
    await ask(openTotal(host));
    expect(host.requests).toEqual([]);
  });

  test('gets nothing of a secret file', async () => {
    const { host, midfill, ask } = await start(hosted);
    await midfill.consent.record(origin, 'granted');
    await ask(host.documents.open('.env', 'PASSWORD=', 'properties'));
    expect(host.requests).toEqual([]);
  });
});
