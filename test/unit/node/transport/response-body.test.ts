import { describe, expect, test } from 'vitest';
import { ResponseBody } from '../../../../src/node/transport/response-body.ts';

function createBody(): { readonly body: ResponseBody; readonly calls: string[] } {
  const calls: string[] = [];
  const note = (call: string) => () => void calls.push(call);
  return { body: new ResponseBody({ pause: note('pause'), resume: note('resume'), leave: note('leave') }), calls };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function readAll(body: ResponseBody): Promise<string> {
  let text = '';
  for await (const chunk of body) text += new TextDecoder().decode(chunk);
  return text;
}

describe('a response body', () => {
  test('gives what came before and after its reader', async () => {
    const { body } = createBody();
    body.push(bytes('a'));
    const text = readAll(body);
    body.push(bytes('b'));
    await Promise.resolve();
    body.push(bytes('c'));
    body.end();
    expect(await text).toBe('abc');
  });

  test('gives what came before a failure, then fails', async () => {
    const { body } = createBody();
    body.push(bytes('a'));
    body.fail(new Error('reset'), false);
    const reader = body[Symbol.asyncIterator]();
    expect((await reader.next()).done).toBe(false);
    await expect(reader.next()).rejects.toThrow('reset');
  });

  test('fails at once when aborted, also after its end', async () => {
    const { body } = createBody();
    body.push(bytes('a'));
    body.end();
    body.fail(new Error('aborted'), true);
    await expect(body[Symbol.asyncIterator]().next()).rejects.toThrow('aborted');
  });

  test('asks the sender to wait beyond its bound, and to go on once half is read', async () => {
    const { body, calls } = createBody();
    const block = new Uint8Array(100 * 1024);
    for (let index = 0; index < 3; index += 1) body.push(block);
    expect(calls).toEqual(['pause']);
    const reader = body[Symbol.asyncIterator]();
    await reader.next();
    expect(calls).toEqual(['pause']);
    await reader.next();
    expect(calls).toEqual(['pause', 'resume']);
  });

  test('tells when its reader leaves early, also while the reader waits', async () => {
    const { body, calls } = createBody();
    const reader = body[Symbol.asyncIterator]();
    const waiting = reader.next();
    await reader.return?.();
    expect(calls).toEqual(['leave']);
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  test('has nothing to tell when its reader leaves after the end', async () => {
    const { body, calls } = createBody();
    body.end();
    await body[Symbol.asyncIterator]().return?.();
    expect(calls).toEqual([]);
  });
});
