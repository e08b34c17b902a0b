import * as vscode from 'vscode';
import type { Engine } from '../../core/engine.ts';
import type { ContextRecord } from '../../core/context/record.ts';
import type { PromptDraft } from '../../core/prompt.ts';
import type { CompletionProvider } from '../../core/providers/provider.ts';
import { isNotConfigured } from '../../core/providers/registry.ts';
import { toPosition } from '../convert.ts';
import type { EditorDocuments } from '../documents.ts';
import { providerNames } from '../provider-names.ts';
import type { ReportDocuments } from '../report-documents.ts';
import type { EditorSettings } from '../settings.ts';
import type { Command } from './command.ts';

/** Shows what a model would be asked at the cursor, after the privacy gate, and how the context was chosen. */
export function showPromptCommand(parts: {
  readonly midfill: Engine;
  readonly settings: EditorSettings;
  readonly documents: EditorDocuments;
  readonly reports: ReportDocuments;
}): Command {
  const { midfill, settings, documents, reports } = parts;
  return {
    id: 'midfill.showPrompt',
    run: async () => {
      const editor = vscode.window.activeTextEditor;
      const document = editor && documents.snapshot(editor.document);
      if (editor === undefined || document === undefined) {
        await vscode.window.showInformationMessage('Put the cursor into code, and ask again.');
        return;
      }
      const provider = firstModel(midfill, settings);
      if (provider === undefined) {
        await vscode.window.showInformationMessage(
          'The embedded engine completes here: it reads open files itself, and there is no prompt.',
        );
        return;
      }
      const offset = document.offsetAt(toPosition(editor.selection.active));
      const { draft, record } = await midfill.assemble({ document, offset, provider, isSpeculative: false });
      const sealed = await midfill.gate.seal(draft, provider.destination);
      const text =
        sealed.kind === 'sendable'
          ? promptText(provider, sealed.prompt, record)
          : `Nothing would be sent from here (${sealed.reason}).\n`;
      await reports.show('prompt.md', text);
    },
  };
}

function firstModel({ providers }: Engine, { current }: EditorSettings): CompletionProvider | undefined {
  for (const id of [current.provider, ...current.fallback]) {
    const provider = id === 'embedded' ? undefined : providers.get(id);
    if (provider !== undefined && !isNotConfigured(provider)) return provider;
  }
  return undefined;
}

function promptText(provider: CompletionProvider, prompt: PromptDraft, record: ContextRecord): string {
  const { budgetTokens, prefixTokens, suffixTokens, snippetTokens, entries, gathered, totalMs } = record;
  return [
    `# What ${providerNames[provider.id]} would be asked (${provider.model})`,
    '',
    `About ${prefixTokens + suffixTokens + snippetTokens} of ${budgetTokens} tokens: ` +
      `${prefixTokens} before the cursor, ${suffixTokens} after it, ${snippetTokens} from elsewhere. ` +
      `Gathered in ${totalMs.toFixed(1)} ms (${gathered}). Secret values are placeholders.`,
    '',
    '## Context',
    '',
    ...(entries.length === 0 ? ['Nothing from other places.'] : []),
    ...entries.map(
      ({ source, label, tokens, decision, because }) =>
        `- ${label} (${source}, ${tokens} tokens): ${decision}, ${because}`,
    ),
    '',
    ...prompt.snippets.flatMap(({ label, text }) => [`### ${label}`, '', ...fenced(text), '']),
    '## Before the cursor',
    '',
    ...fenced(prompt.prefix),
    '',
    '## After the cursor',
    '',
    ...fenced(prompt.suffix),
    '',
  ].join('\n');
}

/** A fence longer than any in the text. */
function fenced(text: string): readonly string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, text, fence];
}
