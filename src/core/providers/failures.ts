import type { TransportError } from '../host.ts';
import type { PromptDraft } from '../prompt.ts';
import { type ServiceId, serviceFacts } from './capabilities.ts';
import { ProviderError, type ProviderErrorKind, isProviderError } from './errors.ts';
import { FramingError } from './framing-error.ts';
import { isObject, listAt, objectAt, parseJson, stringAt } from './json-fields.ts';
import { serverWords } from './server-words.ts';

/** Whom a request went to, for messages about its failure. */
export interface Addressee {
  readonly id: ServiceId;
  readonly model: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** What was sent: the server may quote it, and our messages must not. */
  readonly confidential?: readonly string[];
  /** The key that it was asked with: no message quotes any of it. */
  readonly key?: string | undefined;
}

/** The same service, asked with a prompt whose text no message may quote. */
export function askedWith(to: Addressee, { prefix, suffix, snippets }: PromptDraft): Addressee {
  return { ...to, confidential: [prefix, suffix, ...snippets.map(({ text }) => text)] };
}

/** An answer that isn't a completion. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: string;
  readonly retryAfterMs?: number | undefined;
}

/** Says what a server's refusal means and what to do about it. The server's own words are quoted where they help. */
export function errorFromAnswer(to: Addressee, answer: ErrorAnswer): ProviderError {
  const { status } = answer;
  const name = serviceFacts[to.id].name;
  const words = quotable(serverMessage(answer.body), to);
  const said = words === '' ? '' : ` It says: "${words}".`;
  const make = (
    kind: ProviderErrorKind,
    message: string,
    details: { isRetryable?: boolean; retryAfterMs?: number | undefined } = {},
  ): ProviderError => new ProviderError(kind, capitalize(message), { status, ...details });

  if (/context.{0,20}(length|size|window)|too long|maximum.{0,20}(length|tokens)|exceed_context/i.test(answer.body)) {
    if (status === 400 || status === 413 || status === 422) {
      return make(
        'context-exceeded',
        `the prompt is longer than ${to.model || 'the model'} can take (${status}). ` +
          `Lower midfill.maxContextTokens, or give the model a larger context on the server.`,
      );
    }
  }
  if ((status === 400 || status === 404) && /model/i.test(words) && isAboutMissingModel(words)) {
    return modelNotFound(to, status);
  }
  if (/suffix is not .{0,20}support|does not support insert|unsupported param\w*: suffix/i.test(words)) {
    return make('unsupported', `${name} takes no separate suffix for ${to.model} (${status}).${said}`);
  }
  switch (status) {
    case 400:
    case 422:
      return make('bad-request', `${name} rejected the request (${status}).${said} ${lookAtSettings(to)}`);
    case 401:
    case 403:
      // The words are left out: some services quote a part of the key.
      return make('key-refused', `${name} refused the key (${status}). ${keyHelp(to)}`);
    case 402:
      return make(
        'payment-required',
        `the balance of your ${name} account is used up (402). Top it up, or switch the provider.`,
      );
    case 404:
    case 405:
      return make(
        'not-found',
        `the server at ${to.origin} answers, but not as ${name} does (${status}).${said} ${addressHelp(to)}`,
      );
    case 408:
    case 504:
      return make('timeout', `${name} gave up waiting for its model (${status}). It may be overloaded; try again.`, {
        isRetryable: true,
      });
    case 429:
      return make(
        'rate-limited',
        `${name} limits the rate of requests (429). Midfill waits and then asks less often.`,
        {
          isRetryable: true,
          retryAfterMs: answer.retryAfterMs,
        },
      );
    case 501:
      return make(
        'unsupported',
        `${name} can't fill in the middle with this model (501).${said} Load a model with FIM tokens.`,
      );
    case 503:
    case 529:
      return make('overloaded', `${name} is busy (${status}).${said} Try again in a moment.`, {
        isRetryable: true,
        retryAfterMs: answer.retryAfterMs,
      });
  }
  if (status >= 300 && status < 400) {
    return make(
      'bad-response',
      `the server at ${to.origin} sends requests elsewhere (${status}), and Midfill doesn't follow with your code. ` +
        `Set the base URL to the final address; if this is a sign-in page, a proxy is in the way.`,
    );
  }
  if (status >= 500) {
    return make(
      'server-error',
      `${name} failed (${status}).${said} Try again; if it stays, look at the server's log.`,
      {
        isRetryable: true,
        retryAfterMs: answer.retryAfterMs,
      },
    );
  }
  return make('bad-response', `${name} answered with status ${status}.${said} ${addressHelp(to)}`);
}

/** Says why no answer came, and what to do. */
export function errorFromTransport(to: Addressee, error: TransportError): ProviderError {
  const name = serviceFacts[to.id].name;
  const because = error.code === undefined ? '' : ` (${error.code})`;
  const make = (kind: ProviderErrorKind, message: string, isRetryable: boolean): ProviderError =>
    new ProviderError(kind, capitalize(message), { isRetryable, cause: error });
  switch (error.cause) {
    case 'refused':
      return make('unreachable', `nothing answers at ${to.origin}${because}. ${startHelp(to)}`, true);
    case 'timeout':
      return make(
        'timeout',
        `the server at ${to.origin} didn't take the connection in time${because}. Check the network and the address.`,
        true,
      );
    case 'name-not-found':
      return make(
        'unreachable',
        `there is no host of the name in ${to.origin}${because}. Check the address and the network.`,
        true,
      );
    case 'certificate':
      return make(
        'unreachable',
        `the certificate of ${to.origin} is not trusted${because}. ` +
          `Install its authority in the system's store; Midfill reads that when http.systemCertificates is on.`,
        false,
      );
    case 'proxy':
      return make(
        'unreachable',
        `the proxy didn't let Midfill through to ${to.origin}${because}. Check http.proxy.`,
        true,
      );
    case 'reset':
      return make('unreachable', `${name} closed the connection before it answered${because}. Try again.`, true);
    case 'bad-url':
      return make('not-found', `the base URL of ${name} can't be used${because}. Check its setting.`, false);
    case 'other':
      return make(
        'unreachable',
        `the request to ${to.origin} failed${because}. Check the network and the address.`,
        true,
      );
  }
}

/** For a promise's `catch`, where nothing but provider errors may come out. */
export function rethrowAsProviderError(to: Addressee): (error: unknown) => never {
  return (error) => {
    throw toProviderError(to, error);
  };
}

/** Makes the one error that providers throw of whatever went wrong. */
export function toProviderError(to: Addressee, error: unknown): ProviderError {
  if (isProviderError(error)) return error;
  if (isTransportError(error)) return errorFromTransport(to, error);
  return badResponse(to, error instanceof FramingError ? ` ${error.message}` : '', error);
}

/** The service answered, but not in its protocol. */
export function badResponse(to: Addressee, detail = '', cause?: unknown): ProviderError {
  const message = `${serviceFacts[to.id].name} answered in a form that Midfill can't read.${detail} ${addressHelp(to)}`;
  return new ProviderError('bad-response', capitalize(message), { isRetryable: true, cause });
}

export function modelNotFound(to: Addressee, status = 404): ProviderError {
  const successor = to.id === 'codestral' || to.id === 'deepseek' ? retired[to.model] : undefined;
  const message =
    to.id === 'ollama'
      ? `Ollama has no model ${to.model}. Get it with: ollama pull ${to.model}`
      : successor === undefined
        ? `${serviceFacts[to.id].name} has no model ${to.model}. Choose one that it lists with 'Midfill: Switch Model'.`
        : `${serviceFacts[to.id].name} has retired ${to.model}. Use ${successor}.`;
  return new ProviderError('model-not-found', capitalize(message), { status });
}

/** Model names that old guides still give, as of November 2026, and what took their place. */
const retired: Readonly<Record<string, string>> = {
  'codestral-2405': 'codestral-latest',
  'codestral-2501': 'codestral-latest',
  'open-codestral-mamba': 'codestral-latest',
  'deepseek-chat': 'deepseek-flash',
  'deepseek-reasoner': 'deepseek-flash',
  'deepseek-coder': 'deepseek-flash',
};

export function isTransportError(error: unknown): error is TransportError {
  return isObject(error) && error['kind'] === 'transport-error';
}

/** The message in an error body, whichever of the known envelopes it came in; empty for HTML. */
export function serverMessage(body: string): string {
  const text = body.trim();
  if (text.startsWith('<')) return '';
  const json = parseJson(text);
  if (json === undefined) return text;
  for (const holder of [json, objectAt(json, 'message'), objectAt(json, 'error')]) {
    const found =
      stringAt(holder, 'message') ?? stringAt(holder, 'detail') ?? joinDetails(holder) ?? stringAt(holder, 'error');
    if (found !== undefined) return found;
  }
  return '';
}

/** Validation errors come as a list; their `input`, which may be source text, is not read. */
function joinDetails(holder: unknown): string | undefined {
  const messages = listAt(holder, 'detail').map((detail) => stringAt(detail, 'msg') ?? '');
  return messages.length === 0 ? undefined : messages.filter((message) => message !== '').join('; ');
}

/** So many characters in a row of what was sent are no coincidence. */
const tellingCharacters = 16;
/** And of a key even fewer, since some servers mask its middle. */
const tellingKeyCharacters = 6;

/** One short line, or nothing where the words hold a piece of what was sent. */
function quotable(words: string, { confidential = [], key = '' }: Addressee): string {
  const line = serverWords(words, 200);
  if (sharesRun(line, key, tellingKeyCharacters)) return '';
  const texts = confidential.map((text) => text.replace(/\s+/g, ' '));
  if (texts.some((text) => sharesRun(line, text, tellingCharacters))) return '';
  const lines = confidential.flatMap((text) => text.split('\n')).map((piece) => piece.replace(/\s+/g, ' ').trim());
  return lines.some((piece) => piece.length >= 8 && line.includes(piece)) ? '' : line;
}

/** Whether so many characters in a row of one text stand in the other. */
function sharesRun(line: string, text: string, length: number): boolean {
  for (let start = 0; start + length <= line.length; start += 1) {
    if (text.includes(line.slice(start, start + length))) return true;
  }
  return false;
}

function isAboutMissingModel(words: string): boolean {
  return /not found|not exist|does ?n[o']t exist|unknown model|invalid model|no such model/i.test(words);
}

function keyHelp(to: Addressee): string {
  if (to.origin.endsWith('//codestral.mistral.ai')) {
    return 'That host is being retired: use https://api.mistral.ai with a key of your Mistral account.';
  }
  const [variable] = serviceFacts[to.id].keyNames;
  const onConsole = variable === undefined ? '' : ` (on the console: ${variable})`;
  return `Set a valid one with 'Midfill: Set Up a Provider'${onConsole}.`;
}

function addressHelp(to: Addressee): string {
  if (to.origin.endsWith('//codestral.mistral.ai')) {
    return 'That host is being retired: set the base URL to https://api.mistral.ai.';
  }
  return "Check the base URL and the model with 'Midfill: Set Up a Provider'.";
}

function startHelp(to: Addressee): string {
  if (to.id === 'ollama') return "Start Ollama ('ollama serve'), or check the base URL.";
  if (to.id === 'llamacpp') return 'Start llama-server, or check the base URL: by default its port is 8080.';
  return 'Check that the server runs and that the base URL is right.';
}

function lookAtSettings(to: Addressee): string {
  return `Check the model (${to.model || 'none is set'}) and the base URL.`;
}

function capitalize(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
