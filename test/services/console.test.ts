import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { type FakeIo, createFakeIo } from '../support/fake-io.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startCodestralStandIn } from './codestral.ts';
import { startDeepSeekStandIn } from './deepseek.ts';
import { startLlamaCppStandIn } from './llamacpp.ts';
import type { Script } from './model.ts';
import { startOllamaStandIn } from './ollama.ts';
import { startOpenAiCompatibleStandIn } from './openai-compatible.ts';
import type { StandIn } from './stand-in.ts';

const services = {
  codestral: { start: startCodestralStandIn, model: 'codestral-latest' },
  deepseek: { start: startDeepSeekStandIn, model: 'deepseek-flash' },
  ollama: { start: startOllamaStandIn, model: 'qwen2.5-coder:1.5b-base' },
  'openai-compatible': { start: startOpenAiCompatibleStandIn, model: 'Qwen/Qwen2.5-Coder-1.5B' },
  llamacpp: { start: startLlamaCppStandIn, model: '' },
} as const;

type ServiceName = keyof typeof services;

const names = Object.keys(services) as ServiceName[];
const environment = { MISTRAL_API_KEY: 'key', DEEPSEEK_API_KEY: 'key' };

async function start(name: ServiceName, script: Script): Promise<StandIn> {
  const standIn = await services[name].start(script);
  onTestFinished(() => standIn.close());
  return standIn;
}

async function complete(name: ServiceName, url: string, args: readonly string[], io: FakeIo): Promise<number> {
  const model = services[name].model === '' ? [] : ['--model', services[name].model];
  return run(['complete', '--provider', name, '--base-url', url, ...model, ...args], io);
}

/** What a tokenizer, a line splitter or a terminal could spoil. */
const answer = 'left +\tright  # größer 🧮 "ok"\n    return {a: [1, 2]}';

describe.each(names)('midfill complete with %s', (name) => {
  test('prints exactly what the service streams', async () => {
    const { url } = await start(name, { answer });
    const io = createFakeIo({ environment });
    expect(await complete(name, url, ['--prefix', 'def add(left, right):\n    return ', '--suffix', '\n'], io)).toBe(0);
    expect(io.printed).toEqual({ out: answer, err: '' });
  });

  test('reports the text with times and usage as one object', async () => {
    const { url } = await start(name, { answer });
    const io = createFakeIo({ environment });
    expect(await complete(name, url, ['--prefix', 'return ', '--json'], io)).toBe(0);
    const report = JSON.parse(io.printed.out) as Record<string, unknown>;
    expect(report).toMatchObject({ provider: name, text: answer, outcome: 'stop', cacheHit: false });
    for (const field of ['ttftMs', 'totalMs', 'promptTokens', 'completionTokens']) {
      expect(report[field], field).toBeGreaterThan(0);
    }
  });

  test('shows of it what the editor would', async () => {
    const { url } = await start(name, { answer: 'price * count\n}\n\nfunction more() {\n' });
    const io = createFakeIo({ environment });
    const place = ['--prefix', 'function total() {\n    return ', '--suffix', '\n}\n'];
    expect(await complete(name, url, [...place, '--shape'], io)).toBe(0);
    expect(io.printed).toEqual({ out: 'price * count', err: '' });
    const asObject = createFakeIo({ environment });
    await complete(name, url, [...place, '--json'], asObject);
    expect(JSON.parse(asObject.printed.out)).toMatchObject({
      text: 'price * count\n}\n\nfunction more() {\n',
      shown: 'price * count',
    });
  });

  test('says what a refusal means, as text and as an object', async () => {
    const { url } = await start(name, { answer, fault: 'status-500' });
    const io = createFakeIo({ environment });
    expect(await complete(name, url, ['--prefix', 'return ', '--json'], io)).toBe(1);
    expect(JSON.parse(io.printed.out)).toMatchObject({ outcome: 'failed', text: '', error: { status: 500 } });
    expect(io.printed.err).toContain('500');
  });

  test('closes the request upstream when it is interrupted', async () => {
    const standIn = await start(name, { answer: 'a b c d e f g h '.repeat(20), tokensPerSecond: 8 });
    const interruption = new AbortController();
    const io = createFakeIo({ environment, signal: interruption.signal });
    const code = complete(name, standIn.url, ['--prefix', 'return '], io);
    await expect.poll(() => io.printed.out, { timeout: 10_000 }).not.toBe('');
    interruption.abort();
    expect(await code).toBe(130);
    await expect.poll(() => standIn.aborted).toHaveLength(1);
  });

  test('takes the place in a file, with what lies around it', async () => {
    const standIn = await start(name, { answer });
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'shop'));
    writeFileSync(join(folder, 'shop', 'cart.py'), 'class Cart:\n    def total(self) -> int:\n        return 1\n');
    writeFileSync(join(folder, 'shop', 'main.py'), 'from .cart import Cart\r\n\r\ncart = Cart()\r\nprint(cart.)\r\n');
    const io = createFakeIo({ environment, folder });
    const args = ['shop/main.py:4:12', '--workspace', '.', '--open', 'shop/cart.py', '--json'];
    expect(await complete(name, standIn.url, args, io)).toBe(0);
    const body = JSON.stringify(standIn.requests.at(-1)?.body);
    expect(body).toContain('print(cart.');
    expect(body).toContain('def total');
    expect(body).not.toContain(String.raw`\r`);
    expect((JSON.parse(io.printed.out) as { contextSources: string[] }).contextSources).not.toEqual([]);
  });
});

describe('midfill context', () => {
  const shop = (): FakeIo => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'shop'));
    writeFileSync(join(folder, 'shop', 'cart.py'), 'class Cart:\n    def total(self) -> int:\n        return 1\n');
    writeFileSync(join(folder, 'shop', 'main.py'), 'from .cart import Cart\n\ncart = Cart()\nprint(cart.)\n');
    return createFakeIo({ environment, folder });
  };
  const place = ['shop/main.py:4:12', '--workspace', '.'];

  test('shows the fields that a completion sends, the cursor between the texts, and files that go apart', async () => {
    const standIn = await start('llamacpp', { answer: 'x' });
    const io = shop();
    const args = ['context', ...place, '--provider', 'llamacpp', '--base-url', standIn.url];
    expect(await run([...args, '--json'], io)).toBe(0);
    const { fields, prompt, sources } = JSON.parse(io.printed.out) as Record<string, unknown>;
    expect(sources).toContain('cart.py:Cart');
    expect(prompt).toContain('print(cart.');
    expect(await run(args, io)).toBe(0);
    expect(io.printed.out).toContain('=== input_extra: shop/cart.py\nclass Cart:');
    expect(io.printed.out).toContain('print(cart.█)');
    expect(await complete('llamacpp', standIn.url, place, io)).toBe(0);
    expect(standIn.requests.findLast(({ method }) => method === 'POST')?.body).toMatchObject(fields ?? {});
  });

  test("writes a family's form without a server", async () => {
    const io = shop();
    expect(await run(['context', ...place, '--template', 'qwen2.5-coder:1.5b'], io)).toBe(0);
    expect(io.printed.out).toContain('<|file_sep|>shop/cart.py\nclass Cart:');
    expect(io.printed.out.trimEnd().endsWith('<|fim_suffix|>)\n<|fim_middle|>')).toBe(true);
  });

  test('shows no secret, and says what is wrong with a server', async () => {
    const io = shop();
    const secret = `AKIA${'Z7Q2M4K9P1X5T8W3'}`;
    writeFileSync(join(io.folder, 'shop', 'main.py'), `key = '${secret}'\nprint(key.)\n`);
    expect(await run(['context', 'shop/main.py:2:11', '--workspace', '.'], io)).toBe(0);
    expect(io.printed.out).toContain('MIDFILL_SECRET_1_');
    expect(io.printed.out).not.toContain(secret);
    const standIn = await services.ollama.start({ answer: 'x' });
    await standIn.close();
    const model = ['--model', services.ollama.model];
    expect(
      await run(['context', 'shop/main.py:2:11', '--provider', 'ollama', '--base-url', standIn.url, ...model], io),
    ).toBe(1);
    expect(io.printed.err).not.toContain('fault of Midfill');
  });
});

describe.each(['codestral', 'deepseek'] as const)('midfill chat-prefix with %s', (name) => {
  test('prints the prefix once', async () => {
    const { url } = await start(name, { answer: '\n    return a + b' });
    const io = createFakeIo({ environment });
    const args = ['--provider', name, '--base-url', url, '--prompt', 'Write add.', '--prefix', 'def add(a, b):'];
    expect(await run(['chat-prefix', ...args], io)).toBe(0);
    expect(io.printed).toEqual({ out: 'def add(a, b):\n    return a + b', err: '' });
  });
});

describe.each(names)('midfill probe at %s', (name) => {
  test('finds the service, its models, and completes once', async () => {
    const { url } = await start(name, { answer: 'a + b' });
    const io = createFakeIo({ environment });
    // Only where a key belongs it is sent: a stand-in for a hosted service has to be called by its name.
    const service = name === 'codestral' || name === 'deepseek' ? ['--provider', name] : [];
    expect(await run(['probe', url, '--json', ...service], io)).toBe(0);
    expect(JSON.parse(io.printed.out)).toMatchObject({ service: name, canary: { text: 'a + b' } });
  });
});
