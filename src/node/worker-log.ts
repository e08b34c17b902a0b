import type { MessagePort as ThreadPort } from 'node:worker_threads';
import type { Log } from '../core/host.ts';
import { type LogLevel, createLog } from './log.ts';

/** A worker's finished log line, on its way to the log that people read. */
interface WorkerLogLine {
  readonly kind: 'log-line';
  readonly level: LogLevel;
  readonly line: string;
}

/** Inside a worker: a log whose lines the thread that started it writes. */
export function createWorkerLog(parent: ThreadPort): Log {
  return createLog((level, line) => parent.postMessage({ kind: 'log-line', level, line } satisfies WorkerLogLine));
}

/** On the thread that started the worker: writes a message's line, where it is one. */
export function writeWorkerLine(message: unknown, log: Log): void {
  if (isLogLine(message)) log[message.level](message.line);
}

function isLogLine(message: unknown): message is WorkerLogLine {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'log-line';
}
