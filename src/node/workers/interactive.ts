import { parentPort, workerData } from 'node:worker_threads';
import { type Disposable, DisposableSlot } from '../../base/disposable.ts';
import { serve } from '../../base/rpc.ts';
import { InteractiveService } from '../../core/workers/interactive-worker.ts';
import { systemClock } from '../clock.ts';
import { createGrammars, grammarsFolder } from '../grammars.ts';
import { toMessagePort } from '../thread-port.ts';
import { onWorkerLink } from '../worker-link.ts';
import { heapBytes } from './thread-memory.ts';

if (parentPort === null) throw new Error('This file is the start of a worker thread.');

const service = new InteractiveService({
  clock: systemClock,
  grammars: createGrammars(grammarsFolder(workerData, import.meta.url)),
});
const link = new DisposableSlot<Disposable>();

serve(toMessagePort(parentPort), {
  ...service.api,
  statistics: () => {
    const statistics = service.statistics();
    return { ...statistics, memoryBytes: statistics.memoryBytes + heapBytes() };
  },
});
onWorkerLink(parentPort, (other) => {
  link.value = serve(other, service.index);
});
