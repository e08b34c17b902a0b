import { assertNever } from '../../base/assert-never.ts';
import type { RefusalReason } from '../privacy/sendable-prompt.ts';
import type { NoRouteReason } from '../routing/route.ts';

/** The privacy gate's no, as a sentence. */
export const refusalSentences: Readonly<Record<RefusalReason, string>> = {
  'rules-loading': 'The ignore rules are still being read; nothing is sent before that.',
  'ignored-file': 'This file is excluded from Midfill, by .midfillignore or because files of its kind hold secrets.',
  'local-only-file':
    'This file is git-ignored, excluded, or a link out of the workspace, so it is completed by local providers only.',
  'remote-off': 'This workspace allows local providers only (midfill.remote, or .midfillignore).',
  'no-consent': 'You have not agreed to send code from this workspace to it.',
  'untrusted-workspace': 'The workspace is in Restricted Mode; nothing is sent from it.',
  'cursor-in-secret': 'The cursor is inside what looks like a secret; nothing is sent from there.',
  'insecure-url': "The provider's address is http:// and not on this machine; use https://.",
};

/** Why a provider isn't asked, in a few words that end a sentence. */
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
      return 'its answer could not be read';
    case 'server-error':
      return 'the server had an error';
    case 'paused-by-budget':
      return 'the daily budget is spent';
    case 'licence':
      return "the model's licence is excluded (midfill.licensePolicy)";
    case 'held-back-language':
      return 'you take so few of its suggestions in this language that it answers only when you ask for it';
    case 'not-configured':
      return 'it is not fully set up';
    case 'loading':
      return 'its model is being loaded';
    case 'slow':
      return 'its first text comes too late (midfill.latencyThresholdMs)';
    case 'weak-language':
      return 'its model was not made for this language';
    case 'rules-loading':
      return 'the ignore rules are still being read';
    case 'ignored-file':
      return 'this file is excluded from Midfill';
    case 'local-only-file':
      return 'this file is git-ignored, excluded, or a link out of the workspace';
    case 'remote-off':
      return 'this workspace allows local providers only (midfill.remote, or .midfillignore)';
    case 'no-consent':
      return 'you have not agreed to send code from this workspace to it';
    case 'untrusted-workspace':
      return 'the workspace is in Restricted Mode';
    case 'cursor-in-secret':
      return 'the cursor is inside what looks like a secret';
    case 'insecure-url':
      return 'its address is http:// and not on this machine; use https://';
  }
  return assertNever(reason);
}
