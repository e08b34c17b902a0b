import { hasFeature, serviceFacts } from '../providers/capabilities.ts';
import type { CompletionProvider } from '../providers/provider.ts';
import type { PromptLimits } from './budget.ts';

/** What bounds a prompt for a provider: what is known of its service, what its server has said, what was measured. */
export function promptLimitsOf(
  provider: Pick<CompletionProvider, 'id' | 'destination' | 'limits'>,
  measured: { readonly answerTokens: number; readonly promptTokensPerSecond?: number | undefined },
): PromptLimits {
  const { answerTokens, promptTokensPerSecond } = measured;
  const { contextTokens } = serviceFacts[provider.id];
  return {
    locality: provider.destination.locality,
    ...(contextTokens !== undefined && { contextTokens }),
    answerTokens,
    takesSnippets: hasFeature(provider.id, 'multiFile'),
    ...(promptTokensPerSecond !== undefined && { promptTokensPerSecond }),
    // The server's own word counts most.
    ...provider.limits?.(answerTokens),
  };
}
