import { contextSourceKinds } from './prompt.ts';
import { providerIds } from './provider-ids.ts';
import {
  type ValueRule,
  fields,
  list,
  number,
  oneOf,
  partial,
  record,
  text,
  where,
  whole,
  yesOrNo,
} from './value-rules.ts';

/** A setting's default, and the bounds of what else it may be. */
interface Setting<T> {
  readonly initial: T;
  readonly rule: ValueRule<T>;
}

function setting<T>(rule: ValueRule<T>, initial: NoInfer<T>): Setting<T> {
  return { initial, rule };
}

const url = text(2000);
const dollars = number(0, 10_000);
const name = text(200);

/** Every setting with its bounds and default, by its key below `midfill.`; package.json says the same for people. */
export const settingsTable = {
  enabled: setting(yesOrNo, true),
  languages: setting(record(yesOrNo), {
    plaintext: false,
    markdown: false,
    scminput: false,
  }),
  disabledGlobs: setting(list(text(500), 200), []),
  provider: setting(oneOf(providerIds), 'embedded'),
  fallback: setting(list(oneOf(providerIds)), ['embedded']),
  'codestral.baseUrl': setting(url, 'https://api.mistral.ai'),
  'codestral.model': setting(name, 'codestral-latest'),
  'deepseek.baseUrl': setting(url, 'https://api.deepseek.com/beta'),
  'deepseek.model': setting(name, 'deepseek-flash'),
  'ollama.baseUrl': setting(url, 'http://127.0.0.1:11434'),
  'ollama.model': setting(name, ''),
  'openaiCompatible.baseUrl': setting(url, ''),
  'openaiCompatible.model': setting(name, ''),
  'llamacpp.baseUrl': setting(url, 'http://127.0.0.1:8080'),
  'llamacpp.model': setting(name, ''),
  debounce: setting(
    where(
      fields({ minMs: whole(0, 2000), maxMs: whole(0, 5000) }),
      ({ minMs, maxMs }) => minMs <= maxMs,
      'must have no minMs above maxMs',
    ),
    { minMs: 75, maxMs: 400 },
  ),
  draft: setting(yesOrNo, true),
  growInPlace: setting(yesOrNo, true),
  speculate: setting(oneOf(['local', 'always', 'never']), 'local'),
  maxContextTokens: setting(whole(256, 8192), 4096),
  weights: setting(partial(contextSourceKinds, number(0, 10)), {}),
  temperature: setting(number(0, 2), 0.2),
  /** For a block; a single line takes less. */
  maxTokens: setting(whole(8, 1024), 128),
  streamTimeoutMs: setting(whole(100, 60_000), 2000),
  /** Of the mean time to first token: a slower model gives way to another of the chain. */
  latencyThresholdMs: setting(whole(100, 60_000), 1500),
  remote: setting(oneOf(['on', 'off']), 'on'),
  licensePolicy: setting(oneOf(['any', 'commercial', 'permissive']), 'any'),
  'telemetry.endpoint': setting(url, ''),
  statistics: setting(yesOrNo, true),
  /** Dollars a million tokens, by model; for what the price table doesn't know or has wrong. */
  prices: setting(record(fields({ input: dollars, cachedInput: dollars, output: dollars })), {}),
  dailyBudget: setting(number(0, 1000), 2),
  'embedded.index': setting(oneOf(['open', 'nearby', 'workspace']), 'nearby'),
} as const;

export type SettingKey = keyof typeof settingsTable;

export type Settings = { readonly [Key in SettingKey]: (typeof settingsTable)[Key]['initial'] };

/**
 * Reads all settings. A value out of bounds gives way to its default and is reported by key; nothing throws.
 * `read` gets the key without `midfill.` and returns undefined where nothing is set.
 */
export function readSettings(
  read: (key: SettingKey) => unknown,
  onInvalid: (key: SettingKey, problem: string) => void = () => {},
): Settings {
  const entries = (Object.keys(settingsTable) as SettingKey[]).map((key) => {
    const { initial } = settingsTable[key];
    const value = read(key);
    if (value === undefined) return [key, initial];
    const reading = settingsTable[key].rule.read(value);
    if (reading.kind === 'value') return [key, reading.value];
    onInvalid(key, reading.problem);
    return [key, initial];
  });
  return Object.fromEntries(entries) as Settings;
}

/** Whether settings differ in one of the keys. */
export function differs(before: Settings, after: Settings, keys: readonly SettingKey[]): boolean {
  return keys.some((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}
