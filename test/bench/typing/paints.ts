import type { Decision } from '../../../src/core/completion/decision.ts';
import type { Meter } from '../replay/meter.ts';
import type { Served, TypingServer } from './server.ts';
import type { Paint, Stroke } from './typist.ts';

/** Sooner after a key nothing is painted by refresh. */
const restAfterKeyMs = 150;

/**
 * How long a text was on its way from its last token to the screen, where somebody waited for it: for a call that was
 * still held, and by refresh, which never comes before typing rests.
 */
export function measurePaints(parts: {
  readonly server: TypingServer;
  readonly paints: readonly Paint[];
  readonly strokes: readonly Stroke[];
  readonly decisions: readonly Decision[];
  readonly meter: Meter;
}): void {
  const { server, paints, strokes, decisions, meter } = parts;
  for (const paint of paints) {
    const lastKeyMs = strokes.findLast(({ atMs }) => atMs <= paint.atMs)?.atMs ?? Infinity;
    const served = server.served.findLast((one) => one.http.receivedMs < paint.atMs && says(one, paint));
    if (served === undefined) continue;
    const readyMs = server.madeAt(served, lastTokenOf(served, paint));
    // What was there before the key was nobody's wait.
    if (readyMs < lastKeyMs || readyMs > paint.atMs) continue;
    const shownAt = performance.timeOrigin + paint.atMs;
    const answer = decisions.findLast(({ at, outcome }) => at <= shownAt && outcome.kind === 'shown');
    if (answer?.trigger === 'refresh') {
      meter.latency('last token to the screen, by refresh', paint.atMs - Math.max(readyMs, lastKeyMs + restAfterKeyMs));
    } else meter.latency('last token to the screen, held', paint.atMs - readyMs);
  }
}

/** Whether the painted text is what a request has said for the cursor's place. */
function says({ hole, offset, tokens }: Served, { hole: painted, at, text }: Paint): boolean {
  return hole === painted && offset <= at && tokens.join('').startsWith(text, at - offset);
}

function lastTokenOf({ offset, tokens }: Served, { at, text }: Paint): number {
  const end = at - offset + text.length;
  let length = 0;
  return tokens.findIndex((token) => (length += token.length) >= end);
}
