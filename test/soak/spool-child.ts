import { appendFileSync } from 'node:fs';
import type { Host } from '../../src/core/host.ts';
import type { SignalEvent } from '../../src/core/telemetry/events.ts';
import { SignalSender } from '../../src/core/telemetry/signal-sender.ts';
import { systemClock } from '../../src/node/clock.ts';
import { random, randomId } from '../../src/node/random.ts';
import { FileStorage } from '../../src/node/storage/file-storage.ts';
import { FakeHost } from '../support/fake-host.ts';
import { createTestTransport } from '../support/real-transport.ts';
import { signalEvent } from '../support/signal-event.ts';

/*
 * A process with a spool, for killing: `node spool-child.ts ROOT ENDPOINT LOG COUNT`. Adds COUNT events (0: only
 * delivers what others left), notes each in LOG once its write has been handed to the system, and ends when all is sent.
 */
const [root = '', endpoint = '', log = '', count = '0'] = process.argv.slice(2);

const event = (): SignalEvent => ({ ...signalEvent(0), event_id: randomId(), request_id: randomId() });

const storage = new FileStorage(root);
const append = storage.append.bind(storage);
storage.append = async (name, lines) => {
  await append(name, lines);
  const ids = lines.map((line) => (JSON.parse(line) as SignalEvent).event_id);
  appendFileSync(log, ids.map((id) => `${id}\n`).join(''));
};
const transport = createTestTransport();
const host: Host = Object.assign(new FakeHost(), { clock: systemClock, random, randomId, storage, transport });
const sender = new SignalSender({ host, endpoint: () => endpoint });
await sender.start();
process.send?.('started');
for (let added = 0; added < Number(count); added += 1) {
  sender.add(event());
  if (added % 5 === 4) await sender.flush();
}
for (let tries = 0; sender.counts().waiting > 0 && tries < 1000; tries += 1) await sender.flush();
sender.dispose();
await storage.close();
process.exit(sender.counts().waiting === 0 ? 0 : 1);
