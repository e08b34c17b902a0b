import type { ServiceId } from '../../src/core/providers/capabilities.ts';
import { type ProviderErrorKind, isProviderError } from '../../src/core/providers/errors.ts';
import type { RecordedRequest } from '../services/exchange.ts';
import { type FaultName, harmlessFaults } from '../services/faults.ts';
import { tokenize } from '../services/model.ts';
import { requestAt } from '../support/requests.ts';
import { openService, testKey } from '../support/service-bench.ts';

/** What the model writes in every case: several tokens, several bytes a character, several lines. */
export const answer = 'größe + 1  # 😀\n    return größe';

const place = 'def confidential_total(größe):\n    x = █\n\nprint(confidential_total(1))\n';

/** What came of one fault at one service. */
export interface Outcome {
  /** How the stream ended, or the kind of the error. */
  readonly result: 'stop' | 'length' | 'truncated' | 'cancelled' | ProviderErrorKind;
  readonly text: string;
  readonly isRetryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly message: string;
  /** Requests for the completion itself. */
  readonly attempts: number;
  /** After the stream's end and the transport's. */
  readonly connectionsLeft: number;
  readonly timersLeft: number;
}

/** What has to come of a fault: the result, and how much text is kept. */
export interface Expectation {
  readonly result: Outcome['result'];
  readonly text: 'all' | 'begun' | 'none' | 'any';
  readonly attempts: number;
}

/** Where a deadline has to pass, which is seconds long, time is told faster. */
const fastSpeeds: Readonly<Partial<Record<FaultName, number>>> = {
  'stall-before-headers': 10,
  'stall-before-first-token': 10,
  'comments-only': 10,
  'stall-mid-stream': 10,
  flood: 10,
  'endless-drip': 60,
};

/** After how long a client gives these up: they give no text, or no more. */
const firstTokenTimeouts: Readonly<Partial<Record<FaultName, number>>> = {
  'stall-before-headers': 15_000,
  'stall-before-first-token': 15_000,
  'comments-only': 15_000,
  flood: 15_000,
  'endless-drip': 300_000,
  'stall-mid-stream': 60_000,
};

export async function meetFault(id: ServiceId, fault: FaultName, protocol: 'h1' | 'h2'): Promise<Outcome> {
  const script = { answer, fault: (request: RecordedRequest) => (isCompletion(request) ? fault : undefined) };
  const firstTokenTimeoutMs = firstTokenTimeouts[fault];
  const bench = await openService(id, script, { protocol, speed: fastSpeeds[fault] ?? 1 });
  let text = '';
  let outcome: Pick<Outcome, 'result' | 'isRetryable' | 'retryAfterMs' | 'message'>;
  try {
    let result: Outcome['result'] = 'cancelled';
    const request = requestAt(place, { firstTokenTimeoutMs: firstTokenTimeoutMs ?? 60_000 });
    for await (const part of bench.provider.complete(request, new AbortController().signal)) {
      if (part.kind === 'text') text += part.text;
      else result = part.end.reason;
    }
    outcome = { result, isRetryable: false, retryAfterMs: undefined, message: '' };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    const { kind, isRetryable, retryAfterMs, message } = error;
    outcome = { result: kind, isRetryable, retryAfterMs, message };
  }
  const attempts = bench.standIn.requests.filter(isCompletion).length;
  bench.transport.dispose();
  const deadline = performance.now() + 10_000;
  while (bench.openSockets + bench.clock.pendingTimers > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const connectionsLeft = bench.openSockets;
  const timersLeft = bench.clock.pendingTimers;
  await bench.close();
  return { ...outcome, text, attempts, connectionsLeft, timersLeft };
}

/** Loads, probes and descriptions are left alone. */
function isCompletion({ path, body }: RecordedRequest): boolean {
  return (
    /\/(completions?|generate|infill)$/.test(path) &&
    (body['prompt'] !== undefined || body['input_prefix'] !== undefined)
  );
}

const expected: Readonly<Partial<Record<FaultName, Expectation>>> = {
  'status-400': { result: 'bad-request', text: 'none', attempts: 1 },
  'status-401': { result: 'key-refused', text: 'none', attempts: 1 },
  'status-402': { result: 'payment-required', text: 'none', attempts: 1 },
  'status-403': { result: 'key-refused', text: 'none', attempts: 1 },
  'status-404': { result: 'not-found', text: 'none', attempts: 1 },
  'status-422': { result: 'bad-request', text: 'none', attempts: 1 },
  'status-429-seconds': { result: 'rate-limited', text: 'none', attempts: 1 },
  'status-429-date': { result: 'rate-limited', text: 'none', attempts: 1 },
  'status-429-bare': { result: 'rate-limited', text: 'none', attempts: 1 },
  'status-500': { result: 'server-error', text: 'none', attempts: 1 },
  'status-503': { result: 'overloaded', text: 'none', attempts: 1 },
  'echoes-key': { result: 'server-error', text: 'none', attempts: 1 },
  'html-error': { result: 'server-error', text: 'none', attempts: 1 },
  redirect: { result: 'bad-response', text: 'none', attempts: 1 },
  'wrong-content-type': { result: 'bad-response', text: 'none', attempts: 1 },
  'web-page': { result: 'bad-response', text: 'none', attempts: 1 },
  'empty-body': { result: 'bad-response', text: 'none', attempts: 1 },
  'compressed-bomb': { result: 'bad-response', text: 'none', attempts: 1 },
  'error-first': { result: 'server-error', text: 'none', attempts: 1 },
  'error-mid-stream': { result: 'truncated', text: 'begun', attempts: 1 },
  'malformed-event': { result: 'truncated', text: 'begun', attempts: 1 },
  'close-without-end': { result: 'truncated', text: 'begun', attempts: 1 },
  'reset-before-headers': { result: 'unreachable', text: 'none', attempts: 2 },
  'reset-once': { result: 'stop', text: 'all', attempts: 2 },
  'reset-mid-stream': { result: 'truncated', text: 'begun', attempts: 1 },
  'gigabyte-line': { result: 'truncated', text: 'begun', attempts: 1 },
  'stall-before-headers': { result: 'timeout', text: 'none', attempts: 1 },
  'stall-before-first-token': { result: 'timeout', text: 'none', attempts: 1 },
  'comments-only': { result: 'timeout', text: 'none', attempts: 1 },
  flood: { result: 'timeout', text: 'none', attempts: 1 },
  'stall-mid-stream': { result: 'truncated', text: 'begun', attempts: 1 },
  'endless-stream': { result: 'length', text: 'any', attempts: 1 },
  'slow-drip': { result: 'stop', text: 'all', attempts: 1 },
  'endless-drip': { result: 'truncated', text: 'any', attempts: 1 },
};

export function expectationOf(id: ServiceId, fault: FaultName): Expectation {
  // These two say with 404 that the model is missing.
  if (fault === 'status-404' && (id === 'ollama' || id === 'openai-compatible')) {
    return { result: 'model-not-found', text: 'none', attempts: 1 };
  }
  const found = expected[fault];
  if (found !== undefined) return found;
  if (!harmlessFaults.includes(fault)) throw new Error(`Nothing is expected of ${fault}.`);
  return { result: 'stop', text: 'all', attempts: 1 };
}

/** What differs from the expectation; empty where nothing does. */
export function deviations(outcome: Outcome, expectation: Expectation, fault: FaultName): readonly string[] {
  const begun = tokenize(answer).slice(0, 2).join('');
  const text = { all: answer, begun, none: '', any: outcome.text }[expectation.text];
  const isError = expectation.text === 'none';
  const findings: readonly [boolean, string][] = [
    [outcome.result === expectation.result, `ended as ${outcome.result}: ${outcome.message}`],
    [outcome.text === text, `gave ${JSON.stringify(outcome.text)}`],
    [outcome.attempts === expectation.attempts, `asked ${outcome.attempts} times`],
    [outcome.connectionsLeft === 0, `left ${outcome.connectionsLeft} connections`],
    [outcome.timersLeft === 0, `left ${outcome.timersLeft} timers`],
    [!isError || /^[A-Z].{20,}(\.|ollama pull \S+)$/s.test(outcome.message), `says ${JSON.stringify(outcome.message)}`],
    [!outcome.message.includes('confidential_total'), 'quotes source text'],
    [!outcome.message.includes(testKey.slice(3)), 'quotes the key'],
    [fault !== 'status-429-seconds' || outcome.retryAfterMs === 7000, `waits ${outcome.retryAfterMs} ms`],
    [fault !== 'status-429-date' || isAbout(outcome.retryAfterMs, 7000), `waits ${outcome.retryAfterMs} ms`],
    [fault !== 'status-429-bare' || outcome.retryAfterMs === undefined, `waits ${outcome.retryAfterMs} ms`],
  ];
  return findings.flatMap(([holds, finding]) => (holds ? [] : [finding]));
}

/** A date has whole seconds. */
function isAbout(value: number | undefined, target: number): boolean {
  return value !== undefined && Math.abs(value - target) <= 2000;
}
