import type { ProviderId, TokenUsage } from '../providers/provider.ts';

/** How a request to a model ended, for cost and waste. */
export interface FinishedRequest {
  readonly requestId: string;
  readonly provider: ProviderId;
  readonly model: string;
  readonly modelVersion: string | undefined;
  readonly languageId: string;
  readonly reason: 'stop' | 'length' | 'truncated' | 'cancelled' | 'failed';
  readonly usage: TokenUsage | undefined;
  readonly ttftMs: number | undefined;
  readonly receivedCharacters: number;
}
