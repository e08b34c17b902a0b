import type { Uri } from '../../src/core/document.ts';
import type { SendablePrompt } from '../../src/core/privacy/sendable-prompt.ts';
import type { ContextSnippet, PromptDraft } from '../../src/core/prompt.ts';
import { type ProviderError, isProviderError } from '../../src/core/providers/errors.ts';
import type { CompletionRequest, StreamEnd, StreamPart } from '../../src/core/providers/provider.ts';

/** A prompt for the place of `█` in a text. */
export function draftAt(text: string, parts: Partial<PromptDraft> = {}): PromptDraft {
  const [prefix = '', suffix = ''] = text.split('█');
  return {
    uri: 'file:///project/src/main.py' as Uri,
    offset: prefix.length,
    path: 'src/main.py',
    languageId: 'python',
    repositoryName: 'shop',
    prefix,
    suffix,
    snippets: [],
    ...parts,
  };
}

export function snippet(path: string, text: string): ContextSnippet {
  return { source: 'recent-tabs', label: path, uri: undefined, path, languageId: 'python', text };
}

/** A request for the place of `█`, as if the privacy gate had let it through. */
export function requestAt(
  text: string,
  parts: Partial<Omit<CompletionRequest, 'prompt'>> & { readonly draft?: Partial<PromptDraft> } = {},
): CompletionRequest {
  const { draft, ...rest } = parts;
  const destination = { locality: 'local' as const, origin: 'http://127.0.0.1:1' };
  return {
    prompt: { ...draftAt(text, draft), destination } as SendablePrompt,
    maxTokens: 64,
    temperature: 0.2,
    stop: [],
    firstTokenTimeoutMs: 2000,
    ...rest,
  };
}

/** Reads a stream to its end. */
export async function collect(
  parts: AsyncIterable<StreamPart>,
): Promise<{ readonly text: string; readonly end: StreamEnd | undefined; readonly texts: readonly string[] }> {
  const texts: string[] = [];
  let end: StreamEnd | undefined;
  for await (const part of parts) {
    if (part.kind === 'text') texts.push(part.text);
    else end = part.end;
  }
  return { text: texts.join(''), end, texts };
}

/** The error that something fails with; fails itself where it doesn't. */
export async function failureOf(promise: Promise<unknown>): Promise<ProviderError> {
  const failure = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!isProviderError(failure)) throw new Error(`Not a provider error: ${String(failure)}`);
  return failure;
}
