import { setTimeout as pause } from 'node:timers/promises';
import { createArbiter } from '../../../src/core/completion/arbiter.ts';
import type { ServiceId } from '../../../src/core/providers/capabilities.ts';
import type { RecordedRequest } from '../../services/exchange.ts';
import type { Wire } from '../../services/stand-in.ts';
import { EditorHost, FakeEditor } from '../../support/fake-editor.ts';
import { openService } from '../../support/service-bench.ts';
import { sessionPorts } from '../../support/session-ports.ts';
import { OneProviderRouter } from './one-provider-router.ts';

/** How a request is proven wrong: by a key against text that is there, or by text against what was typed ahead of it. */
export type Proof = 'key' | 'text';

const line = 'rice * count * discount * tax_rate * shipping * handling * packing * insurance;';
const timing: Readonly<Record<Proof, { readonly ttftMs: number; readonly tokensPerSecond: number }>> = {
  key: { ttftMs: 20, tokensPerSecond: 40 },
  text: { ttftMs: 250, tokensPerSecond: 40 },
};

/** From the proof until the service sees the request closed, in milliseconds, once for each round. */
export async function diverge(
  id: ServiceId,
  protocol: Wire['protocol'],
  proof: Proof,
  rounds: number,
): Promise<readonly number[]> {
  const service = await openService(id, { answer: line, ...timing[proof] }, { protocol });
  const host = new EditorHost();
  Object.defineProperty(host, 'clock', { value: service.clock });
  const arbiter = createArbiter(sessionPorts({ host, router: new OneProviderRouter(service.provider) }));
  const waits: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = `const total${round} = `;
    const asked = (): RecordedRequest | undefined =>
      service.standIn.requests.find(({ body }) => JSON.stringify(body).includes(before));
    const { uri } = host.documents.open(`${round}.ts`, `${before}\nsend(total);\n`);
    const editor = new FakeEditor(host, uri);
    editor.session = arbiter.session;
    editor.cursor = before.length;
    editor.type('p');
    await until(() => asked() !== undefined && (proof === 'text' || asked()?.firstByteMs !== undefined));
    await pause(60);
    const typedMs = performance.now();
    editor.type('x');
    await until(() => asked()?.outcome !== 'running');
    const { endedMs = NaN, firstByteMs = NaN, outcome } = asked() ?? { outcome: 'none' };
    if (outcome !== 'aborted') throw new Error(`${id}: the request was ${outcome}.`);
    waits.push(endedMs - (proof === 'key' ? typedMs : firstByteMs));
    host.documents.close(uri);
    editor.dispose();
    await until(() => service.standIn.requests.every((request) => request.outcome !== 'running'));
  }
  arbiter.dispose();
  await service.close();
  return waits;
}

async function until(isSo: () => boolean): Promise<void> {
  const limitMs = performance.now() + 5000;
  while (!isSo()) {
    if (performance.now() > limitMs) throw new Error('Waited for five seconds.');
    await pause(1);
  }
}
