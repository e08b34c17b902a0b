/** Zero-based; UTF-16 units. */
export interface EditorPosition {
  readonly line: number;
  readonly character: number;
}

/** A line with the cursor in it, and an inline completion that would replace `start`..`end` of it. */
export interface StagedItem {
  readonly line: string;
  readonly cursor: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What a test may ask of the companion, the extension that is its hand inside the editor. */
export type CompanionRequest =
  | { readonly kind: 'open-file'; readonly path: string; readonly cursor: EditorPosition }
  | { readonly kind: 'read-editor' }
  /** Of the extension host. */
  | { readonly kind: 'read-process-id' }
  | { readonly kind: 'close-editors' }
  | { readonly kind: 'insert'; readonly path: string; readonly at: EditorPosition; readonly text: string }
  | { readonly kind: 'execute'; readonly command: string; readonly args: readonly unknown[] }
  | { readonly kind: 'activate'; readonly extensionId: string }
  | { readonly kind: 'read-setting'; readonly key: string }
  /** Of the workspace, unless it is to be the user's, wherever VS Code keeps a setting of that scope. */
  | {
      readonly kind: 'write-setting';
      readonly key: string;
      readonly value: unknown;
      readonly target?: 'workspace' | 'user';
    }
  | { readonly kind: 'show-source-control' }
  | { readonly kind: 'show-output'; readonly text: string }
  /** Measures from now on how late the extension host's loop is; `read-blocks` ends that and answers. */
  | { readonly kind: 'watch-blocks' }
  | { readonly kind: 'read-blocks' }
  /** What the extension host's process has used, threads included. */
  | { readonly kind: 'read-process' }
  /** Answers how long VS Code took to load an extension's code, in milliseconds. */
  | { readonly kind: 'read-load-time'; readonly extensionId: string }
  /** Registers a provider with members that only the proposed API allows. */
  | { readonly kind: 'register-proposed-provider' }
  /** Answered when the editor has taken the item in: the next frame shows it, or never will. */
  | { readonly kind: 'show-item'; readonly item: StagedItem }
  /** In files of this name alone, if one is given. */
  | { readonly kind: 'register-constant-provider'; readonly text: string; readonly fileName?: string }
  /** Has a provider that knows what the file is going to hold, instead of Midfill's. */
  | { readonly kind: 'foretell'; readonly target: string }
  /** Turns proposed API on in this window, and has VS Code tell what becomes of an extension's inline completions. */
  | { readonly kind: 'record-truth'; readonly extensionId: string }
  | { readonly kind: 'take-truth' }
  /** Has an extension think that VS Code's telemetry is on. */
  | { readonly kind: 'allow-telemetry'; readonly extensionId: string };

/** What VS Code itself says of an inline completion. */
export type TruthRecord = { readonly suggestionId: string; readonly at: number } & (
  | { readonly kind: 'shown' }
  | { readonly kind: 'partial'; readonly by: 'word' | 'line' | 'suggest' | 'unknown'; readonly length: number }
  | {
      readonly kind: 'end';
      readonly reason: 'accepted' | 'rejected' | 'ignored';
      readonly isTypedOver: boolean;
      readonly supersededBy: string | null;
    }
);

export interface EditorState {
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
  readonly cursor: EditorPosition;
  readonly selectionIsEmpty: boolean;
}

/** Of the extension host's process. */
export interface ProcessUse {
  readonly residentBytes: number;
  /** On all processors, since it started. */
  readonly cpuMs: number;
}

export type CompanionReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: string };

/** Written by each companion as it starts, one file a process: where it listens and for which folder. */
export interface CompanionAddress {
  readonly folder: string;
  readonly port: number;
  readonly startedAt: number;
}

/** Set to `1` in an extension host, it leaves every proposed API on, as code-server ships it. */
export const proposedApiVariable = 'MIDFILL_PROPOSED_API';
/** Names the folder in which companions leave their addresses. */
export const companionFolderVariable = 'MIDFILL_TEST_COMPANIONS';
export const companionId = 'midfill-test.companion';
