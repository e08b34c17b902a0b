import { lineEnd, lineStart } from '../../base/text.ts';
import type { ContextSnippet, PromptDraft } from '../prompt.ts';
import { commentSyntax } from './comment-syntax.ts';
import { ProviderError } from './errors.ts';
import type { FimTemplate, RepositoryForm } from './fim-templates.ts';

/** The two texts that a service with a `suffix` field of its own is given. */
export interface PromptPair {
  readonly prefix: string;
  readonly suffix: string;
}

/** Puts snippets before the prefix as comments of the language, which any model understands. */
export function renderAsComments({ prefix, suffix, path, languageId, snippets }: PromptDraft): PromptPair {
  if (snippets.length === 0) return { prefix, suffix };
  const { before, after } = commentSyntax(languageId);
  const comment = (line: string): string => `${before}${line}${after}`.trimEnd();
  const lines = snippets.flatMap((snippet) => [
    comment(`Path: ${plainPath(snippet.path)}`),
    ...withoutFinalNewline(snippet.text).split('\n').map(comment),
  ]);
  return { prefix: `${[...lines, comment(`Path: ${plainPath(path)}`)].join('\n')}\n${prefix}`, suffix };
}

/** Separates files by `+++++ path` lines, as Codestral takes them; `\n+++++ ` must then be a stop. */
export function renderWithFileHeaders({ prefix, suffix, path, snippets }: PromptDraft): PromptPair {
  if (snippets.length === 0) return { prefix, suffix };
  const files = snippets.map(({ path: other, text }) => `+++++ ${plainPath(other)} \n${withoutFinalNewline(text)}\n\n`);
  return { prefix: `${files.join('')}+++++ ${plainPath(path)}\n${prefix}`, suffix };
}

/**
 * Renders a family's template for a server that takes the text as it is. The draft must have gone through
 * {@link cutAtMarkers}, or text of the user could act as control.
 */
export function renderTemplate(template: FimTemplate, draft: PromptDraft): string {
  const form = template.repositoryForm;
  const path = plainPath(draft.path);
  if (draft.snippets.length === 0 || form === undefined) {
    return fill(template.template, { ...renderAsComments(draft), path, files: '' });
  }
  const files = renderFiles(form, draft);
  if (template.template.includes('{files}')) {
    return fill(template.template, { prefix: draft.prefix, suffix: draft.suffix, path, files });
  }
  const prefix = `${form.isInPrefix === true ? files : ''}${fill(form.beforePrefix ?? '', { path })}${draft.prefix}`;
  const before = `${form.isInPrefix === true ? '' : files}${fill(form.beforeTemplate ?? '', { path })}`;
  return before + fill(template.template, { prefix, suffix: draft.suffix, path });
}

/**
 * Keeps a family's control tokens out of a prompt that will be tokenised with them. The window is cut at the line that
 * holds one; where that is the cursor's own line, nothing can be cut and a `marker-in-text` error says so.
 *
 *     line with <|fim_middle|>     cut up to its end
 *     kept before █ kept after     refused if it holds a marker
 *     line with <|fim_middle|>     cut from its start
 */
export function cutAtMarkers(template: FimTemplate, draft: PromptDraft): PromptDraft {
  const { markers } = template;
  const holdsMarker = (text: string): boolean => markers.some((marker) => text.includes(marker));
  const currentStart = lineStart(draft.prefix, draft.prefix.length);
  const currentEnd = lineEnd(draft.suffix, 0);
  const currentLine = draft.prefix.slice(currentStart) + draft.suffix.slice(0, currentEnd);
  const marker = markers.find((candidate) => currentLine.includes(candidate));
  if (marker !== undefined) {
    throw new ProviderError(
      'marker-in-text',
      `This line holds ${marker}, which ${template.family} models take for a command. ` +
        'Midfill asks again on other lines; a hosted service or the embedded engine can complete this one.',
    );
  }
  const lastInPrefix = Math.max(...markers.map((candidate) => draft.prefix.lastIndexOf(candidate)));
  const firstInSuffix = Math.min(
    ...markers.map((candidate) => draft.suffix.indexOf(candidate)).map((at) => (at === -1 ? Infinity : at)),
  );
  // Files and folders can be called anything.
  const { path, repositoryName = '' } = draft;
  return {
    ...draft,
    path: holdsMarker(path) ? '' : path,
    repositoryName: repositoryName === '' || holdsMarker(repositoryName) ? undefined : repositoryName,
    prefix: lastInPrefix === -1 ? draft.prefix : draft.prefix.slice(lineEnd(draft.prefix, lastInPrefix) + 1),
    suffix: firstInSuffix === Infinity ? draft.suffix : draft.suffix.slice(0, lineStart(draft.suffix, firstInSuffix)),
    snippets: draft.snippets.filter(({ path, text }) => !holdsMarker(text) && !holdsMarker(path)),
  };
}

function renderFiles(form: RepositoryForm, { repositoryName, snippets }: PromptDraft): string {
  const repository = repositoryName === undefined ? '' : fill(form.repository ?? '', { repository: repositoryName });
  return repository + snippets.map((snippet) => fill(form.file, fileFields(snippet))).join('');
}

function fileFields({ path, text }: ContextSnippet): Readonly<Record<string, string>> {
  return { path: plainPath(path), text: withoutFinalNewline(text) };
}

/** Fills all placeholders in one pass, so that a value which holds one stays as it is. */
function fill(pattern: string, values: Readonly<Record<string, string>>): string {
  return pattern.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}

/** A path is one line, whatever its file system allows. */
function plainPath(path: string): string {
  return path.replace(/[\r\n]+/g, ' ');
}

function withoutFinalNewline(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
