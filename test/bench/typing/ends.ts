import type { Served, TypingServer } from './server.ts';
import type { Stroke } from './typist.ts';

/** How the requests ended that went another way than the typist. */
export interface Ends {
  readonly diverged: number;
  /** Of them, those the client ended, and in how many milliseconds after the proof the server saw it. */
  readonly abortedAfterProof: number;
  readonly abortMs: { readonly p50: number; readonly p90: number; readonly max: number };
  /** Of those that ran for 100 ms or more after the proof: for how long, and with how many tokens to come at it. */
  readonly ranOn: readonly { readonly ms: number; readonly tokensToCome: number }[];
  /** Ended by the client for other reasons, or before the proof. */
  readonly abortedOtherwise: number;
  /** Asked with a prompt that is nowhere in the target. */
  readonly offTrack: number;
}

const soonMs = 100;

export function endsOf(server: TypingServer, strokes: readonly Stroke[]): Ends {
  const waits: number[] = [];
  let diverged = 0;
  const ranOn: Ends['ranOn'][number][] = [];
  let aborted = 0;
  let offTrack = 0;
  for (const served of server.served) {
    const { http, hole, offset, tokens, asked } = served;
    if (http.outcome === 'aborted') aborted += 1;
    if (offset > hole.end) offTrack += 1;
    const proofMs = proofOf(server, served, strokes);
    if (proofMs === undefined || http.endedMs === undefined) continue;
    diverged += 1;
    if (http.outcome === 'aborted' && http.endedMs >= proofMs) waits.push(http.endedMs - proofMs);
    const wouldEndMs = server.madeAt(served, Math.min(tokens.length, asked.maxTokens) - 1);
    if (wouldEndMs > proofMs && http.endedMs > proofMs + soonMs) {
      const tokensToCome = Math.ceil(((wouldEndMs - proofMs) * server.speed.tokensPerSecond) / 1000);
      ranOn.push({ ms: Math.round(http.endedMs - proofMs), tokensToCome });
    }
  }
  const sorted = waits.toSorted((one, other) => one - other);
  const share = (part: number): number => Math.round(sorted[Math.floor(part * (sorted.length - 1))] ?? 0);
  return {
    diverged,
    abortedAfterProof: waits.length,
    abortMs: { p50: share(0.5), p90: share(0.9), max: share(1) },
    ranOn,
    abortedOtherwise: aborted - waits.length,
    offTrack,
  };
}

/** When the first wrong character was both made and typed past, with the request still running. */
function proofOf(server: TypingServer, served: Served, strokes: readonly Stroke[]): number | undefined {
  const { hole, offset, tokens, http } = served;
  let at = offset;
  for (const [index, token] of tokens.entries()) {
    if (hole.target.startsWith(token, at)) {
      at += token.length;
      continue;
    }
    let wrong = 0;
    while (token[wrong] === hole.target[at + wrong]) wrong += 1;
    const typed = strokes.find(
      (stroke) => stroke.hole === hole && stroke.until > at + wrong && stroke.atMs > http.receivedMs,
    );
    if (typed === undefined) return undefined;
    const proofMs = Math.max(typed.atMs, server.madeAt(served, index));
    return http.endedMs !== undefined && proofMs <= http.endedMs ? proofMs : undefined;
  }
  return undefined;
}
