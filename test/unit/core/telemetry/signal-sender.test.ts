import { describe, expect, test } from 'vitest';
import type { HttpResponse } from '../../../../src/core/host.ts';
import type { SignalEvent } from '../../../../src/core/telemetry/events.ts';
import { SignalSender } from '../../../../src/core/telemetry/signal-sender.ts';
import { FakeHost } from '../../../support/fake-host.ts';
import { MemoryDisk, MemoryStorage } from '../../../support/memory-storage.ts';
import { signalEvent } from '../../../support/signal-event.ts';

const endpoint = 'https://signals.example';

const answer = (
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body = '{"received":1}',
): Promise<HttpResponse> =>
  Promise.resolve({
    status,
    header: (name) => headers[name],
    body: (async function* () {
      yield new TextEncoder().encode(body);
    })(),
    protocol: 'h1',
  });

function createSender(storage = new MemoryStorage('process-1')) {
  const host = new FakeHost(storage);
  const state = { consent: true };
  host.respond = () => answer(200);
  const sender = new SignalSender({ host, endpoint: () => (state.consent ? endpoint : undefined) });
  const received = (): string[] =>
    host.requests.flatMap(({ body = '' }) =>
      (JSON.parse(body) as { events: SignalEvent[] }).events.map(({ event_id }) => event_id),
    );
  return { host, sender, state, received };
}

describe('signal sender', () => {
  test('events go out together after thirty seconds', async () => {
    const { host, sender, received } = createSender();
    sender.add(signalEvent(1));
    sender.add(signalEvent(2));
    await host.clock.advance(29_999);
    expect(host.requests).toEqual([]);
    await host.clock.advance(1);
    expect(host.requests.map(({ url }) => url)).toEqual([`${endpoint}/api/signals`]);
    expect(received()).toEqual(['00000001', '00000002']);
    expect(sender.counts()).toEqual({ waiting: 0, delivered: 2, lost: 0 });
  });

  test('the hundredth event sends at once', async () => {
    const { host, sender, received } = createSender();
    for (let number = 0; number < 100; number += 1) sender.add(signalEvent(number));
    await host.clock.advance(1);
    expect(received().length).toBe(100);
  });

  test('an event that comes while a batch is under way is on disk once', async () => {
    const { host, sender } = createSender();
    sender.add(signalEvent(1));
    let deliver = (): void => {};
    host.respond = () => new Promise((resolve) => (deliver = () => resolve(answer(200))));
    await host.clock.advance(30_000);
    sender.add(signalEvent(2));
    deliver();
    await host.clock.advance(1);
    const [file] = await host.storage.readAll('signals');
    expect(file?.lines.map((line) => (JSON.parse(line) as SignalEvent).event_id)).toEqual(['00000002']);
  });

  test('without consent nothing is written and nothing is sent', async () => {
    const { host, sender, state } = createSender();
    state.consent = false;
    sender.add(signalEvent(1));
    await sender.flush();
    await host.clock.advance(3_600_000);
    expect(host.requests).toEqual([]);
    expect(await host.storage.readAll('signals')).toEqual([]);
  });

  test('an endpoint that is down for an hour gets everything after, each once', async () => {
    const { host, sender, received } = createSender();
    const down = () => Promise.reject(new Error('refused'));
    host.respond = down;
    for (let number = 0; number < 250; number += 1) sender.add(signalEvent(number));
    await host.clock.advance(3_600_000);
    const attempts = host.requests.length;
    expect(attempts).toBeLessThan(15);
    host.requests.length = 0;
    host.respond = () => answer(200);
    await host.clock.advance(2 * 3_600_000);
    expect(received().length).toBe(250);
    expect(new Set(received()).size).toBe(250);
  });

  test('what was spooled before the process was killed is sent by the next one', async () => {
    const disk = new MemoryDisk();
    const first = createSender(new MemoryStorage('process-1', disk));
    first.sender.add(signalEvent(1));
    await first.host.clock.advance(0);
    first.host.storage.kill();
    const second = createSender(new MemoryStorage('process-2', disk));
    await second.sender.start();
    await second.host.clock.advance(30_000);
    expect(second.received()).toEqual(['00000001']);
    expect(await second.host.storage.readAll('signals')).toEqual([]);
  });

  test('a wait that the service asks for is kept', async () => {
    const { host, sender } = createSender();
    host.respond = () => answer(429, { 'retry-after': '600' });
    sender.add(signalEvent(1));
    await host.clock.advance(30_000);
    await host.clock.advance(599_000);
    expect(host.requests.length).toBe(1);
    await host.clock.advance(2000);
    expect(host.requests.length).toBe(2);
  });

  test('events that the service calls malformed are given up and counted', async () => {
    const { host, sender } = createSender();
    host.respond = () => answer(422);
    sender.add(signalEvent(1));
    await host.clock.advance(30_000);
    expect(sender.counts()).toEqual({ waiting: 0, delivered: 0, lost: 1 });
  });

  test('a batch that is too large is halved until it is taken; one event that is too large is given up', async () => {
    const { host, sender, received } = createSender();
    const taken: number[] = [];
    const sizeOf = (body = ''): number => (JSON.parse(body) as { events: unknown[] }).events.length;
    host.respond = ({ body = '' }) => {
      if (sizeOf(body) > 30 || body.includes('00000063')) return answer(413);
      taken.push(sizeOf(body));
      return answer(200);
    };
    for (let number = 0; number < 100; number += 1) sender.add(signalEvent(number));
    await host.clock.advance(600_000);
    expect(Math.max(...taken)).toBeLessThanOrEqual(30);
    expect(sender.counts()).toEqual({ waiting: 0, delivered: 99, lost: 1 });
    expect(new Set(received()).size).toBe(100);
  });

  test('an answer that is no receipt delivers nothing: a network that asks to sign in says 200 to all', async () => {
    for (const body of ['<html>Sign in</html>', '', '{}', '{"received":-1}', 'x'.repeat(100_000)]) {
      const { host, sender, received } = createSender();
      host.respond = () => answer(200, {}, body);
      sender.add(signalEvent(1));
      await host.clock.advance(40_000);
      expect(sender.counts()).toEqual({ waiting: 1, delivered: 0, lost: 0 });
      host.respond = () => answer(200);
      await host.clock.advance(60_000);
      expect(sender.counts()).toEqual({ waiting: 0, delivered: 1, lost: 0 });
      expect(received().every((id) => id === '00000001')).toBe(true);
    }
  });

  test('an hour of each fault: few attempts, a bounded spool, and everything after, each once', async () => {
    const never = (): Promise<HttpResponse> => new Promise(() => {});
    const faults: Readonly<Record<string, (signal: AbortSignal) => Promise<HttpResponse>>> = {
      down: () => Promise.reject(new Error('refused')),
      slow: (signal) =>
        Promise.race([
          never(),
          new Promise<never>((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
          }),
        ]),
      429: () => answer(429),
      '429 with a wait': () => answer(429, { 'retry-after': '900' }),
      500: () => answer(500),
      503: () => answer(503, { 'retry-after': 'garbage' }),
      garbage: () => answer(200, {}, '\u0000\uffff{{'),
      redirected: () => answer(302, { location: 'https://elsewhere.example' }),
    };
    for (const [name, fault] of Object.entries(faults)) {
      const { host, sender } = createSender();
      const taken: string[] = [];
      host.respond = (_request, signal) => fault(signal);
      for (let minute = 0; minute < 60; minute += 1) {
        for (let number = 0; number < 20; number += 1) sender.add(signalEvent(minute * 20 + number));
        await host.clock.advance(60_000);
      }
      expect(host.requests.length, name).toBeLessThan(15);
      expect((await host.storage.readAll('signals'))[0]?.lines.length, name).toBe(1200);
      host.respond = ({ body = '' }) => {
        taken.push(...(JSON.parse(body) as { events: SignalEvent[] }).events.map(({ event_id }) => event_id));
        return answer(200);
      };
      await host.clock.advance(2 * 3_600_000);
      expect(taken.length, name).toBe(1200);
      expect(new Set(taken).size, name).toBe(1200);
      expect(await host.storage.readAll('signals'), name).toEqual([]);
    }
  });

  test('disk and memory stay bounded, the oldest events give way and are counted', async () => {
    const { host, sender } = createSender();
    host.respond = () => Promise.reject(new Error('refused'));
    for (let number = 0; number < 5100; number += 1) sender.add(signalEvent(number));
    await host.clock.advance(0);
    expect(sender.counts()).toMatchObject({ waiting: 5000, lost: 100 });
    expect((await host.storage.readAll('signals'))[0]?.lines.length).toBe(5000);
  });

  test('a disk that is full does not keep events from being sent', async () => {
    const { host, sender, received } = createSender();
    host.storage.append = () => Promise.reject(new Error('ENOSPC'));
    sender.add(signalEvent(1));
    await host.clock.advance(30_000);
    expect(received()).toEqual(['00000001']);
  });

  test.each([
    ['file anew', ['replace']],
    ['line', ['append', 'replace']],
  ] as const)('a disk that takes no %s for a while has all that waits once it does', async (_what, refused) => {
    const { host, sender, received } = createSender();
    const { storage } = host;
    const works = { append: storage.append.bind(storage), replace: storage.replace.bind(storage) };
    const onDisk = async (): Promise<readonly string[]> =>
      ((await storage.readAll('signals'))[0]?.lines ?? []).map((line) => (JSON.parse(line) as SignalEvent).event_id);
    const warnings = (): number => host.logLines.filter(({ level }) => level === 'warn').length;
    for (const name of refused) storage[name] = (): Promise<void> => Promise.reject(new Error('ENOSPC'));
    sender.add(signalEvent(1));
    await host.clock.advance(30_000);
    host.respond = () => Promise.reject(new Error('refused'));
    for (let number = 2; number < 6; number += 1) {
      sender.add(signalEvent(number));
      await host.clock.advance(1000);
    }
    await host.clock.advance(120_000);
    expect(warnings()).toBe(1);
    expect(sender.counts()).toMatchObject({ waiting: 4, delivered: 1, lost: 0 });
    for (const name of refused) storage[name] = works[name];
    await host.clock.advance(60_000);
    expect(await onDisk()).toEqual(['00000002', '00000003', '00000004', '00000005']);
    host.respond = () => answer(200);
    await host.clock.advance(3_600_000);
    expect(new Set(received())).toEqual(new Set([1, 2, 3, 4, 5].map((number) => `0000000${number}`)));
    expect(sender.counts()).toEqual({ waiting: 0, delivered: 5, lost: 0 });
    expect(await onDisk()).toEqual([]);
    sender.dispose();
    expect(host.clock.pendingTimers).toBe(0);
  });

  test('its end leaves no timer behind', () => {
    const { host, sender } = createSender();
    sender.add(signalEvent(1));
    sender.dispose();
    expect(host.clock.pendingTimers).toBe(0);
  });

  test('how many were sent is known after the window has ended, and of all windows together', async () => {
    const disk = new MemoryDisk();
    const first = createSender(new MemoryStorage('process-1', disk));
    first.sender.add(signalEvent(1));
    await first.sender.flush();
    first.sender.dispose();
    const second = createSender(new MemoryStorage('process-2', disk));
    await second.sender.start();
    second.host.respond = () => answer(400);
    second.sender.add(signalEvent(2));
    await second.sender.flush();
    expect(second.sender.counts()).toEqual({ waiting: 0, delivered: 1, lost: 1 });
    await second.sender.discard();
    expect(second.sender.counts()).toEqual({ waiting: 0, delivered: 0, lost: 0 });
  });

  test('what waited when the statistics were deleted in another window is not sent', async () => {
    const { host, sender, received } = createSender();
    const now = host.clock.now();
    sender.add({ ...signalEvent(1), timestamp: new Date(now - 1).toISOString() });
    sender.add({ ...signalEvent(2), timestamp: new Date(now + 1).toISOString() });
    await host.storage.updateShared('statistics-since', () => String(now));
    await sender.flush();
    expect(received()).toEqual(['00000002']);
    expect(sender.counts()).toEqual({ waiting: 0, delivered: 1, lost: 0 });
  });
});
