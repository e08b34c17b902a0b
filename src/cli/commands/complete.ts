import { resolve } from 'node:path';
import type { PromptDraft } from '../../core/prompt.ts';
import { isProviderError } from '../../core/providers/errors.ts';
import type { CompletionProvider, StreamEnd } from '../../core/providers/provider.ts';
import { createProvider, isNotConfigured } from '../../core/providers/registry.ts';
import { type Command, CommandError, type ExitCode, type Io, parseNumber, parseOptions } from '../command.ts';
import { createConsoleGate, sealOrExplain } from '../console-gate.ts';
import { type ConsoleHost, createConsoleHost } from '../console-host.ts';
import { type ConsoleSettings, readConsoleSettings, serviceOptions } from '../console-settings.ts';
import { draftFromDocument, draftFromTexts, readTextArgument } from '../draft.ts';
import { reportEnd, reportFailure } from '../report.ts';
import { findPosition, parsePlace, readDocument } from '../source-file.ts';

const options = {
  ...serviceOptions,
  open: { type: 'string', multiple: true },
  workspace: { type: 'string' },
  'max-tokens': { type: 'string' },
  stop: { type: 'string', multiple: true },
  prefix: { type: 'string' },
  suffix: { type: 'string' },
  language: { type: 'string' },
  timeout: { type: 'string' },
} as const;

type Values = ReturnType<typeof parseOptions<typeof options>>['values'];

export const completeCommand: Command = {
  summary: 'complete code at a place in a file, or between a prefix and a suffix',
  help: `midfill complete FILE:LINE:COLUMN [options]
midfill complete --prefix TEXT|@FILE|- [--suffix TEXT|@FILE|-] [options]

Streams the completion to standard output as it arrives. Lines and columns count from 1.

  --provider ID         embedded (default), codestral, deepseek, ollama, openai-compatible, llamacpp
  --base-url URL        the server's address, with or without /v1, /beta or a whole route
  --model NAME          the model, as the server names it
  --open FILE           another open file, for context; may be repeated
  --workspace DIR       the folder whose files and ignore rules count (default: the current one)
  --language ID         the language where there is no file name, such as python
  --max-tokens N        length of the answer (default: 128)
  --stop TEXT           stop where this would come; may be repeated
  --timeout MS          to the first token (default: 10000)
  --env-file FILE       settings and keys from a file; its endpoints are only used with its own keys
  --allow-http          allow an unencrypted address beyond this machine
  --json                one object at the end instead of the text

Keys come from the environment: CODESTRAL_API_KEY or MISTRAL_API_KEY, DEEPSEEK_API_KEY,
OPENAI_COMPATIBLE_API_KEY, LLAMACPP_API_KEY.
`,
  async run(args, io) {
    const { values, positionals } = parseOptions(args, options);
    const overrides = {
      ...(values['max-tokens'] === undefined
        ? {}
        : { maxTokens: parseNumber('--max-tokens', values['max-tokens'], { min: 8, max: 1024 }) }),
      streamTimeoutMs: parseNumber('--timeout', values.timeout, { min: 100, max: 60_000 }) ?? 10_000,
    };
    const settings = await readConsoleSettings(io, values, overrides);
    const host = createConsoleHost(io, values);
    try {
      const draft = await readDraft(io, host, values, positionals, settings.settings.maxContextTokens);
      return await complete(io, host, settings, values, draft);
    } finally {
      host.dispose();
    }
  },
};

async function readDraft(
  io: Io,
  host: ConsoleHost,
  values: Values,
  positionals: readonly string[],
  maxContextTokens: number,
): Promise<PromptDraft> {
  await checkFolder(io, host, values.workspace);
  for (const path of values.open ?? []) host.documents.open(await readDocument(host.files, io.folder, path));
  const [place, ...others] = positionals;
  if (others.length > 0) throw new CommandError(`One place at a time: "${others.join(' ')}" is too much.`);
  const { prefix, suffix } = values;
  const readFile = async (path: string): Promise<string> => (await readDocument(host.files, io.folder, path)).text;
  if (place !== undefined && place !== '-') {
    if (prefix !== undefined || suffix !== undefined) {
      throw new CommandError('Name either a place in a file, or --prefix and --suffix.');
    }
    const named = parsePlace(place);
    const document = await readDocument(host.files, io.folder, named.path);
    host.documents.open(document);
    return draftFromDocument(host, document, findPosition(document, named), maxContextTokens);
  }
  if (place === undefined && prefix === undefined && suffix === undefined) {
    throw new CommandError('Name a place as FILE:LINE:COLUMN, or give --prefix. See midfill complete --help.');
  }
  const given = [place, prefix, suffix].filter((value) => value === '-').length;
  if (given > 1) throw new CommandError('Standard input can be read only once: use - for one of prefix and suffix.');
  return draftFromTexts(
    await readTextArgument(io, prefix ?? place ?? '', readFile),
    await readTextArgument(io, suffix ?? '', readFile),
    values.language ?? 'plaintext',
  );
}

async function checkFolder(io: Io, host: ConsoleHost, workspace: string | undefined): Promise<void> {
  const [folder] = host.files.workspaceFolders();
  if (folder === undefined || workspace === undefined) return;
  try {
    await host.files.list(folder.uri);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`The workspace ${resolve(io.folder, workspace)} can't be read: ${reason}`);
  }
}

async function complete(
  io: Io,
  host: ConsoleHost,
  { settings, provider: id, key, keyHint }: ConsoleSettings,
  values: Values,
  draft: PromptDraft,
): Promise<ExitCode> {
  if (id === 'embedded') throw new CommandError('The embedded engine is not there yet. Name a --provider.');
  const provider = createProvider(host, id, settings, { key, allowInsecure: values['allow-http'] === true });
  if (isNotConfigured(provider)) throw new CommandError(hintFor(provider.reason, provider.message, keyHint));
  const gate = await createConsoleGate(host, settings, provider.destination);
  const prompt = await sealOrExplain(gate, draft, provider.destination);
  const restorer = gate.createRestorer();
  const isJson = values.json === true;
  const startedMs = host.clock.monotonicMs();
  let text = '';
  const take = (piece: string): void => {
    text += piece;
    if (!isJson) io.out(piece);
  };
  try {
    const parts = provider.complete(
      {
        prompt,
        maxTokens: settings.maxTokens,
        temperature: settings.temperature,
        stop: values.stop ?? [],
        firstTokenTimeoutMs: settings.streamTimeoutMs,
      },
      io.signal,
    );
    for await (const part of parts) {
      if (part.kind === 'text') {
        take(restorer.push(part.text));
        continue;
      }
      take(restorer.end());
      return finish(io, isJson, provider, text, part.end, draft);
    }
    throw new CommandError('The stream had no end. This is a fault of Midfill.', 1);
  } catch (error) {
    if (!isProviderError(error)) throw error;
    if (isJson) {
      const report = reportFailure(id, provider.model, error, host.clock.monotonicMs() - startedMs);
      io.out(`${JSON.stringify(report)}\n`);
    }
    throw new CommandError(error.message, 1);
  }
}

function finish(
  io: Io,
  isJson: boolean,
  provider: CompletionProvider,
  text: string,
  end: StreamEnd,
  { snippets }: PromptDraft,
): ExitCode {
  const { id, model } = provider;
  if (isJson) io.out(`${JSON.stringify(reportEnd({ provider: id, model, text, end, snippets }))}\n`);
  if (end.reason === 'cancelled') return 130;
  if (end.reason === 'truncated') io.err('\nmidfill: The stream broke off; this is what came until then.\n');
  return 0;
}

/** On the console the remedy is an option, not a command of the editor. */
function hintFor(reason: string, message: string, keyHint: string): string {
  switch (reason) {
    case 'key':
      return `${message.split('. ')[0] ?? message}. ${keyHint}`;
    case 'model':
      return `${message.split('. ')[0] ?? message}. Name it with --model.`;
    case 'insecure-url':
      return `${message} On the console, --allow-http allows it.`;
    default:
      return `${message} On the console: --base-url URL.`;
  }
}
