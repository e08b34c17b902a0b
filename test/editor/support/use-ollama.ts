import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { ModelRequest } from '../../services/model.ts';
import { startOllamaStandIn } from '../../services/ollama.ts';
import type { OllamaScript, OllamaStandIn } from '../../services/ollama.ts';
import type { RecordedRequest } from '../../services/exchange.ts';

const model = 'qwen2.5-coder:1.5b-base';

/** A stand-in for Ollama on a real socket, for all tests of a file. */
export interface OllamaUnderTest {
  /** Settings that make Midfill use it, and nothing else. */
  readonly settings: () => Record<string, unknown>;
  /** How it behaves in this test. */
  play(script: OllamaScript): void;
  /** Asked to complete since the current test began. */
  readonly completions: readonly RecordedRequest[];
  /** Whether since then it was asked to go on after this text. */
  wasAskedAfter(text: string): boolean;
}

export function useOllama(): OllamaUnderTest {
  let standIn: OllamaStandIn | undefined;
  let earlier = 0;

  beforeAll(async () => {
    standIn = await startOllamaStandIn();
  });

  beforeEach(() => {
    earlier = standIn!.requests.length;
  });

  afterAll(async () => {
    await standIn?.close();
  });

  const completions = (): RecordedRequest[] => standIn!.requests.slice(earlier).filter(isCompletion);

  return {
    settings: () => ({
      'midfill.provider': 'ollama',
      'midfill.fallback': [],
      'midfill.ollama.baseUrl': standIn!.url,
      'midfill.ollama.model': model,
      'midfill.speculate': 'never',
      // What is on screen is to come from the service alone.
      'midfill.draft': false,
    }),
    play(script) {
      standIn!.script = script;
    },
    get completions() {
      return completions();
    },
    wasAskedAfter: (text) =>
      completions().some(({ body }) => prefixOf(String(body['prompt'])).trimEnd().endsWith(text)),
  };
}

/** Without a prompt it is only to load the model. */
function isCompletion({ path, body }: RecordedRequest): boolean {
  return path === '/api/generate' && typeof body['prompt'] === 'string' && body['prompt'] !== '';
}

/** A model that knows one text: it goes on from where the prompt has got to in it, and else has nothing to say. */
export function writing(text: string): (request: ModelRequest) => string {
  return ({ prompt }) => {
    const before = prefixOf(prompt);
    for (let length = Math.min(text.length, before.length); length > 0; length -= 1) {
      if (before.endsWith(text.slice(0, length))) return text.slice(length);
    }
    return '';
  };
}

/** The text before the cursor, also where a template is around it. */
export function prefixOf(prompt: string): string {
  const start = prompt.lastIndexOf('<|fim_prefix|>');
  if (start < 0) return prompt;
  return prompt.slice(start + '<|fim_prefix|>'.length, prompt.lastIndexOf('<|fim_suffix|>'));
}
