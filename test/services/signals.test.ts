import { afterEach, describe, expect, test } from 'vitest';
import type { Host } from '../../src/core/host.ts';
import { SignalSender } from '../../src/core/telemetry/signal-sender.ts';
import { FakeHost } from '../support/fake-host.ts';
import { createTestTransport } from '../support/real-transport.ts';
import { type SignalEndpoint, startSignalEndpoint } from '../support/signal-endpoint.ts';
import { signalEvent } from '../support/signal-event.ts';

let end = new AsyncDisposableStack();

afterEach(async () => {
  await end.disposeAsync();
  end = new AsyncDisposableStack();
});

/** The sender with the shipped transport, before a service on a real socket. */
async function createSender(): Promise<{
  endpoint: SignalEndpoint;
  sender: SignalSender;
  consent: { given: boolean };
}> {
  const endpoint = await startSignalEndpoint();
  end.defer(() => endpoint.close());
  const transport = createTestTransport();
  end.defer(() => transport.dispose());
  const consent = { given: true };
  const host: Host = Object.assign(new FakeHost(), { transport });
  const sender = new SignalSender({ host, endpoint: () => (consent.given ? endpoint.url : undefined) });
  end.defer(() => sender.dispose());
  return { endpoint, sender, consent };
}

describe('signals on a real socket', () => {
  test('without consent no connection is opened, whatever happens', async () => {
    const { endpoint, sender, consent } = await createSender();
    consent.given = false;
    await sender.start();
    for (let number = 0; number < 250; number += 1) sender.add(signalEvent(number));
    await sender.flush();
    expect([endpoint.connections, endpoint.requests, sender.counts().waiting]).toEqual([0, 0, 0]);
  });

  test('once consent is withdrawn nothing more goes out, not even what waits', async () => {
    const { endpoint, sender, consent } = await createSender();
    sender.add(signalEvent(1));
    await sender.flush();
    expect(endpoint.received).toEqual(['00000001']);
    sender.add(signalEvent(2));
    consent.given = false;
    await sender.flush();
    expect([endpoint.requests, endpoint.received.length]).toEqual([1, 1]);
  });

  test('what the service drops, refuses or answers with garbage stays, and arrives once it takes it', async () => {
    const { endpoint, sender } = await createSender();
    for (const mood of ['drop', 'garbage', 'web-page', 429, 500, 302] as const) {
      endpoint.mood = () => mood;
      sender.add(signalEvent(endpoint.requests + 1));
      await sender.flush();
    }
    expect([endpoint.received, sender.counts().waiting]).toEqual([[], 6]);
    endpoint.mood = () => 'take';
    await sender.flush();
    expect([endpoint.received.length, sender.counts()]).toEqual([6, { waiting: 0, delivered: 6, lost: 0 }]);
  });

  test('a service that takes small batches gets small ones', async () => {
    const { endpoint, sender } = await createSender();
    endpoint.mood = () => 'too-large';
    for (let number = 0; number < 100; number += 1) sender.add(signalEvent(number));
    for (let batch = 0; batch < 12; batch += 1) await sender.flush();
    expect(new Set(endpoint.received).size).toBe(100);
    expect(sender.counts()).toEqual({ waiting: 0, delivered: 100, lost: 0 });
  });
});
