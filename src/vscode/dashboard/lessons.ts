import type { ProviderRouter } from '../../core/routing/router.ts';
import type { Learning, Lesson } from '../../core/telemetry/learning.ts';
import { percent } from './format.ts';

/** What the loop does otherwise for this user than for anyone, each in a sentence that says why. */
export function lessonSentences(learning: Learning, router: ProviderRouter): readonly string[] {
  return [
    ...learning.lessons().map(sentenceOf),
    ...router
      .preferences()
      .map(
        ({ languageId, preferred, before }) =>
          `In ${languageId}, ${preferred} is asked before ${before}: you take surely more of it.`,
      ),
    ...router.proficiency
      .table()
      .filter(({ isHeldBack }) => isHeldBack)
      .map(
        ({ model, languageId, accepted, rejected }) =>
          `${model} is asked in ${languageId} only when you trigger it: you took ${Math.round(accepted)} of ${Math.round(accepted + rejected)}.`,
      ),
  ];
}

function sentenceOf({ languageId, what, amount, rate }: Lesson): string {
  const right = `${percent(rate)} of what was shown was right`;
  const points = Math.round(100 * Math.abs(amount));
  switch (what) {
    case 'waits-longer':
      return `In ${languageId}, a request waits ${amount.toFixed(2)} times as long: ${right}.`;
    case 'asks-sooner':
      return `In ${languageId}, a request waits only ${amount.toFixed(2)} times as long: ${right}.`;
    case 'shows-less':
      return `In ${languageId}, the embedded engine has to be ${points} points surer: ${right}.`;
    case 'shows-more':
      return `In ${languageId}, the embedded engine may be ${points} points less sure: ${right}.`;
  }
}
