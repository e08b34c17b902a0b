import { plainPrompt } from '../../support/plain-prompt.ts';
import { EditorHost } from '../../support/fake-editor.ts';
import type { ScriptedRequest } from '../../support/scripted-router.ts';
import type { RecordedRequest } from '../../services/exchange.ts';
import type { ModelRequest } from '../../services/model.ts';
import { type OllamaStandIn, startOllamaStandIn } from '../../services/ollama.ts';
import { BackEnd } from '../replay/back-end.ts';
import type { Hole } from '../replay/traces.ts';

export interface Speed {
  readonly ttftMs: number;
  readonly tokensPerSecond: number;
}

/** A request as the server saw it, and what the model had to say. */
export interface Served {
  readonly http: RecordedRequest;
  readonly hole: Hole;
  /** Where in the target the answer begins. */
  readonly offset: number;
  readonly tokens: readonly string[];
  readonly asked: ScriptedRequest;
}

/** How far back the place of a prompt is looked for. */
const anchorLength = 160;

/** The replay's model behind a real socket, at its speed. */
export class TypingServer {
  readonly standIn: OllamaStandIn;
  readonly speed: Speed;
  readonly #backEnd: BackEnd;
  readonly #host = new EditorHost();
  readonly #draft = plainPrompt({ document: this.#host.documents.open('prompt', '', 'plaintext'), offset: 0 });
  readonly #served: Served[] = [];

  static async start(speed: Speed, wrongShare: number): Promise<TypingServer> {
    return new TypingServer(await startOllamaStandIn(), speed, wrongShare);
  }

  private constructor(standIn: OllamaStandIn, speed: Speed, wrongShare: number) {
    this.standIn = standIn;
    this.speed = speed;
    this.#backEnd = new BackEnd(this.#host.clock, { ...speed, wrongShare, isStubborn: false, locality: 'hosted' });
    standIn.script = {
      ...speed,
      // As many at once as the replay on the virtual clock allows.
      parallel: 2,
      answer: (request) => this.#answer(request).said,
      split: (text, request) => this.#split(text, request),
    };
  }

  set hole(hole: Hole) {
    this.#backEnd.hole = hole;
  }

  /** All that asked for text, with what was made of it until each ended. */
  get served(): readonly Served[] {
    return this.#served.map((served) => ({ ...served, asked: this.#count(served) }));
  }

  madeAt({ http }: Served, token: number): number {
    return (http.firstByteMs ?? Infinity) + (token * 1000) / this.speed.tokensPerSecond;
  }

  async close(): Promise<void> {
    await this.standIn.close();
  }

  #answer({ prompt, suffix }: ModelRequest): { readonly said: string; readonly prefix: string } {
    const hole = this.#backEnd.hole;
    if (hole === undefined) return { said: '', prefix: '' };
    const [before, after] = parts(prompt, suffix);
    const prefix = placeIn(hole, before);
    return { said: this.#backEnd.script({ ...this.#draft, prefix, suffix: after }, anyRequest), prefix };
  }

  #split(text: string, request: ModelRequest): readonly string[] {
    const hole = this.#backEnd.hole;
    if (hole === undefined) return [];
    const { prefix } = this.#answer(request);
    const tokens = this.#backEnd.split(text, { ...this.#draft, prefix });
    const { maxTokens, stop, http } = request;
    const made = maxTokens < 0 ? tokens : tokens.slice(0, maxTokens);
    const prompt = { ...this.#draft, prefix: request.prompt, suffix: request.suffix };
    const asked = { at: http.receivedMs, prompt, maxTokens, stop, tokens: 0, abortedAt: undefined, endedAt: undefined };
    this.#served.push({ http, hole, offset: prefix.length, tokens: made, asked });
    return tokens;
  }

  /** The server makes tokens at its rate, until the client goes away. */
  #count(served: Served): ScriptedRequest {
    const { http, tokens, asked } = served;
    const isAborted = http.outcome === 'aborted';
    const streamedMs = (http.endedMs ?? performance.now()) - (http.firstByteMs ?? Infinity);
    const made = Math.max(0, Math.floor((streamedMs * this.speed.tokensPerSecond) / 1000) + 1);
    return {
      ...asked,
      tokens: isAborted ? Math.min(tokens.length, made) : tokens.length,
      abortedAt: isAborted ? http.endedMs : undefined,
      endedAt: isAborted ? undefined : http.endedMs,
    };
  }
}

/** What stands before and behind the cursor, also where a template is around them. */
function parts(prompt: string, suffix: string): readonly [string, string] {
  const start = prompt.lastIndexOf('<|fim_prefix|>');
  if (start < 0) return [prompt, suffix];
  const middle = prompt.lastIndexOf('<|fim_suffix|>');
  const after = prompt.slice(middle + '<|fim_suffix|>'.length).replace(/<\|fim_middle\|>$/, '');
  return [prompt.slice(start + '<|fim_prefix|>'.length, middle), after];
}

/** The file's text up to the cursor, from the part of it that the prompt holds. */
function placeIn({ target, start }: Hole, before: string): string {
  const head = target.slice(0, start).trimEnd();
  const anchor = head.slice(-anchorLength);
  const at = before.lastIndexOf(anchor);
  return at < 0 ? before : head + before.slice(at + anchor.length);
}

/** The back end answers by the prompt alone. */
const anyRequest = {} as Parameters<BackEnd['script']>[1];
