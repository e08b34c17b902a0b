import { assertNever } from '../../base/assert-never.ts';
import type { RefusalReason } from '../privacy/sendable-prompt.ts';
import type { ProviderErrorKind } from '../providers/errors.ts';
import type { ProviderId } from '../providers/provider.ts';
import type { NoRouteReason } from '../routing/route.ts';
import type { Decision } from './decision.ts';
import type { FilterReason, SkipReason } from './outcome.ts';

/** Why nothing is shown at a place, in one sentence, and what would change that. */
export interface Explanation {
  readonly sentence: string;
  /** `probable`: inferred from what the editor doesn't tell. */
  readonly certainty: 'known' | 'probable';
  /** A command of ours that helps. */
  readonly action?: ExplanationAction;
}

export type ExplanationAction = 'setUpProvider' | 'switchProvider' | 'toggle' | 'snooze' | 'trigger' | 'showLog';

/** What is known about the place and its surroundings. */
export interface ExplanationFacts {
  /** The newest decision at exactly this document version and position; undefined where nobody asked here. */
  readonly decision: Decision | undefined;
  readonly languageId: string;
  readonly isEnabled: boolean;
  readonly isRegistered: boolean;
  readonly isInlineSuggestEnabled: boolean;
  /** Names of other inline providers that are at work. */
  readonly otherProviders: readonly string[];
  /** The last error's own words, by provider. */
  readonly problemOf: (provider: ProviderId) => string | undefined;
  /** Until when the snooze lasts, as the user's clock has it. */
  readonly snoozedUntil: string | undefined;
  /** Why no model is asked, where that is so; the embedded engine may still answer. */
  readonly noRoute: { readonly reason: NoRouteReason; readonly until: string | undefined } | undefined;
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
  if (!facts.isEnabled) return known('Midfill is turned off (midfill.enabled).', 'toggle');
  if (!facts.isRegistered && facts.otherProviders.length > 0) {
    return known(`${facts.otherProviders.join(' and ')} completes here, so Midfill waits to be turned on.`, 'toggle');
  }
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
      return explainRefusal(outcome.reason);
    case 'no-provider':
      return known(`The model is not asked now: ${wordsFor(outcome.reason)}.`, 'switchProvider');
    case 'nothing':
      return explainFilter(outcome.reason, facts);
    case 'failed':
      return explainFailure(outcome.error, decision.provider, facts);
    case 'cancelled':
      return known('You went on before the answer came; it was dropped because it no longer fitted.');
    case 'later':
      return known(`${outcome.provider} is still answering; its suggestion appears when you pause.`);
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
    case 'not-in-this-editor':
      return known('Midfill does not complete in this kind of editor.');
    case 'inline-suggestions-off':
      return known('Inline suggestions are turned off in VS Code (editor.inlineSuggest.enabled).');
    case 'waiting-to-be-asked':
      return known('Another inline provider is at work, so Midfill waits to be turned on.', 'toggle');
    case 'multiple-cursors':
      return known('There are several cursors; Midfill completes at one.');
    case 'middle-of-word':
      return known("The cursor is inside a word; Midfill completes at a word's end.");
    case 'after-escape':
      return known('You dismissed a suggestion here with Escape; Midfill stays quiet until the next edit.');
    case 'after-undo':
      return known('Midfill stays quiet right after undo and redo.');
    case 'too-large':
      return known('The file is too large for Midfill.');
    case 'too-little-text':
      return known('There is too little text in the file to go by.');
    case 'read-only':
      return known('The file is read-only.');
    case 'in-snippet':
      return known('A snippet is being filled in; VS Code hides suggestions meanwhile.');
    case 'end-of-statement':
      return known('The statement before the cursor is complete; a new line brings the next suggestion.');
  }
  return assertNever(reason);
}

/** The sentence for the privacy gate's no. */
export function explainRefusal(reason: RefusalReason): Explanation {
  switch (reason) {
    case 'rules-loading':
      return known('The ignore rules are still being read; nothing is sent before that.');
    case 'ignored-file':
      return known('This file is excluded from Midfill, by .midfillignore or because it holds secrets by its nature.');
    case 'local-only-file':
      return known(
        'This file is git-ignored, excluded, or a link out of the workspace, so it is completed by local providers only.',
        'switchProvider',
      );
    case 'remote-off':
      return known('This workspace allows local providers only (midfill.remote, or .midfillignore).', 'switchProvider');
    case 'no-consent':
      return known('You have not agreed to send code from this workspace to this service.', 'setUpProvider');
    case 'untrusted-workspace':
      return known('The workspace is in Restricted Mode; nothing is sent from it.');
    case 'cursor-in-secret':
      return known('The cursor is inside what looks like a secret; nothing is sent from there.');
    case 'insecure-url':
      return known("The provider's address is http:// beyond this machine; use https://.", 'setUpProvider');
  }
  return assertNever(reason);
}

function explainFilter(reason: FilterReason, facts: ExplanationFacts): Explanation {
  switch (reason) {
    case 'empty':
    case 'blank':
      return facts.noRoute === undefined
        ? known('The model had nothing to add here.')
        : known(`The embedded engine has nothing for this place, and ${explainNoRoute(facts)}`, 'switchProvider');
    case 'low-confidence':
      return known(
        facts.noRoute === undefined
          ? 'The embedded engine was not sure enough of anything here.'
          : `The embedded engine was not sure enough here, and ${explainNoRoute(facts)}`,
        'setUpProvider',
      );
    case 'repeats-suffix':
      return known('The suggestion only repeated what follows the cursor.');
    case 'repeats-itself':
      return known('The suggestion went round in circles and was dropped.');
    case 'repeats-before':
      return known('The suggestion only repeated what stands right above.');
    case 'not-visible':
      return known('VS Code would not have shown the suggestion: what follows the cursor does not fit into it.');
    case 'too-long':
      return known('The suggestion was over 5,000 characters, which VS Code does not show.');
    case 'does-not-extend-selection':
      return known('The suggestion list is open and selects something that the suggestion does not start with.');
    case 'rejected-before':
      return known('You rejected this suggestion here before.');
    case 'only-closers':
      return known('The suggestion was closing brackets only.');
  }
  return assertNever(reason);
}

function explainFailure(
  error: ProviderErrorKind | 'internal',
  provider: ProviderId | undefined,
  facts: ExplanationFacts,
): Explanation {
  if (error === 'internal') return known('Something went wrong inside Midfill; the log has more.', 'showLog');
  const said = provider === undefined ? undefined : facts.problemOf(provider);
  return known(said ?? `${provider ?? 'The provider'} failed: ${wordsFor(error)}.`, 'setUpProvider');
}

/** Ends the sentence that says that no model is asked. */
function explainNoRoute({ noRoute }: ExplanationFacts): string {
  if (noRoute === undefined) return '';
  const until = noRoute.until === undefined ? '' : ` until ${noRoute.until}`;
  return `the model is not asked${until}: ${wordsFor(noRoute.reason)}.`;
}

/** A reason in a few words, for the status bar and inside sentences. */
export function wordsFor(reason: NoRouteReason): string {
  switch (reason) {
    case 'unreachable':
      return 'its server does not answer';
    case 'timeout':
      return 'it has been too slow';
    case 'key-missing':
      return 'it needs a key';
    case 'key-refused':
      return 'its key was refused';
    case 'payment-required':
      return 'its account has no credit';
    case 'not-found':
      return 'its address is wrong';
    case 'model-not-found':
      return 'the server does not have the model';
    case 'rate-limited':
      return 'its rate limit was hit';
    case 'overloaded':
      return 'the server is overloaded';
    case 'bad-request':
      return 'it did not understand the request';
    case 'context-exceeded':
      return 'the prompt was too long for it';
    case 'unsupported':
      return 'it cannot fill in the middle';
    case 'marker-in-text':
      return "the line holds one of the model's own markers";
    case 'bad-response':
      return 'it answered something unreadable';
    case 'server-error':
      return 'the server had an error';
    case 'paused-by-budget':
      return 'the daily budget is spent';
    case 'licence':
      return "the model's licence is excluded (midfill.licensePolicy)";
    case 'held-back-language':
      return 'its suggestions in this language were mostly rejected, so it answers only when asked';
    case 'rules-loading':
    case 'ignored-file':
    case 'local-only-file':
    case 'remote-off':
    case 'no-consent':
    case 'untrusted-workspace':
    case 'cursor-in-secret':
    case 'insecure-url':
      return lowerFirst(explainRefusal(reason).sentence.replace(/\.$/, ''));
  }
  return assertNever(reason);
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
