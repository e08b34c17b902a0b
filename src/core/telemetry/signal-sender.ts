import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { errorName } from '../../base/error-name.ts';
import { noteFailure } from '../../base/note-failure.ts';
import type { Host, HttpResponse, Log } from '../host.ts';
import { SharedValue, parseStored } from '../routing/shared-value.ts';
import { type SignalEvent, isReceipt, readSignal } from './events.ts';
import { SignalSpool } from './signal-spool.ts';
import { sinceName } from './statistics.ts';

/** The source design's figures: a batch goes out after this time or at this size. */
const batchMs = 30_000;
const batchEvents = 100;
/** Between two batches of a backlog. */
const nextBatchMs = 1000;
/** What is kept on disk at most; beyond it the oldest give way and are counted. About 2.5 MB. */
const maxSpooled = 5000;
const maxAgeMs = 14 * 86_400_000;
const firstBackoffMs = 30_000;
const longestBackoffMs = 60 * 60_000;
const requestTimeoutMs = 10_000;
/** The answer says how many were received, and no more. */
const maxAnswerBytes = 4096;

/** Of all windows, those that have ended included, since the user last deleted the statistics. */
interface Sent {
  readonly delivered: number;
  /** Given up for size, age, or because the service refused them as malformed. */
  readonly lost: number;
}

export interface SignalCounts extends Sent {
  /** In this window. */
  readonly waiting: number;
}

const sentName = 'signals-sent';
const sentRefreshMs = 5000;

/**
 * Delivers events at least once: to a spool on disk first, then in batches to `POST {endpoint}/api/signals`. Without
 * consent nothing is spooled and no connection opened. `event_id` lets the service drop what arrives twice.
 */
export class SignalSender implements Disposable {
  readonly #host: Host;
  readonly #log: Log;
  /** The endpoint while sending is agreed to; undefined otherwise. */
  readonly #endpoint: () => string | undefined;
  readonly #store = new DisposableStore();
  readonly #stopped = new AbortController();
  #waiting: SignalEvent[] = [];
  readonly #spool: SignalSpool;
  /** Writes and sends follow each other, so that a batch and a rewrite of the spool never cross. */
  #work: Promise<void> = Promise.resolve();
  #timer: Disposable | undefined;
  #isSending = false;
  /** Halved where the service finds a batch too large, and grown again where it takes one. */
  #batchSize = batchEvents;
  #failuresInARow = 0;
  readonly #sent: SharedValue<Sent>;
  #sofar: Sent = { delivered: 0, lost: 0 };

  constructor(parts: { readonly host: Host; readonly endpoint: () => string | undefined }) {
    this.#host = parts.host;
    this.#log = parts.host.log.child('telemetry');
    this.#endpoint = parts.endpoint;
    this.#sent = this.#store.add(
      new SharedValue({
        clock: parts.host.clock,
        log: this.#log,
        storage: parts.host.storage,
        name: sentName,
        refreshMs: sentRefreshMs,
        parse: parseSent,
        onDidRead: (sent) => (this.#sofar = sent),
      }),
    );
    this.#spool = this.#store.add(
      new SignalSpool({
        host: parts.host,
        log: this.#log,
        onRetry: () => void this.#enqueue(() => this.#spool.rewrite(this.#waiting)),
      }),
    );
    this.#store.add({ dispose: () => this.#timer?.dispose() });
    this.#store.add({ dispose: () => this.#stopped.abort() });
  }

  /** Whether events are taken now. */
  get isOn(): boolean {
    return !this.#store.isDisposed && this.#endpoint() !== undefined;
  }

  counts(): SignalCounts {
    this.#sent.refresh();
    return { waiting: this.#waiting.length, ...this.#sofar };
  }

  /** What the next batch would hold, exactly. */
  preview(): readonly SignalEvent[] {
    return this.#waiting.slice(0, batchEvents);
  }

  /** Takes over what earlier or ended processes left unsent. */
  start(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#endpoint() === undefined) return;
      this.#sent.refresh();
      const lines = await this.#spool.read();
      const known = new Set(this.#waiting.map((event) => event.event_id));
      const adopted = lines.flatMap((line) => parseLine(line)).filter((event) => !known.has(event.event_id));
      this.#waiting = [...adopted, ...this.#waiting];
      await this.#bound();
      if (this.#waiting.length > 0) this.#schedule(batchMs);
    });
  }

  /** Never waits for disk or network. Without consent the event is dropped here. */
  add(event: SignalEvent): void {
    if (!this.isOn) return;
    this.#waiting.push(event);
    if (this.#spool.add(event)) void this.#enqueue(() => this.#spool.append());
    if (this.#waiting.length > maxSpooled) void this.#enqueue(() => this.#bound());
    if (this.#waiting.length >= batchEvents && this.#failuresInARow === 0) this.#schedule(0);
    else if (this.#timer === undefined) this.#schedule(batchMs);
  }

  /** Sends what waits now; used at shutdown too. Resolves when it is delivered or kept on disk. */
  flush(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#send();
      if (this.#spool.isBehind) await this.#spool.rewrite(this.#waiting);
    });
  }

  /** Consent was withdrawn, or the user asks: what waits is deleted, here and on disk. */
  discard(): Promise<void> {
    this.#waiting = [];
    return this.#enqueue(async () => {
      await this.#spool.rewrite(this.#waiting);
      await this.#sent.update((): Sent => ({ delivered: 0, lost: 0 }));
    });
  }

  dispose(): void {
    this.#store.dispose();
  }

  #schedule(delayMs: number): void {
    if (this.#isSending || this.#store.isDisposed) return;
    this.#timer?.dispose();
    this.#timer = this.#host.clock.setTimer(delayMs, () => {
      this.#timer = undefined;
      void this.flush();
    });
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(step).catch((error: unknown) => {
      this.#log.warn('What is known of signals could not be read or kept.', { reason: errorName(error) });
    });
    return this.#work;
  }

  async #send(): Promise<void> {
    const endpoint = this.#endpoint();
    if (endpoint !== undefined && this.#waiting.length > 0) await this.#dropForgotten();
    const batch = this.#waiting.slice(0, this.#batchSize);
    if (endpoint === undefined || batch.length === 0) return;
    this.#isSending = true;
    const result = await this.#post(`${endpoint.replace(/\/+$/, '')}/api/signals`, batch);
    this.#isSending = false;
    if (result.kind === 'later') {
      this.#failuresInARow += 1;
      const backoff = Math.min(longestBackoffMs, firstBackoffMs * 2 ** (this.#failuresInARow - 1));
      // Full jitter over the upper half keeps windows from knocking together.
      this.#schedule(Math.max(result.retryAfterMs ?? 0, backoff * (0.5 + this.#host.random() / 2)));
      return;
    }
    this.#failuresInARow = 0;
    if (result.kind === 'too-large' && batch.length > 1) {
      this.#batchSize = Math.ceil(batch.length / 2);
      this.#schedule(nextBatchMs);
      return;
    }
    this.#batchSize = Math.min(batchEvents, this.#batchSize * 2);
    const gone = new Set(batch.map((event) => event.event_id));
    await this.#keep(this.#waiting.filter((event) => !gone.has(event.event_id)));
    await this.#count(result.kind === 'delivered' ? 'delivered' : 'lost', batch.length);
    if (this.#waiting.length > 0) this.#schedule(this.#waiting.length >= batchEvents ? nextBatchMs : batchMs);
  }

  async #post(url: string, batch: readonly SignalEvent[]): Promise<SendResult> {
    const timeout = new AbortController();
    const timer = this.#host.clock.setTimer(requestTimeoutMs, () => timeout.abort());
    const signal = AbortSignal.any([timeout.signal, this.#stopped.signal]);
    try {
      const response = await this.#host.transport.send(
        {
          method: 'POST',
          url,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ events: batch }),
          connectTimeoutMs: requestTimeoutMs,
        },
        signal,
      );
      return await judge(response, this.#host.clock.now());
    } catch {
      return { kind: 'later', retryAfterMs: undefined };
    } finally {
      timer.dispose();
    }
  }

  async #bound(): Promise<void> {
    const oldest = this.#host.clock.now() - maxAgeMs;
    const kept = this.#waiting.filter((event) => timeOf(event) >= oldest).slice(-maxSpooled);
    if (kept.length === this.#waiting.length) return;
    const lost = this.#waiting.length - kept.length;
    await this.#keep(kept);
    await this.#count('lost', lost);
  }

  /** What was deleted with the statistics, maybe in another window, is neither sent nor lost. */
  async #dropForgotten(): Promise<void> {
    const since = Number(await this.#host.storage.readShared(sinceName).catch(() => undefined));
    const kept = this.#waiting.filter((event) => !(timeOf(event) < since));
    if (kept.length < this.#waiting.length) await this.#keep(kept);
  }

  async #keep(events: SignalEvent[]): Promise<void> {
    this.#waiting = events;
    // Else it is tried again soon, and not with each event.
    if (!this.#spool.isBehind) await this.#spool.rewrite(events);
  }

  async #count(what: keyof Sent, more: number): Promise<void> {
    await this.#sent
      .update((sent): Sent => ({ ...sent, [what]: sent[what] + more }))
      .catch(noteFailure(this.#log, 'How many signals were sent could not be kept.'));
  }
}

type SendResult =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'later'; readonly retryAfterMs: number | undefined };

/**
 * Only `{ received: n }` with a 2xx delivers: a network that asks one to sign in answers 200 to anything. 400 and 422 say
 * the events are malformed: sending them again would never end.
 */
async function judge(response: HttpResponse, now: number): Promise<SendResult> {
  const isDone = response.status >= 200 && response.status < 300;
  if (isDone && isReceipt(parseJson(await readAnswer(response)))) return { kind: 'delivered' };
  // Leaving the body frees the connection.
  if (!isDone) await response.body[Symbol.asyncIterator]().return?.();
  if (response.status === 413) return { kind: 'too-large' };
  if (response.status === 400 || response.status === 422) return { kind: 'refused' };
  const header = response.header('retry-after');
  if (header === undefined) return { kind: 'later', retryAfterMs: undefined };
  const seconds = /^\d{1,6}$/.test(header) ? Number(header) * 1000 : parseDate(header) - now;
  return { kind: 'later', retryAfterMs: Number.isFinite(seconds) ? Math.min(longestBackoffMs, seconds) : undefined };
}

async function readAnswer({ body }: HttpResponse): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maxAnswerBytes) return '';
  }
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseLine(line: string): SignalEvent[] {
  const signal = readSignal(parseJson(line));
  return signal === undefined ? [] : [signal];
}

function parseSent(text: string | undefined): Sent {
  const value = parseStored(text);
  const countOf = (what: keyof Sent): number => {
    const count = typeof value === 'object' && value !== null && what in value ? (value as Partial<Sent>)[what] : 0;
    return typeof count === 'number' ? count : 0;
  };
  return { delivered: countOf('delivered'), lost: countOf('lost') };
}

function timeOf(event: SignalEvent): number {
  return parseDate(event.timestamp);
}

function parseDate(text: string): number {
  // oxlint-disable-next-line eslint/no-restricted-globals -- converts, reads no clock
  return Date.parse(text);
}
