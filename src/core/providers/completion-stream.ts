import { onAbort } from '../../base/abort.ts';
import { type Disposable, DisposableSlot } from '../../base/disposable.ts';
import { PlainTextStream } from '../../base/plain-text.ts';
import type { Clock, Log } from '../host.ts';
import { serviceFacts } from './capabilities.ts';
import { ProviderError } from './errors.ts';
import { type Addressee, badResponse, isTransportError, toProviderError } from './failures.ts';
import type { PromptReading, StreamEnd, StreamPart, TokenUsage } from './provider.ts';
import { maxNameCharacters, serverWords } from './server-words.ts';
import type { TextFilter } from './text-filter.ts';

/** What one message of a service says, whatever its protocol. */
export interface WireMessage {
  readonly text?: string;
  /** Why the model stopped. The stream's own end (`isEnd`) still follows. */
  readonly finish?: 'stop' | 'length' | 'truncated';
  /** The message with which the protocol says that nothing was lost. A stream without it is truncated. */
  readonly isEnd?: boolean;
  readonly usage?: TokenUsage;
  readonly promptReading?: PromptReading;
  readonly modelVersion?: string;
  readonly logProbabilities?: readonly number[];
  readonly protocol?: 'h1' | 'h2';
}

export interface CompletionStreamOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly to: Addressee;
  /** Makes the request. Called a second time where the connection broke before it gave anything. */
  readonly open: (signal: AbortSignal) => AsyncIterable<WireMessage>;
  readonly filter: TextFilter;
  readonly maxTokens: number;
  readonly firstTokenTimeoutMs: number;
  /** A better error than "too slow" where the provider knows more, such as that the model is being loaded. */
  readonly explainTimeout?: () => ProviderError | undefined;
}

/** Between two texts. Hosted models pause for a second or two under load; beyond this nothing comes any more. */
const idleTimeoutMs = 8000;
/** A stream that drips for this long serves nobody. */
const totalTimeoutMs = 60_000;
/** Tokens of code rarely pass 8 characters, but blanks come in runs; a server that ignores its limit meets this one. */
const maxCharactersPerToken = 40;
/** After the protocol's end the connection closes by itself, or is kept; it gets this long before we cut it. */
const drainTimeoutMs = 1000;

/**
 * Turns a service's messages into the parts of a completion, with everything that is the same for all of them:
 * deadlines that only text feeds, one retry, the end that says what happened, abort.
 */
export async function* streamCompletion(
  options: CompletionStreamOptions,
  signal: AbortSignal,
): AsyncGenerator<StreamPart, void, void> {
  const { clock, to, filter } = options;
  const plain = new PlainTextStream();
  const flush = (): string => plain.push(filter.flush()) + plain.flush();
  const startedMs = clock.monotonicMs();
  const attempt = new AbortController();
  const abortion = onAbort(signal, () => attempt.abort());
  const deadline = new DisposableSlot<Disposable>();
  let isLate = false;
  const giveUpIn = (delayMs: number): void => {
    deadline.value = clock.setTimer(delayMs, () => {
      isLate = true;
      attempt.abort();
    });
  };
  const facts: { -readonly [Key in keyof StreamEnd]?: StreamEnd[Key] } = {};
  let finish: WireMessage['finish'];
  let length = 0;
  let hasText = false;
  let isComplete = false;
  const probabilities = { sum: 0, count: 0 };
  const end = (reason: StreamEnd['reason']): StreamPart => {
    if (probabilities.count > 0) facts.confidence = probabilities.sum / probabilities.count;
    return { kind: 'end', end: { ...facts, reason, totalMs: clock.monotonicMs() - startedMs } };
  };
  let messages = options.open(attempt.signal)[Symbol.asyncIterator]();
  let canRetry = true;

  try {
    giveUpIn(options.firstTokenTimeoutMs);
    for (;;) {
      let next: IteratorResult<WireMessage, unknown>;
      try {
        next = await nextUnlessAborted(messages, attempt.signal);
      } catch (error) {
        if (attempt.signal.aborted || !canRetry || !isTransportError(error) || error.cause !== 'reset') throw error;
        // A kept connection that the server had closed meanwhile: the request never arrived.
        canRetry = false;
        messages = options.open(attempt.signal)[Symbol.asyncIterator]();
        continue;
      }
      canRetry = false;
      if (next.done === true) {
        if (!hasText && finish === undefined) throw closedEarly(to);
        const rest = flush();
        if (rest !== '') yield { kind: 'text', text: rest };
        yield end('truncated');
        return;
      }
      const message = next.value;
      if (message.protocol !== undefined) facts.protocol = message.protocol;
      if (message.usage !== undefined) facts.usage = message.usage;
      if (message.promptReading !== undefined) facts.promptReading = message.promptReading;
      if (message.modelVersion !== undefined) {
        facts.modelVersion = serverWords(message.modelVersion, maxNameCharacters);
      }
      finish = message.finish ?? finish;
      for (const logProbability of message.logProbabilities ?? []) {
        probabilities.sum += Math.exp(Math.min(0, logProbability));
        probabilities.count += 1;
      }
      if (message.text !== undefined && message.text !== '') {
        if (!hasText) facts.ttftMs = clock.monotonicMs() - startedMs;
        hasText = true;
        giveUpIn(idleTimeoutMs);
        const { text: filtered, isCut } = filter.push(message.text);
        length += message.text.length;
        const text = isCut ? plain.push(filtered) + plain.flush() : plain.push(filtered);
        if (text !== '') yield { kind: 'text', text };
        if (isCut) {
          isComplete = message.isEnd === true;
          yield end('stop');
          return;
        }
        if (length > options.maxTokens * maxCharactersPerToken || clock.monotonicMs() - startedMs > totalTimeoutMs) {
          yield end(length > options.maxTokens * maxCharactersPerToken ? 'length' : 'truncated');
          return;
        }
      }
      if (message.isEnd === true) {
        if (finish === 'truncated' && !hasText) throw outOfResources(to);
        isComplete = true;
        const rest = flush();
        if (rest !== '') yield { kind: 'text', text: rest };
        yield end(finish ?? 'stop');
        return;
      }
    }
  } catch (error) {
    if (signal.aborted) {
      yield end('cancelled');
      return;
    }
    const failure = isLate ? (options.explainTimeout?.() ?? tooLate(options)) : toProviderError(to, error);
    if (!hasText) throw failure;
    options.log.debug('A stream broke off after its first text.', { provider: to.id, kind: failure.kind });
    const rest = flush();
    if (rest !== '') yield { kind: 'text', text: rest };
    yield end('truncated');
  } finally {
    abortion.dispose();
    deadline.dispose();
    if (isComplete) void drain(messages, attempt, clock);
    else close(messages, attempt);
  }
}

/** Reads to the body's end, so that the connection can be kept: cutting it now would cost the next request a new one. */
async function drain(messages: AsyncIterator<WireMessage>, attempt: AbortController, clock: Clock): Promise<void> {
  const limit = clock.setTimer(drainTimeoutMs, () => attempt.abort());
  try {
    for (;;) {
      const next = await nextUnlessAborted(messages, attempt.signal);
      if (next.done === true) return;
    }
  } catch {
    // The completion is whole already.
  } finally {
    limit.dispose();
    close(messages, attempt);
  }
}

function close(messages: AsyncIterator<WireMessage>, attempt: AbortController): void {
  attempt.abort();
  void messages.return?.().catch(() => {});
}

/** Doesn't trust what it reads from to notice the abort. */
function nextUnlessAborted<T>(iterator: AsyncIterator<T>, signal: AbortSignal): Promise<IteratorResult<T, unknown>> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new Error('Aborted.'));
      return;
    }
    const abortion = onAbort(signal, () => reject(new Error('Aborted.')));
    iterator
      .next()
      .then(resolve, reject)
      .finally(() => abortion.dispose());
  });
}

function closedEarly(to: Addressee): ProviderError {
  return badResponse(to, ' It closed the connection before the first word.');
}

function outOfResources(to: Addressee): ProviderError {
  return new ProviderError(
    'overloaded',
    `${serviceFacts[to.id].name} broke off before the first word, for want of resources. Try again in a moment.`,
    { isRetryable: true },
  );
}

function tooLate({ to, firstTokenTimeoutMs }: CompletionStreamOptions): ProviderError {
  const seconds = Math.round(firstTokenTimeoutMs / 100) / 10;
  return new ProviderError(
    'timeout',
    `No text came from ${serviceFacts[to.id].name} within ${seconds} s. ` +
      'The model may be loading or too large for this machine; raise midfill.streamTimeoutMs if it needs longer.',
    { isRetryable: true },
  );
}
