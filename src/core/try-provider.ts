import type { Uri } from './document.ts';
import type { PrivacyGate } from './privacy/gate.ts';
import type { RefusalReason } from './privacy/sendable-prompt.ts';
import type { PromptDraft } from './prompt.ts';
import { type CompletionResult, completeOnce } from './providers/complete-once.ts';
import type { CompletionProvider } from './providers/provider.ts';

const prefix = 'def add(left, right):\n    return ';

/** A small piece of code with one right answer; nothing of the user's. */
const canary: PromptDraft = {
  uri: 'untitled:canary.py' as Uri,
  offset: prefix.length,
  path: 'canary.py',
  languageId: 'python',
  repositoryName: undefined,
  prefix,
  suffix: '\n\n\nprint(add(1, 2))\n',
  snippets: [],
};

/** A model that is not in memory yet may need minutes. */
const patienceMs = 120_000;

/** Makes one small completion, to see whether a provider works as it is set up. */
export async function tryProvider(
  gate: PrivacyGate,
  provider: CompletionProvider,
  signal: AbortSignal,
): Promise<CompletionResult | { readonly kind: 'refused'; readonly reason: RefusalReason }> {
  const sealed = await gate.seal(canary, provider.destination);
  if (sealed.kind === 'refused') return sealed;
  const request = {
    prompt: sealed.prompt,
    maxTokens: 16,
    temperature: 0,
    stop: ['\n'],
    firstTokenTimeoutMs: patienceMs,
  };
  return completeOnce(provider, request, signal);
}
