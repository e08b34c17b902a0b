import type { RefusalReason } from '../privacy/sendable-prompt.ts';
import type { ProviderErrorKind } from '../providers/errors.ts';
import type { Decision } from './decision.ts';
import type { FilterReason, Outcome, SkipReason } from './outcome.ts';

/** Why nothing is shown at a place, as one sentence for the user. */
export interface Explanation {
  /** `probable` where only the editor knows, and it doesn't tell. */
  readonly certainty: 'known' | 'probable';
  readonly sentence: string;
}

const skipped: Readonly<Record<SkipReason, string>> = {
  off: 'Midfill is turned off.',
  'language-off': 'Midfill is turned off for this language (setting midfill.languages).',
  'glob-off': 'Midfill is turned off for this file (setting midfill.disabledGlobs).',
  snoozed: 'Midfill is snoozed.',
  scheme: 'Midfill completes code only, and this is an input or a generated view.',
  'not-in-this-editor': 'Midfill does not complete in this kind of editor.',
  'inline-suggestions-off': 'Inline suggestions are turned off in the editor (setting editor.inlineSuggest.enabled).',
  'waiting-to-be-asked': 'Another extension completes here already, so Midfill waits until you turn it on.',
  'multiple-cursors': 'There are several cursors; Midfill completes at one.',
  'middle-of-word': 'The cursor is inside a word.',
  'after-escape': 'You dismissed the suggestion here; type on to get another.',
  'after-undo': 'You have just undone something; type on to get a suggestion.',
  'too-large': 'The file is too large to be completed in.',
  'too-little-text': 'There is too little text before the cursor to go by.',
  'read-only': 'The file cannot be edited.',
};

const refused: Readonly<Record<RefusalReason, string>> = {
  'rules-loading': 'The rules about what may be sent are still being read.',
  'ignored-file': 'This file is kept out by a rule for secret files or by .midfillignore.',
  'local-only-file':
    'This file is ignored by git or excluded in the editor, so it may only be completed in on this machine.',
  'remote-off':
    'Sending code to services is turned off here (setting midfill.remote), and no local provider is available.',
  'no-consent': "You have not agreed to send code of this workspace to this service; 'Midfill: Switch Provider' asks.",
  'untrusted-workspace': 'This workspace is not trusted, so nothing of it is sent.',
  'cursor-in-secret': 'The cursor is inside a secret value, and nothing is sent from there.',
  'insecure-url': 'The address of the service is not encrypted (http), so nothing is sent to it.',
};

const filtered: Readonly<Record<FilterReason, string>> = {
  empty: 'The model had nothing to add here.',
  blank: 'The model answered with blanks only.',
  'repeats-suffix': 'The answer only repeated what follows the cursor.',
  'repeats-itself': 'The answer repeated itself.',
  'repeats-before': 'The answer only repeated the lines above.',
  'not-visible': 'VS Code would not have been able to show the answer at this place.',
  'too-long': 'The answer was longer than VS Code shows.',
  'low-confidence': 'The embedded engine was not sure enough of any continuation here.',
  'does-not-extend-selection': 'The suggest list is open, and the answer did not extend what is selected in it.',
  'rejected-before': 'You have dismissed this very suggestion before.',
  'only-closers': 'The answer consisted of closing brackets only.',
};

const failed: Readonly<Record<ProviderErrorKind | 'internal', string>> = {
  unreachable: 'The model service could not be reached.',
  timeout: 'The model service did not answer in time.',
  'key-missing': "The model service needs a key; set it with 'Midfill: Set Up a Provider'.",
  'key-refused': "The model service refused the key; set another with 'Midfill: Set Up a Provider'.",
  'payment-required': 'The model service wants to be paid: its account has no credit left.',
  'not-found': "The model service was not found at its address; 'Midfill: Set Up a Provider' finds out why.",
  'model-not-found': "The model service does not have the chosen model; choose one with 'Midfill: Switch Model'.",
  'rate-limited': 'The model service limits how often it may be asked, and the limit is reached.',
  overloaded: 'The model service has too much to do at the moment.',
  'bad-request': 'The model service did not understand the request; the log has its answer.',
  'context-exceeded': 'The request was longer than the model reads; lower midfill.maxContextTokens.',
  unsupported: 'The chosen model cannot fill in the middle.',
  'marker-in-text': 'The line holds a marker that the model takes for a command, so nothing was asked.',
  'bad-response': 'The model service answered with something that is not a completion.',
  'server-error': 'The model service failed.',
  internal: 'Midfill itself failed; the log has the details.',
};

const cancelled: Readonly<Record<Extract<Outcome, { kind: 'cancelled' }>['during'], string>> = {
  debounce: 'The text or the cursor changed before Midfill asked.',
  context: 'The text or the cursor changed while Midfill was gathering context.',
  stream: 'The text or the cursor changed before the answer came.',
};

/** Explains the newest decision about a place; undefined where the editor never asked there. */
export function explain(decision: Pick<Decision, 'outcome'> | undefined): Explanation {
  if (decision === undefined) {
    return {
      certainty: 'probable',
      sentence: 'VS Code has not asked here: it asks after a key, not when the cursor moves.',
    };
  }
  const { outcome } = decision;
  switch (outcome.kind) {
    case 'shown':
      return {
        certainty: 'probable',
        sentence:
          'Midfill has suggested something here; probably the suggest list is open, another extension answered first, or it was dismissed.',
      };
    case 'later':
      return known('The answer is still on its way.');
    case 'skipped':
      return known(skipped[outcome.reason]);
    case 'refused':
      return known(refused[outcome.reason]);
    case 'nothing':
      return known(filtered[outcome.reason]);
    case 'cancelled':
      return known(cancelled[outcome.during]);
    case 'failed':
      return known(failed[outcome.error]);
  }
}

function known(sentence: string): Explanation {
  return { certainty: 'known', sentence };
}
