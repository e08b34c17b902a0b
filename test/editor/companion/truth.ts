import type * as vscode from 'vscode';
import { apiOf } from './extension-api.ts';
import { proposedApiVariable, type TruthRecord } from './protocol.ts';

/** VS Code's proposed API `inlineCompletionsAdditions`, as far as it tells what became of an item. */
interface RecordingProvider extends vscode.InlineCompletionItemProvider {
  handleDidShowCompletionItem(item: vscode.InlineCompletionItem): void;
  handleDidPartiallyAcceptCompletionItem(item: vscode.InlineCompletionItem, info: PartialAcceptInfo | number): void;
  handleEndOfLifetime(item: vscode.InlineCompletionItem, reason: EndOfLife): void;
}

interface PartialAcceptInfo {
  readonly kind: number;
  readonly acceptedLength: number;
}

interface EndOfLife {
  readonly kind: number;
  readonly userTypingDisagreed?: boolean;
  readonly supersededBy?: vscode.InlineCompletionItem;
}

type Register = (selector: vscode.DocumentSelector, provider: vscode.InlineCompletionItemProvider) => vscode.Disposable;

const partialKinds = ['unknown', 'word', 'line', 'suggest'] as const;
const endKinds = ['accepted', 'rejected', 'ignored'] as const;

let records: TruthRecord[] = [];

/**
 * From now on VS Code itself tells what becomes of the items of `extensionId`: its providers get recording members, by
 * way of the `vscode` module as that extension sees it. The extension is the packaged one, and knows nothing of it.
 */
export function recordTruth(extensionId: string): void {
  process.env[proposedApiVariable] = '1';
  const { languages } = apiOf<{ languages: { registerInlineCompletionItemProvider: Register } }>(extensionId);
  const register = languages.registerInlineCompletionItemProvider;
  languages.registerInlineCompletionItemProvider = (selector, provider) => register(selector, recording(provider));
}

/** What VS Code has told since the last call. */
export function takeTruth(): readonly TruthRecord[] {
  const taken = records;
  records = [];
  return taken;
}

function recording(provider: vscode.InlineCompletionItemProvider): RecordingProvider {
  return {
    ...provider,
    handleDidShowCompletionItem: (item) => note(item, { kind: 'shown' }),
    handleDidPartiallyAcceptCompletionItem: (item, info) => {
      // The same is told a second time by an older signature.
      if (typeof info === 'number') return;
      note(item, { kind: 'partial', by: partialKinds[info.kind] ?? 'unknown', length: info.acceptedLength });
    },
    handleEndOfLifetime: (item, { kind, userTypingDisagreed, supersededBy }) =>
      note(item, {
        kind: 'end',
        reason: endKinds[kind] ?? 'ignored',
        isTypedOver: userTypingDisagreed === true,
        supersededBy: supersededBy === undefined ? null : idOf(supersededBy),
      }),
  };
}

type WithoutId<T> = T extends unknown ? Omit<T, 'suggestionId' | 'at'> : never;

function note(item: vscode.InlineCompletionItem, fact: WithoutId<TruthRecord>): void {
  records.push({ suggestionId: idOf(item), at: Date.now(), ...fact });
}

/** Midfill hands the suggestion's id to its command. */
function idOf({ command }: vscode.InlineCompletionItem): string {
  return String(command?.arguments?.[0] ?? '');
}
