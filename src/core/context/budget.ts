import type { ContextSourceKind } from '../prompt.ts';

/**
 * Of the tokens for other places, what each source may offer at most. Together that is more than there is: what a source
 * leaves is for the others, and where all have much to say the best pieces are kept.
 */
export const sourceShares: Readonly<Record<ContextSourceKind, number>> = {
  definitions: 0.55,
  fingerprint: 0.1,
  'recent-edits': 0.15,
  'recent-tabs': 0.3,
  repository: 0.15,
  'notebook-cells': 0.5,
};

/** Of the tokens for other places, those that a source may offer with this weight. */
export function sourceTokens(source: ContextSourceKind, maxTokens: number, weight: number): number {
  return Math.floor(maxTokens * Math.min(1, sourceShares[source] * weight));
}

/** How many tokens each part of a prompt may take at most. */
export interface ContextBudget {
  readonly totalTokens: number;
  readonly prefix: number;
  readonly suffix: number;
  readonly typeDefinitions: number;
  readonly recentEdits: number;
  readonly openTabs: number;
  readonly repoSearch: number;
}

/** What is known of the server that the prompt is for; what is absent is unknown. */
export interface PromptLimits {
  readonly locality: 'embedded' | 'local' | 'hosted';
  /** Of the server, prompt and answer together. */
  readonly contextTokens?: number;
  readonly answerTokens: number;
  /** What the server itself cuts prefix and suffix to, as llama.cpp does by its batch size. */
  readonly prefixTokens?: number;
  readonly suffixTokens?: number;
  /** The same for what comes from elsewhere; beyond it the first pieces are lost. */
  readonly snippetTokens?: number;
  /** Whether it takes context besides the window around the cursor. */
  readonly takesSnippets?: boolean;
  /** How fast this server was seen to read prompts that it has not cached. */
  readonly promptTokensPerSecond?: number;
}

const maxPrefixTokens = 2000;
const maxSuffixTokens = 500;
/** Prefix-first templates, as local servers have them, read the suffix anew at each key. */
const maxLocalSuffixTokens = 128;
/** Estimates are off by about so much, and a prompt that is too long is an error, or is cut at the wrong end. */
const safetyShare = 0.15;
/** What a server may spend on reading a prompt that it has not cached. */
const readingMs = 300;
/** The measured speed changes with each answer; a budget that did would move the window's borders, and cost its cache. */
const speedStepTokens = 256;
/** Less than this is no use to a model. */
const leastTokens = 200;

/** The budget in effect: the least of the user's setting, the server's context and what it reads in time. */
export function effectiveBudget(maxContextTokens: number, limits: PromptLimits): ContextBudget {
  const byContext =
    limits.contextTokens === undefined
      ? Number.POSITIVE_INFINITY
      : (limits.contextTokens - limits.answerTokens) * (1 - safetyShare);
  const bySpeed =
    limits.promptTokensPerSecond === undefined
      ? Number.POSITIVE_INFINITY
      : Math.floor((limits.promptTokensPerSecond * readingMs) / 1000 / speedStepTokens) * speedStepTokens;
  const totalTokens = Math.floor(Math.max(leastTokens, Math.min(maxContextTokens, byContext, bySpeed)));
  const ownSuffix = limits.locality === 'hosted' ? maxSuffixTokens : maxLocalSuffixTokens;
  const suffix = Math.min(ownSuffix, limits.suffixTokens ?? ownSuffix, Math.floor(totalTokens / 8));
  // Half of the whole, as long as there is something to put into the other half.
  const share = limits.takesSnippets === false ? totalTokens - suffix : Math.floor(totalTokens / 2);
  const prefix = Math.min(maxPrefixTokens, limits.prefixTokens ?? maxPrefixTokens, share);
  const rest = snippetTokensOf(totalTokens - prefix - suffix, limits);
  return {
    totalTokens,
    prefix,
    suffix,
    typeDefinitions: Math.floor(rest * sourceShares.definitions),
    openTabs: Math.floor(rest * sourceShares['recent-tabs']),
    recentEdits: Math.floor(rest * sourceShares['recent-edits']),
    repoSearch: Math.floor(rest * sourceShares.repository),
  };
}

/** Of the tokens that are left for other places, those that the server takes. */
export function snippetTokensOf(left: number, { takesSnippets, snippetTokens = left }: PromptLimits): number {
  return takesSnippets === false ? 0 : Math.max(0, Math.min(left, snippetTokens));
}
