import type { ProviderStatus } from '../../src/core/routing/router.ts';
import type { StatusFacts } from '../../src/vscode/status-view.ts';

export const ollama: ProviderStatus = {
  id: 'ollama',
  model: 'qwen2.5-coder:1.5b',
  breaker: { kind: 'closed' },
  health: { ttftMs: 118.4, errorRate: 0, requests: 3, tokensPerSecond: undefined, promptTokensPerSecond: undefined },
  activeRequests: 0,
  memory: undefined,
  obstacle: undefined,
  problem: undefined,
};

export const embedded: ProviderStatus = { ...ollama, id: 'embedded', model: undefined };

/** A model that has answered before, and nothing in its way. */
export const ready: StatusFacts = {
  presence: { kind: 'on' },
  providers: [ollama, embedded],
  route: {
    kind: 'model',
    provider: 'ollama',
    model: 'qwen2.5-coder:1.5b',
    locality: 'local',
    expectedTtftMs: 118,
    concurrency: 1,
    requestsLeft: Infinity,
  },
  isBusy: false,
  partsOff: [],
  score: { taken: 0, judged: 0 },
  explanation: undefined,
};
