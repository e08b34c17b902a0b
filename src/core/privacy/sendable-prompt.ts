import type { Branded } from '../../base/branded.ts';
import type { PromptDraft } from '../prompt.ts';

/** Where a prompt is allowed to go. */
export interface Destination {
  /** `embedded`: stays in this process. `local`: a loopback address. `hosted`: leaves the machine. */
  readonly locality: 'embedded' | 'local' | 'hosted';
  /** Scheme, host and port, such as `https://api.mistral.ai`; empty for `embedded`. */
  readonly origin: string;
}

/**
 * A prompt that may go to its destination: rules and consent were asked, and secret values are placeholders. Only the
 * gate in this folder makes one, and providers accept nothing else.
 */
export type SendablePrompt = Branded<PromptDraft & { readonly destination: Destination }, 'SendablePrompt'>;

/** Why a prompt may not be sent; each is explained to the user in a sentence. */
export type RefusalReason =
  | 'rules-loading'
  | 'ignored-file'
  | 'local-only-file'
  | 'remote-off'
  | 'no-consent'
  | 'untrusted-workspace'
  | 'cursor-in-secret'
  | 'insecure-url';
