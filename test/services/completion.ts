import type { Exchange, Json } from './exchange.ts';
import type { FaultName } from './faults.ts';
import { type Answer, type ModelRequest, type Script, write } from './model.ts';
import { type StreamFormat, failBeforeStream, streamAnswer } from './streaming.ts';

export interface Completion {
  readonly script: Script;
  readonly fault: FaultName | undefined;
  readonly format: StreamFormat;
  readonly request: ModelRequest;
  /** Why the service would refuse it, if it would. */
  readonly refusal?: { readonly status: number; readonly body: unknown } | undefined;
  /** The answer in one piece, for those who don't stream. */
  readonly whole: (answer: Answer) => Json;
}

/** One completion: refused, whole, or streamed, with its fault. */
export async function serveCompletion(exchange: Exchange, completion: Completion): Promise<void> {
  const { script, fault, format, request, refusal, whole } = completion;
  if (fault !== undefined && (await failBeforeStream(exchange, format, fault))) return;
  if (refusal !== undefined) return exchange.json(refusal.status, refusal.body);
  const answer = write(script, request);
  if (exchange.request.body['stream'] === true) return streamAnswer(exchange, format, answer, script, fault);
  if (await exchange.wait(script.ttftMs ?? 0)) await exchange.json(200, whole(answer));
}

/** Whether the request carries the key that the service wants; any, where it wants none. */
export function hasKey(exchange: Exchange, key: string | undefined): boolean {
  return key === undefined || exchange.request.headers['authorization'] === `Bearer ${key}`;
}
