import type { PromptDraft } from '../prompt.ts';
import type { ProviderId, TokenUsage } from '../providers/provider.ts';

/** Dollars a million tokens. */
export interface Price {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
  /** Day on which the service listed it; absent where the user said it. */
  readonly asOf?: string;
}

interface PriceRow extends Price {
  readonly provider: ProviderId;
  /** Matches the model's name. */
  readonly model: RegExp;
  readonly asOf: string;
}

/**
 * List prices, which change: dated, and the user's own (`midfill.prices`) win. DeepSeek's are those of its peak hours,
 * so that a budget errs on the safe side.
 */
const table: readonly PriceRow[] = [
  { provider: 'codestral', model: /^codestral/, asOf: '2026-08-21', input: 0.3, cachedInput: 0.03, output: 0.9 },
  { provider: 'deepseek', model: /pro/, asOf: '2026-11-15', input: 1.32, cachedInput: 0.044, output: 3.96 },
  { provider: 'deepseek', model: /./, asOf: '2026-11-15', input: 0.3, cachedInput: 0.006, output: 1.2 },
];

/** The price of a model; undefined where none is known, as with servers of one's own. */
export function priceOf(
  provider: ProviderId,
  model: string,
  overrides: Readonly<Record<string, Price>> = {},
): Price | undefined {
  return overrides[model] ?? table.find((row) => row.provider === provider && row.model.test(model));
}

/** Of code, roughly. */
const charactersPerToken = 3.5;

/** What a request took whose service didn't get to telling: nothing counts as cached, so that a budget errs safely. */
export function estimateUsage({ prefix, suffix, snippets }: PromptDraft, receivedCharacters: number): TokenUsage {
  const asked = prefix.length + suffix.length + snippets.reduce((sum, { text }) => sum + text.length, 0);
  return {
    promptTokens: Math.ceil(asked / charactersPerToken),
    completionTokens: Math.ceil(receivedCharacters / charactersPerToken),
    cachedPromptTokens: 0,
    isEstimated: true,
  };
}

/** What a request cost, in dollars. */
export function costOf(usage: TokenUsage, price: Price): number {
  const uncached = Math.max(0, usage.promptTokens - usage.cachedPromptTokens);
  return (
    (uncached * price.input + usage.cachedPromptTokens * price.cachedInput + usage.completionTokens * price.output) /
    1e6
  );
}
