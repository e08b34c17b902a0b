import * as vscode from 'vscode';
import { sleep } from '../../core/clock.ts';
import type { PromptQuestion } from '../../core/completion/ports.ts';
import type { Engine } from '../../core/engine.ts';
import type { Clock } from '../../core/host.ts';
import type { ContextRecord } from '../../core/context/record.ts';
import type { SendablePrompt } from '../../core/privacy/sendable-prompt.ts';
import { isProviderError } from '../../core/providers/errors.ts';
import type { CompletionProvider, PromptFields } from '../../core/providers/provider.ts';
import { isNotConfigured } from '../../core/providers/registry.ts';
import { toPosition } from '../convert.ts';
import type { EditorDocuments } from '../documents.ts';
import { providerNames } from '../../core/providers/provider-names.ts';
import type { ReportDocuments } from '../report-documents.ts';
import { sayWhole } from '../say-whole.ts';
import type { EditorSettings } from '../settings.ts';
import type { Command } from './command.ts';

const retryMs = 100;
const maxTries = 30;

/** Shows what a model would be asked at the cursor, after the privacy gate, and how the context was chosen. */
export function showPromptCommand(parts: {
  readonly midfill: Engine;
  readonly settings: EditorSettings;
  readonly clock: Clock;
  readonly documents: EditorDocuments;
  readonly reports: ReportDocuments;
}): Command {
  const { midfill, settings, clock, documents, reports } = parts;
  return {
    id: 'midfill.showPrompt',
    run: async () => {
      const editor = vscode.window.activeTextEditor;
      const document = editor && documents.snapshot(editor.document);
      if (editor === undefined || document === undefined) {
        await vscode.window.showInformationMessage(vscode.l10n.t('Put the cursor in some code and try again.'));
        return;
      }
      const provider = firstModel(midfill, settings);
      if (provider === undefined) {
        await sayWhole(
          vscode.l10n.t('The embedded engine completes here: it reads open files itself, and there is no prompt.'),
          vscode.l10n.t('Set Up a Provider'),
          'midfill.setUpProvider',
        );
        return;
      }
      const offset = document.offsetAt(toPosition(editor.selection.active));
      const { draft, record } = await assembled(midfill, clock, { document, offset, provider });
      const sealed = await midfill.gate.seal(draft, provider.destination);
      const text =
        sealed.kind === 'sendable'
          ? promptText({
              provider,
              record,
              withheld: draft.snippets.length - sealed.prompt.snippets.length,
              fields: await fieldsFor(provider, sealed.prompt),
            })
          : `Nothing would be sent from here (${sealed.reason}).\n`;
      await reports.show('prompt.md', text);
    },
  };
}

/** Asked for by hand, it waits for workers that have just been started, as no key does. */
async function assembled(
  midfill: Engine,
  clock: Clock,
  place: Pick<PromptQuestion, 'document' | 'offset' | 'provider'>,
): ReturnType<Engine['assemble']> {
  for (let tries = 1; ; tries += 1) {
    const made = await midfill.assemble({ ...place, isSpeculative: false });
    if (made.record.gathered === 'fresh' || tries === maxTries) return made;
    await sleep(clock, retryMs);
  }
}

/** What would go out; the provider's own words where it can't say, such as where its server is down. */
async function fieldsFor(provider: CompletionProvider, prompt: SendablePrompt): Promise<PromptFields | string> {
  try {
    return (await provider.preview?.(prompt)) ?? vscode.l10n.t('This service does not say what it would be sent.');
  } catch (error) {
    if (isProviderError(error)) return error.message;
    throw error;
  }
}

function firstModel({ providers }: Engine, { current }: EditorSettings): CompletionProvider | undefined {
  for (const id of [current.provider, ...current.fallback]) {
    const provider = id === 'embedded' ? undefined : providers.get(id);
    if (provider !== undefined && !isNotConfigured(provider)) return provider;
  }
  return undefined;
}

function promptText(parts: {
  readonly provider: CompletionProvider;
  readonly record: ContextRecord;
  /** Pieces that the privacy rules keep back. */
  readonly withheld: number;
  readonly fields: PromptFields | string;
}): string {
  const { provider, record, withheld, fields } = parts;
  const { budgetTokens, prefixTokens, suffixTokens, snippetTokens, entries, gathered, totalMs, estimateError } = record;
  return [
    `# What ${providerNames[provider.id]} would be asked (${provider.model})`,
    '',
    `About ${prefixTokens + suffixTokens + snippetTokens} of ${budgetTokens} tokens: ` +
      `${prefixTokens} before the cursor, ${suffixTokens} after it, ${snippetTokens} from elsewhere. ` +
      `Put together in ${totalMs.toFixed(1)} ms (${gathered}). Secret values are placeholders.`,
    ...(estimateError === null
      ? []
      : ['', `Estimates for this model and language have been off by ${(100 * estimateError).toFixed(0)} % lately.`]),
    '',
    '## Context',
    '',
    ...(entries.length === 0 ? ['Nothing from other places.'] : []),
    ...entries.map(
      ({ source, label, tokens, decision, because }) =>
        `- ${label} (${source}, ${tokens} tokens): ${decision}, ${because}`,
    ),
    ...(withheld === 0 ? [] : [`- ${withheld} of them are kept back by the rules for their files.`]),
    '',
    '## As it would be sent',
    '',
    ...(typeof fields === 'string' ? [fields, ''] : Object.entries(fields).flatMap(fieldText)),
  ].join('\n');
}

function fieldText([name, value]: [string, PromptFields[string]]): readonly string[] {
  if (typeof value === 'string') return [`### \`${name}\``, '', ...fenced(value), ''];
  return value.flatMap(({ filename, text }) => [`### \`${name}\`: ${filename}`, '', ...fenced(text), '']);
}

/** A fence longer than any in the text. */
function fenced(text: string): readonly string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, text, fence];
}
