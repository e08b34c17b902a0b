import { Emitter } from '../../src/base/emitter.ts';
import { type Grammars, noGrammars } from '../../src/core/context/syntax/syntax-tree.ts';
import { type Engine, createEngine } from '../../src/core/engine.ts';
import { type SettingKey, type Settings, readSettings } from '../../src/core/settings.ts';
import type { FakeHost } from './fake-host.ts';
import { fakeMistral } from './fake-mistral.ts';
import { FakeWorkers } from './fake-workers.ts';

export type SettingValues = Readonly<Partial<Record<SettingKey, unknown>>>;

/** Services on this machine and beyond, each with what it needs to be asked. */
export const serviceSettings = {
  codestral: { 'codestral.baseUrl': 'https://api.mistral.ai', 'codestral.model': 'codestral-latest' },
  deepseek: { 'deepseek.baseUrl': 'https://api.deepseek.com', 'deepseek.model': 'deepseek-flash' },
  ollama: { 'ollama.baseUrl': 'http://127.0.0.1:11434', 'ollama.model': 'qwen2.5-coder:1.5b' },
  'openai-compatible': {
    'openaiCompatible.baseUrl': 'https://models.example',
    'openaiCompatible.model': 'Qwen/Qwen2.5-Coder-1.5B',
  },
  llamacpp: { 'llamacpp.baseUrl': 'http://127.0.0.1:8080', 'llamacpp.model': '' },
} as const satisfies Record<string, SettingValues>;

export const hostedOrigins = ['https://api.mistral.ai', 'https://api.deepseek.com', 'https://models.example'];

export interface WholeEngine {
  readonly engine: Engine;
  change(values: SettingValues): void;
}

/** The whole product on an imaginary host, workers included, in this thread. */
export function createWholeEngine(
  host: FakeHost,
  initial: SettingValues,
  options: { readonly grammars?: Grammars; readonly signalEndpoint?: () => string | undefined } = {},
): WholeEngine {
  // A host's workers are in place before anybody starts them.
  const workers = new FakeWorkers(host, options.grammars ?? noGrammars);
  host.mistral = fakeMistral;
  let values: SettingValues = { ...Object.assign({}, ...Object.values(serviceSettings)), ...initial };
  const changed = new Emitter<Settings>();
  const read = (): Settings =>
    readSettings(
      (key) => values[key],
      () => {},
    );
  const settings = { current: read(), onDidChange: changed.event };
  const engine = createEngine({
    host,
    settings,
    workspace: 'here',
    isWorkspaceTrusted: () => true,
    signalEndpoint: options.signalEndpoint ?? ((): undefined => undefined),
  });
  void workers.started;
  return {
    engine,
    change: (next) => {
      values = { ...values, ...next };
      settings.current = read();
      changed.fire(settings.current);
    },
  };
}
