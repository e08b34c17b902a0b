import { assertNever } from '../../base/assert-never.ts';
import type { ProviderErrorKind } from '../providers/errors.ts';
import { providerNames } from '../providers/provider-names.ts';
import type { ProviderId } from '../providers/provider.ts';
import type { NoRouteReason } from '../routing/route.ts';
import type { Decision } from './decision.ts';
import type { FilterReason, SkipReason } from './outcome.ts';
import { refusalSentences, wordsFor } from './reason-words.ts';

/** Why nothing is shown at a place, in one sentence, and what would change that. */
export interface Explanation {
  readonly sentence: string;
  /** `probable`: inferred from what the editor doesn't tell. */
  readonly certainty: 'known' | 'probable';
  /** A command of ours that helps. */
  readonly action?: ExplanationAction;
}

export type ExplanationAction =
  | 'setUpProvider'
  | 'switchProvider'
  | 'switchModel'
  | 'toggle'
  | 'snooze'
  | 'trigger'
  | 'showLog';

/** What is known about the place and its surroundings. */
export interface ExplanationFacts {
  /** The newest decision at exactly this document version and position; undefined where nobody asked here. */
  readonly decision: Decision | undefined;
  readonly languageId: string;
  readonly isEnabled: boolean;
  readonly isRegistered: boolean;
  readonly isInlineSuggestEnabled: boolean;
  /** By `midfill.languages` and by `midfill.disabledGlobs`. */
  readonly isLanguageOff: boolean;
  readonly isGlobOff: boolean;
  /** Names of other inline providers that are at work. */
  readonly otherProviders: readonly string[];
  /** Until when the snooze lasts, as the user's clock has it. */
  readonly snoozedUntil: string | undefined;
  /** The model that the user chose first, as it stands for this place; undefined where they chose none. */
  readonly chosen: ChosenModel | undefined;
}

export interface ChosenModel {
  readonly provider: ProviderId;
  /** Why it isn't asked; the embedded engine may still answer. `until` as the user's clock has it. */
  readonly obstacle: { readonly reason: NoRouteReason; readonly until: string | undefined } | undefined;
  /** The last error's own words, while it hasn't answered since. */
  readonly problem: string | undefined;
}

const known = (sentence: string, action?: ExplanationAction): Explanation => ({
  sentence,
  certainty: 'known',
  ...(action && { action }),
});
const probable = (sentence: string, action?: ExplanationAction): Explanation => ({
  sentence,
  certainty: 'probable',
  ...(action && { action }),
});

/** The one sentence for a place. What Midfill knows comes first; the editor's own causes are only probable. */
export function explain(facts: ExplanationFacts): Explanation {
  if (facts.snoozedUntil !== undefined) return explainSkip('snoozed', facts);
  if (!facts.isEnabled) return known('Midfill is turned off (midfill.enabled).', 'toggle');
  if (!facts.isRegistered && facts.otherProviders.length > 0) {
    return known(
      `${facts.otherProviders.join(' and ')} already completes here, so Midfill waits until you turn it on.`,
      'toggle',
    );
  }
  if (facts.isLanguageOff) return explainSkip('language-off', facts);
  if (facts.isGlobOff) return explainSkip('glob-off', facts);
  if (!facts.isInlineSuggestEnabled) return explainSkip('inline-suggestions-off', facts);
  const { decision } = facts;
  if (decision === undefined) {
    return probable(
      "Nobody has asked at this place: VS Code asks after typing, not after moving the cursor. Type, or use 'Midfill: Suggest Here'.",
      'trigger',
    );
  }
  const { outcome } = decision;
  switch (outcome.kind) {
    case 'skipped':
      return explainSkip(outcome.reason, facts);
    case 'refused':
      return known(refusalSentences[outcome.reason], actions[outcome.reason]);
    case 'no-provider':
      return explainNoProvider(outcome.reason, facts);
    case 'nothing':
      return explainFilter(outcome.reason, facts);
    case 'failed':
      return explainFailure(outcome.error, decision.provider, facts);
    case 'cancelled':
      return known('You went on before the answer came; it was dropped because it no longer fitted.');
    case 'later':
      return known(`${providerNames[outcome.provider]} is still answering; its suggestion appears when you pause.`);
    case 'shown':
      return explainHidden(facts);
  }
  return assertNever(outcome);
}

/** Midfill gave a suggestion and none is seen: only the editor can have kept it back. */
function explainHidden({ otherProviders }: ExplanationFacts): Explanation {
  if (otherProviders.length > 0) {
    return probable(
      `Midfill had a suggestion here, but ${otherProviders.join(' or ')} was probably faster: VS Code shows the first answer.`,
    );
  }
  return probable(
    "Midfill has a suggestion here. If you don't see it, the suggestion list is probably open and selects something else; Escape closes it.",
  );
}

function explainSkip(reason: SkipReason, { languageId, snoozedUntil }: ExplanationFacts): Explanation {
  switch (reason) {
    case 'off':
      return known('Midfill is turned off (midfill.enabled).', 'toggle');
    case 'language-off':
      return known(`Midfill is turned off for ${languageId} (midfill.languages).`, 'toggle');
    case 'glob-off':
      return known('A pattern in midfill.disabledGlobs turns Midfill off in this file.');
    case 'snoozed':
      return known(`Midfill is snoozed${snoozedUntil === undefined ? '' : ` until ${snoozedUntil}`}.`, 'snooze');
    case 'scheme':
      return known('Midfill completes in files, not in this kind of view.');
    case 'inline-suggestions-off':
      return known('Inline suggestions are turned off in VS Code (editor.inlineSuggest.enabled).');
    case 'multiple-cursors':
      return known('There are several cursors; Midfill completes at one.');
    case 'middle-of-word':
      return known("The cursor is inside a word; Midfill completes at a word's end.");
    case 'after-escape':
      return known('You dismissed a suggestion here with Escape; Midfill stays quiet until the next edit.');
    case 'after-undo':
      return known('Midfill stays quiet right after undo and redo.');
    case 'too-large':
      return known('The file or the line is too large for Midfill.');
    case 'too-little-text':
      return known('There is too little text in the file to go by.');
    case 'in-snippet':
      return known('A snippet is being filled in; VS Code hides suggestions meanwhile.');
    case 'end-of-statement':
      return known('The statement before the cursor is complete; a new line brings the next suggestion.');
  }
  return assertNever(reason);
}

function explainFilter(reason: FilterReason, facts: ExplanationFacts): Explanation {
  switch (reason) {
    case 'empty':
    case 'blank': {
      const rest = whyTheModelRests(facts);
      return rest === undefined
        ? known('The model had nothing to add here.')
        : known(`The embedded engine has nothing for this place, and ${rest}`, actionFor(facts.chosen));
    }
    case 'low-confidence': {
      const rest = whyTheModelRests(facts);
      return rest === undefined
        ? known('The embedded engine was not sure enough of anything here.', 'setUpProvider')
        : known(`The embedded engine was not sure enough here, and ${rest}`, actionFor(facts.chosen));
    }
    case 'repeats-suffix':
      return known('The suggestion only repeated what follows the cursor.');
    case 'repeats-itself':
      return known('The suggestion went round in circles and was dropped.');
    case 'repeats-before':
      return known('The suggestion only repeated what is right above.');
    case 'not-visible':
      return known('VS Code would not have shown the suggestion: what follows the cursor does not fit into it.');
    case 'too-long':
      return known('The suggestion was over 5,000 characters, which VS Code does not show.');
    case 'does-not-extend-selection':
      return known('The suggestion list is open and selects something that the suggestion does not start with.');
    case 'rejected-before':
      return known('You rejected this suggestion here before.');
  }
  return assertNever(reason);
}

function explainFailure(
  error: ProviderErrorKind | 'internal',
  provider: ProviderId | undefined,
  { chosen }: ExplanationFacts,
): Explanation {
  if (error === 'internal') return known('Something went wrong inside Midfill; the log has more.', 'showLog');
  const asked = provider ?? chosen?.provider;
  const said = chosen?.provider === asked ? chosen?.problem : undefined;
  const name = asked === undefined ? 'The provider' : providerNames[asked];
  return known(said ?? `${name} failed: ${wordsFor(error)}.`, actions[error] ?? 'switchProvider');
}

/** Nobody was asked; what keeps the user's first choice comes first, since that is what they wait for. */
function explainNoProvider(reason: NoRouteReason, facts: ExplanationFacts): Explanation {
  const { chosen } = facts;
  const rest = whyTheModelRests(facts);
  if (rest !== undefined) return known(upperFirst(rest), actionFor(chosen));
  return known(`The model was not asked: ${wordsFor(reason)}.`, actions[reason] ?? 'switchProvider');
}

/** Ends the sentence that says that the embedded engine is alone here; undefined where no model would have helped. */
function whyTheModelRests({ chosen }: ExplanationFacts): string | undefined {
  if (chosen === undefined) return undefined;
  const { provider, obstacle, problem } = chosen;
  if (obstacle === undefined) return problem && `${providerNames[provider]} did not help: ${problem}`;
  const until = obstacle.until === undefined ? '' : ` until ${obstacle.until}`;
  return `${providerNames[provider]} is not asked${until}: ${wordsFor(obstacle.reason)}.`;
}

function actionFor(chosen: ChosenModel | undefined): ExplanationAction {
  const reason = chosen?.obstacle?.reason;
  return (reason && actions[reason]) ?? 'switchProvider';
}

/** What helps, where that isn't to choose somebody else. */
const actions: Partial<Record<NoRouteReason, ExplanationAction>> = {
  'key-missing': 'setUpProvider',
  'key-refused': 'setUpProvider',
  'not-found': 'setUpProvider',
  'not-configured': 'setUpProvider',
  'insecure-url': 'setUpProvider',
  'local-only-file': 'switchProvider',
  'remote-off': 'switchProvider',
  'no-consent': 'switchProvider',
  'model-not-found': 'switchModel',
  unsupported: 'switchModel',
  licence: 'switchModel',
  'held-back-language': 'trigger',
  'rules-loading': 'trigger',
};

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
