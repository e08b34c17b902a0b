import type { providerIds } from '../provider-ids.ts';
import type { Destination, SendablePrompt } from '../privacy/sendable-prompt.ts';

export type ProviderId = (typeof providerIds)[number];

/** One request for a completion, the same for every service. */
export interface CompletionRequest {
  readonly prompt: SendablePrompt;
  readonly maxTokens: number;
  readonly temperature: number;
  /** Besides the provider's own; the provider caps the number at what its server takes. */
  readonly stop: readonly string[];
  /** To the first token of text. Comments and empty chunks don't count. */
  readonly firstTokenTimeoutMs: number;
  /** The same for requests that share the start of their prompt; no secrets, no paths. */
  readonly cacheKey?: string;
}

export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** The part of `promptTokens` that the server had cached; 0 where it doesn't say. */
  readonly cachedPromptTokens: number;
  /** By length, where the stream ended before the service told. */
  readonly isEstimated?: true;
}

/** What a server says of reading a prompt. */
export interface PromptReading {
  /** Without those that it had cached, where it tells them apart. */
  readonly tokens: number;
  readonly ms: number;
}

/** How a stream ended. `truncated`: it broke off, what came is usable. */
export interface StreamEnd {
  readonly reason: 'stop' | 'length' | 'truncated' | 'cancelled';
  readonly usage?: TokenUsage;
  readonly promptReading?: PromptReading;
  /** From the request on the wire to the first text; absent where none came. */
  readonly ttftMs?: number;
  readonly totalMs: number;
  /** As the server named what it ran. */
  readonly modelVersion?: string;
  /** Mean token probability in [0, 1], where the service gives log-probabilities (or the engine knows). */
  readonly confidence?: number;
  /** Whether ending the stream early would cost the connection. */
  readonly protocol?: 'h1' | 'h2';
}

export type StreamPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'end'; readonly end: StreamEnd };

/** What a server reads of a prompt, as far as it has said; beyond it text is cut or refused. */
export interface ServerLimits {
  /** Prompt and answer together. */
  readonly contextTokens?: number;
  readonly prefixTokens?: number;
  readonly suffixTokens?: number;
  /** For files beside the one that is written in. */
  readonly snippetTokens?: number;
  /** How many requests it works on at once. */
  readonly slots?: number;
}

/** How a model on a server of one's own lies in memory. */
export interface ModelMemory {
  /** Since when it is being loaded. */
  readonly loadingForMs?: number;
  /** The part that didn't fit the graphics card and is slow for it, in [0, 1]. */
  readonly offGpuShare?: number;
}

/** By their names on the wire: texts, and lists of files. */
export type PromptFields = Readonly<Record<string, string | readonly PromptFile[]>>;

export interface PromptFile {
  readonly filename: string;
  readonly text: string;
}

/** A service (or the embedded engine) with one model, ready to complete. */
export interface CompletionProvider {
  readonly id: ProviderId;
  readonly model: string;
  readonly destination: Destination;
  /**
   * Streams text and closes with exactly one `end`, also when aborted (`cancelled`). Throws a `ProviderError`
   * (`errors.ts`) and nothing else. The request goes out when the first part is asked for.
   */
  complete(request: CompletionRequest, signal: AbortSignal): AsyncIterable<StreamPart>;
  /**
   * The fields of a request that hold the prompt, as they would go out, without a request for text. May ask the server
   * what it takes; throws a `ProviderError` and nothing else.
   */
  preview?(prompt: SendablePrompt): Promise<PromptFields>;
  /** Opens connections or loads models ahead of need; failures are silent. */
  prepare?(): void;
  /** Known once the server was asked something; some servers set the answer's tokens aside. */
  limits?(answerTokens?: number): ServerLimits;
  /** As last heard; absent where the service doesn't tell. */
  memory?(): ModelMemory;
}
