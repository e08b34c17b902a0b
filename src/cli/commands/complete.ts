import { isProviderError } from '../../core/providers/errors.ts';
import type { PromptDraft } from '../../core/prompt.ts';
import type { EmbeddedAnswer } from '../../core/protocol.ts';
import type { CompletionProvider, StreamEnd } from '../../core/providers/provider.ts';
import { type Command, CommandError, type ExitCode, type Io, parseNumber, parseOptions } from '../command.ts';
import { createConsoleGate, sealOrExplain } from '../console-gate.ts';
import { type ConsoleHost, createConsoleHost } from '../console-host.ts';
import {
  type ConsoleSettings,
  createConsoleProvider,
  readConsoleSettings,
  serviceOptions,
} from '../console-settings.ts';
import { type CompletionReport, reportEmbedded, reportEnd, reportFailure } from '../report.ts';
import { ShapedText } from '../shaped-text.ts';
import { type Target, draftOf, readTarget, targetOptions } from '../target.ts';
import { WorkspaceSession } from '../workspace-session.ts';
import { contextSourcesOf } from '../../core/context/record.ts';

const options = {
  ...serviceOptions,
  ...targetOptions,
  'max-tokens': { type: 'string' },
  stop: { type: 'string', multiple: true },
  timeout: { type: 'string' },
  shape: { type: 'boolean' },
} as const;

/** One request as the command line describes it. */
interface Asked {
  readonly io: Io;
  readonly host: ConsoleHost;
  readonly settings: ConsoleSettings;
  readonly target: Target;
  readonly stop: readonly string[];
  readonly isJson: boolean;
  readonly isShaped: boolean;
}

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
  --shape               print what the editor would show of a service's answer, not all that it says:
                        up to the block's end, without what stands below already
  --timeout MS          to the first token (default: 10000)
  --env-file FILE       settings and keys from a file; its endpoints are only used with its own keys
  --allow-http          allow an unencrypted address beyond this machine
  --json                one object at the end instead of the text

Keys come from the environment: CODESTRAL_API_KEY or MISTRAL_API_KEY, DEEPSEEK_API_KEY,
OPENAI_COMPATIBLE_API_KEY, LLAMACPP_API_KEY.
`,
  async run(args, io) {
    const { values, positionals } = parseOptions(args, options);
    const maxTokens = parseNumber('--max-tokens', values['max-tokens'], { min: 8, max: 1024 });
    const settings = await readConsoleSettings(io, values, {
      ...(maxTokens === undefined ? {} : { maxTokens }),
      // There is no one to fall back to here, and a model may have to be loaded first.
      streamTimeoutMs: parseNumber('--timeout', values.timeout, { min: 100, max: 60_000 }) ?? 10_000,
    });
    const host = createConsoleHost(io, values);
    try {
      const target = await readTarget(io, host, values, positionals);
      const isJson = values.json === true;
      const isShaped = values.shape === true;
      const asked = { io, host, settings, target, stop: values.stop ?? [], isJson, isShaped };
      return await (settings.provider === 'embedded' ? askEmbedded(asked) : askService(asked));
    } finally {
      host.dispose();
    }
  },
};

async function askEmbedded({ io, host, settings, target, isJson }: Asked): Promise<ExitCode> {
  const session = new WorkspaceSession(host, settings.settings, target.kind);
  try {
    await session.ready(target.document, io.signal);
    const startedMs = host.clock.monotonicMs();
    const answer = shaped(await session.complete(target.document, target.offset, maxEmbeddedLines), target);
    if (io.signal.aborted) return 130;
    if (isJson) printJson(io, reportEmbedded(answer, host.clock.monotonicMs() - startedMs));
    else if (answer !== null) io.out(answer.text);
    else io.err('midfill: The embedded engine is not sure enough of anything here.\n');
    return 0;
  } finally {
    session.dispose();
  }
}

/** As the editor would show it; null where nothing is left of it. */
function shaped(answer: EmbeddedAnswer | null, target: Target): EmbeddedAnswer | null {
  if (answer === null) return null;
  const shown = new ShapedText(target);
  shown.push(answer.text);
  const text = shown.whole('stop');
  return text === '' ? null : { ...answer, text };
}

/** More lines than this it is rarely sure of. */
const maxEmbeddedLines = 6;

async function askService(asked: Asked): Promise<ExitCode> {
  const { io, host, settings, target } = asked;
  const provider = createConsoleProvider(host, settings);
  if (target.kind === 'texts') return stream(asked, provider, draftOf(target), []);
  const session = new WorkspaceSession(host, settings.settings, target.kind);
  try {
    provider.prepare?.();
    await session.ready(target.document, io.signal);
    const { draft, record } = await session.assemble(target.document, target.offset, provider, io.signal);
    return await stream(asked, provider, draft, contextSourcesOf(record));
  } finally {
    session.dispose();
  }
}

async function stream(
  { io, host, settings: { settings }, target, stop, isJson, isShaped }: Asked,
  provider: CompletionProvider,
  draft: PromptDraft,
  contextSources: readonly string[],
): Promise<ExitCode> {
  const gate = await createConsoleGate(host, settings, provider.destination);
  const prompt = await sealOrExplain(gate, draft, provider.destination);
  const restorer = gate.createRestorer(prompt);
  const startedMs = host.clock.monotonicMs();
  let text = '';
  const shown = new ShapedText(target);
  const take = (piece: string): void => {
    text += piece;
    const stays = shown.push(piece);
    if (!isJson) io.out(isShaped ? stays : piece);
  };
  try {
    const { maxTokens, temperature, streamTimeoutMs: firstTokenTimeoutMs } = settings;
    const request = { prompt, maxTokens, temperature, stop, firstTokenTimeoutMs };
    for await (const part of provider.complete(request, io.signal)) {
      if (part.kind === 'text') {
        take(restorer.push(part.text));
        continue;
      }
      take(restorer.end());
      if (isShaped && !isJson) io.out(shown.end(part.end.reason));
      if (isJson) {
        printJson(
          io,
          reportEnd({ provider, text, shown: shown.whole(part.end.reason), end: part.end, contextSources }),
        );
      }
      return exitCodeOf(io, part.end);
    }
    throw new CommandError('The stream had no end. This is a fault of Midfill.', 1);
  } catch (error) {
    if (!isProviderError(error)) throw error;
    if (isJson) printJson(io, reportFailure(provider, error, host.clock.monotonicMs() - startedMs));
    throw new CommandError(error.message, 1);
  }
}

function exitCodeOf(io: Io, { reason }: StreamEnd): ExitCode {
  if (reason === 'cancelled') return 130;
  if (reason === 'truncated') io.err('\nmidfill: The stream broke off; this is what came until then.\n');
  return 0;
}

function printJson(io: Io, report: CompletionReport): void {
  io.out(`${JSON.stringify(report)}\n`);
}
