import { l10n } from 'vscode';
import type { ProviderRouter } from '../../core/routing/router.ts';
import type { Learning, Lesson } from '../../core/telemetry/learning.ts';
import { percent } from './format.ts';

/** What the loop does otherwise for this user than for anyone, each in a sentence that says why. */
export function lessonSentences(learning: Learning, router: ProviderRouter): readonly string[] {
  return [
    ...learning.lessons().map(sentenceOf),
    ...router
      .preferences()
      .map(({ languageId, preferred, before }) =>
        l10n.t('In {0}, {1} is asked before {2}: you clearly take more of it.', languageId, preferred, before),
      ),
    ...router.proficiency
      .table()
      .filter(({ isHeldBack }) => isHeldBack)
      .map(({ model, languageId, accepted, rejected }) =>
        l10n.t(
          '{0} is asked in {1} only when you trigger it: you took {2} of {3}.',
          model,
          languageId,
          Math.round(accepted),
          Math.round(accepted + rejected),
        ),
      ),
  ];
}

function sentenceOf({ languageId, what, amount, rate }: Lesson): string {
  const right = l10n.t('{0} of what was shown was right', percent(rate));
  const points = Math.round(100 * Math.abs(amount));
  switch (what) {
    case 'waits-longer':
      return l10n.t('In {0}, a request waits {1} times as long: {2}.', languageId, amount.toFixed(2), right);
    case 'asks-sooner':
      return l10n.t('In {0}, a request waits only {1} times as long: {2}.', languageId, amount.toFixed(2), right);
    case 'shows-less':
      return l10n.t('In {0}, the embedded engine has to be {1} points surer: {2}.', languageId, points, right);
    case 'shows-more':
      return l10n.t('In {0}, the embedded engine may be {1} points less sure: {2}.', languageId, points, right);
  }
}
