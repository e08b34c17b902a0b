import { type ServiceId, requireFeature } from '../../core/providers/capabilities.ts';
import { type ChatMessage, checkChatPrefix, streamChatPrefix } from '../../core/providers/chat-prefix.ts';
import { isProviderError } from '../../core/providers/errors.ts';
import { listAt, parseJson, stringAt } from '../../core/providers/json-fields.ts';
import { type Command, CommandError, type ExitCode, type Io, parseNumber, parseOptions } from '../command.ts';
import { createConsoleHost } from '../console-host.ts';
import { readConsoleSettings, readServiceOptions, serviceOptions } from '../console-settings.ts';
import { reportEnd, reportFailure } from '../report.ts';
import { readText } from '../target.ts';

const options = {
  ...serviceOptions,
  prompt: { type: 'string' },
  prefix: { type: 'string' },
  system: { type: 'string' },
  messages: { type: 'string' },
  'max-tokens': { type: 'string' },
  stop: { type: 'string', multiple: true },
  timeout: { type: 'string' },
} as const;

export const chatPrefixCommand: Command = {
  summary: 'have a chat model go on with an answer that was begun for it',
  help: `midfill chat-prefix --provider codestral|deepseek --prompt TEXT --prefix TEXT [options]
midfill chat-prefix --provider codestral|deepseek --messages @FILE [options]

Prints the prefix and its continuation, the prefix once, whether the service repeats it or not.

  --prompt TEXT         the question; TEXT may be @FILE, or - for standard input, here and below
  --prefix TEXT         the start of the answer
  --system TEXT         instructions before the question
  --messages JSON       instead: a list of { "role", "content" }; the last one must be the assistant's
  --max-tokens N        length of the continuation (default: 512)
  --stop TEXT           stop where this would come, such as \`\`\`; may be repeated
  --base-url URL, --model NAME, --timeout MS, --env-file FILE, --allow-http
  --json                one object at the end instead of the text
`,
  async run(args, io) {
    const { values, positionals } = parseOptions(args, options);
    if (positionals.length > 0) {
      throw new CommandError(`"${positionals.join(' ')}" is too much. Use --prompt and --prefix.`);
    }
    const settings = await readConsoleSettings(io, values, {
      streamTimeoutMs: parseNumber('--timeout', values.timeout, { min: 100, max: 60_000 }) ?? 20_000,
    });
    const maxTokens = parseNumber('--max-tokens', values['max-tokens'], { min: 1, max: 4096 }) ?? 512;
    const host = createConsoleHost(io);
    try {
      const id = checkService(settings.provider);
      const messages = await readMessages(io, host, values);
      checkOrExplain(() => checkChatPrefix(id, messages));
      const request = {
        messages,
        maxTokens,
        temperature: settings.settings.temperature,
        stop: values.stop ?? [],
        firstTokenTimeoutMs: settings.settings.streamTimeoutMs,
      };
      return await stream(io, host, id, readServiceOptions(host, settings), request, values.json === true);
    } finally {
      host.dispose();
    }
  },
};

async function stream(
  io: Io,
  host: ReturnType<typeof createConsoleHost>,
  id: ServiceId,
  service: ReturnType<typeof readServiceOptions>,
  request: Parameters<typeof streamChatPrefix>[2],
  isJson: boolean,
): Promise<ExitCode> {
  const provider = { id, model: service.model };
  const startedMs = host.clock.monotonicMs();
  let text = request.messages.at(-1)?.content ?? '';
  if (!isJson) io.out(text);
  try {
    for await (const part of streamChatPrefix(id, service, request, io.signal)) {
      if (part.kind === 'text') {
        text += part.text;
        if (!isJson) io.out(part.text);
        continue;
      }
      if (isJson) io.out(`${JSON.stringify(reportEnd({ provider, text, end: part.end, contextSources: [] }))}\n`);
      if (part.end.reason === 'truncated') io.err('\nmidfill: The stream broke off; this is what came until then.\n');
      return part.end.reason === 'cancelled' ? 130 : 0;
    }
    throw new CommandError('The stream had no end. This is a fault of Midfill.', 1);
  } catch (error) {
    if (!isProviderError(error)) throw error;
    if (isJson) {
      io.out(`${JSON.stringify(reportFailure(provider, error, host.clock.monotonicMs() - startedMs))}\n`);
    }
    throw new CommandError(error.message, 1);
  }
}

function checkService(id: Parameters<typeof requireFeature>[0]): ServiceId {
  checkOrExplain(() => requireFeature(id, 'prefixCompletion'));
  return id as ServiceId;
}

/** An error of use, found before anything is sent. */
function checkOrExplain(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw isProviderError(error) ? new CommandError(error.message) : error;
  }
}

async function readMessages(
  io: Io,
  host: ReturnType<typeof createConsoleHost>,
  values: ReturnType<typeof parseOptions<typeof options>>['values'],
): Promise<readonly ChatMessage[]> {
  const { messages, prompt, prefix, system } = values;
  if (messages !== undefined) {
    if (prompt !== undefined || prefix !== undefined || system !== undefined) {
      throw new CommandError('Give either --messages, or --prompt and --prefix.');
    }
    return parseMessages(await readText(io, host, messages));
  }
  const texts = { system, user: prompt, assistant: prefix };
  const list: ChatMessage[] = [];
  for (const role of ['system', 'user', 'assistant'] as const) {
    const text = texts[role];
    if (text !== undefined) list.push({ role, content: await readText(io, host, text) });
  }
  return list;
}

function parseMessages(text: string): readonly ChatMessage[] {
  return listAt({ list: parseJson(text) }, 'list').map((message) => {
    const role = stringAt(message, 'role');
    const content = stringAt(message, 'content');
    if ((role !== 'system' && role !== 'user' && role !== 'assistant') || content === undefined) {
      throw new CommandError('--messages takes a list of { "role": "system" | "user" | "assistant", "content": "…" }.');
    }
    return { role, content };
  });
}
