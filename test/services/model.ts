import type { RecordedRequest } from './exchange.ts';
import type { FaultName } from './faults.ts';

/** What a model is asked, whatever the protocol. */
export interface ModelRequest {
  readonly model: string;
  /** As sent: the text before the cursor, or a rendered template. */
  readonly prompt: string;
  /** As sent; empty where the template is in the prompt. */
  readonly suffix: string;
  readonly maxTokens: number;
  readonly stop: readonly string[];
  readonly http: RecordedRequest;
}

/** How a stand-in behaves; may be exchanged at any time. */
export interface Script {
  /** What the model writes. */
  readonly answer?: string | ((request: ModelRequest) => string);
  /** How the model's text falls into tokens; without it, about as a tokenizer would. */
  readonly split?: (text: string, request: ModelRequest) => readonly string[];
  /** Time to the first token. */
  readonly ttftMs?: number;
  /** Without it, all tokens come at once. */
  readonly tokensPerSecond?: number;
  /** How many tokens stand in one event; 1 where not given. */
  readonly tokensPerEvent?: number;
  /** What goes wrong; with a function, by request. */
  readonly fault?: FaultName | ((request: RecordedRequest) => FaultName | undefined);
}

export interface Answer {
  /** The text of each event. */
  readonly pieces: readonly string[];
  readonly finish: 'stop' | 'length';
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** Cuts text into what a tokenizer would about make of it: words with their blank, line ends with indentation, signs. */
export function tokenize(text: string): string[] {
  return text.match(/ ?[\p{L}\p{N}_]+|\n[ \t]*|[ \t]+|[^\p{L}\p{N}_\s]|\s/gu) ?? [];
}

/** Lets the scripted model write: up to a stop sequence, or to the token limit. */
export function write(script: Script, request: ModelRequest): Answer {
  const scripted = script.answer ?? '';
  const whole = typeof scripted === 'string' ? scripted : scripted(request);
  const stops = request.stop.map((stop) => whole.indexOf(stop)).filter((index) => index !== -1);
  const tokens = (script.split ?? tokenize)(whole.slice(0, Math.min(whole.length, ...stops)), request);
  const isCut = request.maxTokens >= 0 && tokens.length > request.maxTokens;
  const written = isCut ? tokens.slice(0, request.maxTokens) : tokens;
  const size = script.tokensPerEvent ?? 1;
  const pieces: string[] = [];
  for (let start = 0; start < written.length; start += size) pieces.push(written.slice(start, start + size).join(''));
  return {
    pieces,
    finish: isCut ? 'length' : 'stop',
    promptTokens: tokenize(request.prompt).length + tokenize(request.suffix).length,
    completionTokens: written.length,
  };
}
