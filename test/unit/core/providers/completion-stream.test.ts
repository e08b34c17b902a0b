import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type CompletionStreamOptions,
  type WireMessage,
  streamCompletion,
} from '../../../../src/core/providers/completion-stream.ts';
import type { StreamPart } from '../../../../src/core/providers/provider.ts';
import { TextFilter } from '../../../../src/core/providers/text-filter.ts';
import { settle } from '../../../support/fake-clock.ts';
import { FakeHost } from '../../../support/fake-host.ts';
import { transportError } from '../../../support/fake-http.ts';
import { collect, failureOf } from '../../../support/requests.ts';

let host: FakeHost;

beforeEach(() => {
  host = new FakeHost();
});

afterEach(() => {
  if (host.clock.pendingTimers > 0) throw new Error('A timer is left.');
});

type Step = WireMessage | Error | { readonly waitMs: number };

/** Messages in order; waits pass on the fake clock, whoever aborts. */
function script(...steps: readonly Step[]): (signal: AbortSignal) => AsyncIterable<WireMessage> {
  return async function* (): AsyncGenerator<WireMessage, void, void> {
    for (const step of steps) {
      if (step instanceof Error) throw step;
      if ('waitMs' in step) await new Promise<void>((resolve) => void host.clock.setTimer(step.waitMs, resolve));
      else yield step;
    }
  };
}

function run(
  open: (signal: AbortSignal) => AsyncIterable<WireMessage>,
  signal = new AbortController().signal,
  options: Partial<CompletionStreamOptions> = {},
): AsyncIterable<StreamPart> {
  return streamCompletion(
    {
      clock: host.clock,
      log: host.log,
      to: { id: 'deepseek', model: 'deepseek-flash', origin: 'https://api.deepseek.com' },
      open,
      filter: new TextFilter([]),
      maxTokens: 64,
      firstTokenTimeoutMs: 2000,
      ...options,
    },
    signal,
  );
}

const isEnd = { isEnd: true };

describe('the end', () => {
  test('says when the first text came and when all of it had', async () => {
    const result = collect(run(script({ protocol: 'h2' }, { waitMs: 300 }, { text: 'a' }, { waitMs: 50 }, isEnd)));
    await host.clock.advance(1000);
    expect((await result).end).toEqual({ reason: 'stop', protocol: 'h2', ttftMs: 300, totalMs: 350 });
  });

  test("is truncated where the protocol's own is missing, whatever the finish reason", async () => {
    const { text, end } = await collect(run(script({ text: 'a' }, { finish: 'stop' })));
    expect([text, end?.reason]).toEqual(['a', 'truncated']);
  });

  test('is an error where the stream closes before the first text', async () => {
    expect(await failureOf(collect(run(script({ protocol: 'h1' }))))).toMatchObject({
      kind: 'bad-response',
      isRetryable: true,
    });
  });

  test('is an empty completion where the model had nothing to add', async () => {
    expect(await collect(run(script({ finish: 'stop' }, isEnd)))).toMatchObject({ text: '', end: { reason: 'stop' } });
  });

  test('is an error where the service ran out of resources before the first text', async () => {
    expect(await failureOf(collect(run(script({ finish: 'truncated' }, isEnd))))).toMatchObject({ kind: 'overloaded' });
  });

  test('is truncated where the connection breaks after text', async () => {
    const { text, end } = await collect(run(script({ text: 'a' }, transportError('reset'))));
    expect([text, end?.reason]).toEqual(['a', 'truncated']);
  });

  test('is length where a server ignores its limit', async () => {
    async function* endless(): AsyncGenerator<WireMessage, void, void> {
      for (;;) yield { text: 'x'.repeat(100) };
    }
    const { text, end } = await collect(run(endless, undefined, { maxTokens: 10 }));
    expect(end?.reason).toBe('length');
    expect(text.length).toBeLessThan(1000);
  });

  test('gives what was held back as the start of a marker', async () => {
    const { text } = await collect(
      run(script({ text: 'a <' }, isEnd), undefined, { filter: new TextFilter(['<|end|>']) }),
    );
    expect(text).toBe('a <');
  });

  test('is stop where a stop string comes that the server did not look for', async () => {
    const { text, end } = await collect(
      run(script({ text: 'a\n' }, { text: '\nb' }, { text: 'c' }, isEnd), undefined, {
        filter: new TextFilter(['\n\n']),
      }),
    );
    expect([text, end?.reason]).toEqual(['a', 'stop']);
  });
});

describe('deadlines', () => {
  test('to the first text are not fed by messages without text', async () => {
    const keepAlive: readonly Step[] = Array.from({ length: 8 }, () => [{ waitMs: 500 }, { text: '' }]).flat();
    const failure = failureOf(collect(run(script(...keepAlive, { text: 'late' }, isEnd))));
    await host.clock.advance(10_000);
    expect(await failure).toMatchObject({ kind: 'timeout', isRetryable: true });
  });

  test('between texts end the stream as truncated', async () => {
    const result = collect(run(script({ text: 'a' }, { waitMs: 20_000 }, { text: 'b' }, isEnd)));
    await host.clock.advance(20_000);
    expect(await result).toMatchObject({ text: 'a', end: { reason: 'truncated' } });
  });

  test('are fed by each text', async () => {
    const slow: readonly Step[] = Array.from({ length: 5 }, () => [{ waitMs: 5000 }, { text: 'x' }]).flat();
    const result = collect(run(script({ text: 'a' }, ...slow, isEnd)));
    await host.clock.advance(30_000);
    expect(await result).toMatchObject({ text: 'axxxxx', end: { reason: 'stop' } });
  });
});

describe('a connection that breaks', () => {
  test('before anything came is tried once more', async () => {
    const attempts = [script(transportError('reset')), script({ text: 'a' }, isEnd)];
    const { text } = await collect(run((signal) => attempts.shift()!(signal)));
    expect(text).toBe('a');
  });

  test('twice is an error', async () => {
    let attempts = 0;
    const open = (signal: AbortSignal): AsyncIterable<WireMessage> => {
      attempts += 1;
      return script(transportError('reset'))(signal);
    };
    expect(await failureOf(collect(run(open)))).toMatchObject({ kind: 'unreachable' });
    expect(attempts).toBe(2);
  });

  test('after the headers came is not tried again', async () => {
    let attempts = 0;
    const open = (signal: AbortSignal): AsyncIterable<WireMessage> => {
      attempts += 1;
      return script({ protocol: 'h1' }, transportError('reset'))(signal);
    };
    expect(await failureOf(collect(run(open)))).toMatchObject({ kind: 'unreachable' });
    expect(attempts).toBe(1);
  });

  test('because it was refused is not tried again', async () => {
    let attempts = 0;
    const open = (signal: AbortSignal): AsyncIterable<WireMessage> => {
      attempts += 1;
      return script(transportError('refused'))(signal);
    };
    await failureOf(collect(run(open)));
    expect(attempts).toBe(1);
  });
});

describe('an abort', () => {
  test('ends the stream as cancelled at once, though the server says nothing', async () => {
    const controller = new AbortController();
    const seen: AbortSignal[] = [];
    const open = (signal: AbortSignal): AsyncIterable<WireMessage> => {
      seen.push(signal);
      return { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
    };
    const result = collect(run(open, controller.signal));
    await settle();
    controller.abort();
    expect((await result).end?.reason).toBe('cancelled');
    expect(seen[0]?.aborted).toBe(true);
  });

  test('before the start asks nothing', async () => {
    let requests = 0;
    async function* open(): AsyncGenerator<WireMessage, void, void> {
      requests += 1;
      yield isEnd;
    }
    expect((await collect(run(open, AbortSignal.abort()))).end?.reason).toBe('cancelled');
    expect(requests).toBe(0);
  });

  test('comes from a reader that leaves early', async () => {
    const seen: AbortSignal[] = [];
    const open = (signal: AbortSignal): AsyncIterable<WireMessage> => {
      seen.push(signal);
      return script({ text: 'a' }, { text: 'b' }, isEnd)(signal);
    };
    for await (const part of run(open)) {
      expect(part).toEqual({ kind: 'text', text: 'a' });
      break;
    }
    expect(seen[0]?.aborted).toBe(true);
  });

  test('does not come after the end, so that the connection can be kept', async () => {
    const seen: AbortSignal[] = [];
    let isDrained = false;
    const open = async function* (signal: AbortSignal): AsyncGenerator<WireMessage, void, void> {
      seen.push(signal);
      yield* [{ text: 'a' }, isEnd];
      isDrained = !signal.aborted;
    };
    await collect(run(open));
    await settle();
    expect(isDrained).toBe(true);
  });
});
