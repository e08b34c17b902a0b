import type { Decision } from '../../../src/core/completion/decision.ts';
import type { Meter } from '../replay/meter.ts';
import type { Paint, Stroke } from './typist.ts';

/**
 * How long it took from the editor's call to the first frame with ghost text, where there was none: by what it was
 * (draft, fresh, joined, cache), and apart where the call had been answered with nothing and a refresh brought it.
 */
export function measureFirstPaints(parts: {
  readonly paints: readonly Paint[];
  readonly strokes: readonly Stroke[];
  readonly decisions: readonly Decision[];
  readonly meter: Meter;
}): void {
  const { paints, strokes, decisions, meter } = parts;
  for (const { hole, atMs } of paints.filter(({ isFirst }) => isFirst)) {
    const paintedAt = performance.timeOrigin + atMs;
    // The same version, line and column come in other files too.
    const openedAt = performance.timeOrigin + (strokes.find((stroke) => stroke.hole === hole)?.atMs ?? 0);
    const answer = decisions.findLast(
      ({ at, outcome }) => at >= openedAt && at <= paintedAt && outcome.kind === 'shown',
    );
    if (answer === undefined || answer.outcome.kind !== 'shown') continue;
    const here = decisions.filter((one) => isSamePlace(one, answer) && one.at >= openedAt && one.at <= paintedAt);
    const calledAt = Math.min(...here.map(({ at, totalMs }) => at - totalMs));
    const way = answer.trigger === 'refresh' ? ', by refresh' : '';
    meter.latency(`call to first ghost text, ${answer.outcome.from}${way}`, paintedAt - calledAt);
  }
}

function isSamePlace(one: Decision, other: Decision): boolean {
  return (
    one.languageId === other.languageId &&
    one.documentVersion === other.documentVersion &&
    one.line === other.line &&
    one.character === other.character
  );
}
