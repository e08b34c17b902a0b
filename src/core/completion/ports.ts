import type { DocumentSnapshot, Uri } from '../document.ts';
import type { EmbeddedSource } from '../embedded/embedded-source.ts';
import type { Host } from '../host.ts';
import type { RefusalReason } from '../privacy/sendable-prompt.ts';
import type { PromptDraft } from '../prompt.ts';
import type { BlockInfo, Place } from '../protocol.ts';
import type { CompletionProvider } from '../providers/provider.ts';
import type { Router } from '../routing/route.ts';
import type { Settings } from '../settings.ts';
import type { Learned } from '../telemetry/learning.ts';

/** A place that a prompt is to be made for. */
export interface PromptQuestion {
  /** For a speculation: as the document would be, had the suggestion been accepted. No worker knows that text. */
  readonly document: DocumentSnapshot;
  readonly offset: number;
  readonly provider: CompletionProvider;
  readonly isSpeculative: boolean;
}

/** What the arbiter stands on. */
export interface SessionPorts {
  readonly host: Host;
  readonly settings: () => Settings;
  /** Told of what failed where nobody waits for it. */
  readonly onFault: (error: unknown) => void;
  readonly router: Router;
  readonly embedded: EmbeddedSource;
  readonly learned: Learned;
  /** What the syntax tree says of a place; null where it doesn't know, and then indentation decides. Never rejects. */
  readonly blockInfo: (place: Place) => Promise<BlockInfo | null>;
  /** The prompt, and about how many tokens it has. */
  readonly promptFor: (question: PromptQuestion) => Promise<{ readonly draft: PromptDraft; readonly tokens: number }>;
  /** Why nothing may be completed in a document, not even on this machine; undefined where it may. */
  readonly refusalFor: (uri: Uri) => RefusalReason | undefined;
  /** Resolves once what `refusalFor` needs of a document is read. Never rejects. */
  readonly whenJudged: (uri: Uri) => Promise<unknown>;
}
