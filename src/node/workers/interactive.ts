import { parentPort, workerData } from 'node:worker_threads';
import { type Disposable, DisposableSlot, DisposableStore } from '../../base/disposable.ts';
import { serve } from '../../base/rpc.ts';
import { InteractiveService } from '../../core/workers/interactive-worker.ts';
import { systemClock } from '../clock.ts';
import { collectGarbage } from '../collect-garbage.ts';
import { createGrammars, grammarsFolder } from '../grammars.ts';
import { toMessagePort } from '../thread-port.ts';
import { whenAtRest } from '../when-at-rest.ts';
import { onWorkerLink } from '../worker-link.ts';
import { heapBytes } from './thread-memory.ts';

if (parentPort === null) throw new Error('This file is the start of a worker thread.');

/** Who is silent for so long isn't typing: some 20 MB that answers have left can go. */
const restMs = 10_000;

const service = new InteractiveService({
  clock: systemClock,
  grammars: createGrammars(grammarsFolder(workerData, import.meta.url)),
});
const link = new DisposableSlot<Disposable>();
const didHear = whenAtRest(restMs, collectGarbage);

parentPort.on('message', didHear);
serve(toMessagePort(parentPort), {
  ...service.api,
  statistics: () => {
    const statistics = service.statistics();
    return { ...statistics, memoryBytes: statistics.memoryBytes + heapBytes() };
  },
});
onWorkerLink(parentPort, (other) => {
  const store = new DisposableStore();
  store.add(other.onMessage(didHear));
  store.add(serve(other, service.index));
  link.value = store;
});
