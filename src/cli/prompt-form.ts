import type { SendablePrompt } from '../core/privacy/sendable-prompt.ts';
import { isProviderError } from '../core/providers/errors.ts';
import { type FimTemplate, fimTemplates, findTemplate } from '../core/providers/fim-templates.ts';
import type { CompletionProvider, PromptFields } from '../core/providers/provider.ts';
import { cutAtMarkers, renderAsComments, renderTemplate } from '../core/providers/render-prompt.ts';
import { CommandError } from './command.ts';

/** How a prompt is written down: as a provider sends it, in a family's template, or as comments, which any model takes. */
export type PromptForm =
  | { readonly kind: 'provider'; readonly provider: CompletionProvider }
  | { readonly kind: 'template'; readonly template: FimTemplate }
  | { readonly kind: 'comments' };

/** The template of a family or of a model, by either's name. */
export function templateNamed(name: string): FimTemplate {
  const plain = name.toLowerCase();
  const family = fimTemplates.find((template) => template.family.toLowerCase() === plain);
  const match = family === undefined ? findTemplate(name) : { kind: 'template' as const, template: family };
  if (match.kind === 'template') return match.template;
  throw new CommandError(
    match.kind === 'no-fim'
      ? `${match.family} models were not trained to fill in the middle, so there is no template for "${name}".`
      : `There is no template for "${name}". Name a model, or a family: ${fimTemplates.map(({ family }) => family).join(', ')}.`,
  );
}

/** The fields that hold the prompt, by their names on the wire, made by what makes those of requests. */
export async function fieldsOf(form: PromptForm, prompt: SendablePrompt): Promise<PromptFields> {
  try {
    switch (form.kind) {
      case 'provider':
        return (await form.provider.preview?.(prompt)) ?? {};
      case 'template':
        return { prompt: renderTemplate(form.template, cutAtMarkers(form.template, prompt)) };
      case 'comments': {
        const { prefix, suffix } = renderAsComments(prompt);
        return { prompt: prefix, suffix };
      }
    }
  } catch (error) {
    if (isProviderError(error)) throw new CommandError(error.message, 1);
    throw error;
  }
}

/** Before and after the cursor. A template holds both in one text; then nothing comes after it. */
export function aroundCursor(fields: PromptFields): { readonly prompt: string; readonly suffix: string } {
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  return { prompt: text('input_prefix') + text('prompt'), suffix: text('input_suffix') + text('suffix') };
}

/** For reading: files that go in a list of their own first, then the prompt, with the cursor where it stands apart. */
export function textOfFields(fields: PromptFields): string {
  const files = Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'string' ? [] : value.map(({ filename, text }) => `=== ${name}: ${filename}\n${text}\n`),
  );
  const { prompt, suffix } = aroundCursor(fields);
  const hasCursor = 'suffix' in fields || 'input_suffix' in fields;
  const names = Object.keys(fields).filter((name) => typeof fields[name] === 'string');
  return [
    ...files,
    ...(files.length === 0 ? [] : [`=== ${names.join(', ')}\n`]),
    `${prompt}${hasCursor ? `█${suffix}` : ''}\n`,
  ].join('');
}
