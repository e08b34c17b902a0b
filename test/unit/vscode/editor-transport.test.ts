import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { EditorTransport } from '../../../src/vscode/editor-transport.ts';
import { type HttpProxy, startHttpProxy } from '../../services/http-proxy.ts';
import { startStandIn } from '../../services/stand-in.ts';
import { editor } from '../../support/fake-vscode.ts';
import { get, textOf } from '../../support/real-transport.ts';

beforeEach(() => editor.reset());

async function startProxy(): Promise<HttpProxy> {
  const proxy = await startHttpProxy({});
  onTestFinished(() => proxy.close());
  return proxy;
}

async function arrange(): Promise<{ readonly url: string; readonly ask: () => Promise<string> }> {
  const server = await startStandIn((exchange) => exchange.text(200, 'through'), {});
  onTestFinished(() => server.close());
  const transport = new EditorTransport();
  onTestFinished(() => transport.dispose());
  // A name that isn't loopback, which only a proxy knows.
  const url = `${server.url.replace('127.0.0.1', 'service.test')}/v1/models`;
  return { url, ask: async () => textOf(await get(transport, url)) };
}

test("the first request goes by the editor's settings of that moment", async () => {
  const { url, ask } = await arrange();
  const proxy = await startProxy();
  editor.configure('http.proxy', { globalValue: proxy.url });
  expect(await ask()).toBe('through');
  expect(proxy.asked).toEqual([`GET ${url}`]);
});

test('exceptions that are no list, as a hand may write them, are none', async () => {
  const { ask } = await arrange();
  const proxy = await startProxy();
  editor.configure('http.proxy', { globalValue: proxy.url });
  editor.configure('http.noProxy', { globalValue: 'service.test' });
  expect(await ask()).toBe('through');
});

test('a later request goes by changed settings', async () => {
  const { url, ask } = await arrange();
  const [before, after] = [await startProxy(), await startProxy()];
  editor.configure('http.proxy', { globalValue: before.url });
  await ask();
  editor.configure('http.proxy', { globalValue: after.url });
  await ask();
  expect([before.asked, after.asked]).toEqual([[`GET ${url}`], [`GET ${url}`]]);
});
