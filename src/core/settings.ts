import { type SettingKey, type Settings, checkSetting } from './setting-schemas.ts';

export type { SettingKey, Settings } from './setting-schemas.ts';

/** Every setting as it is where nobody has set it, by its key below `midfill.`; package.json says the same for people. */
export const initialSettings: Settings = {
  enabled: true,
  languages: { plaintext: false, markdown: false, scminput: false },
  disabledGlobs: [],
  provider: 'embedded',
  fallback: ['embedded'],
  'codestral.baseUrl': 'https://api.mistral.ai',
  'codestral.model': 'codestral-latest',
  'deepseek.baseUrl': 'https://api.deepseek.com/beta',
  'deepseek.model': 'deepseek-flash',
  'ollama.baseUrl': 'http://127.0.0.1:11434',
  'ollama.model': '',
  'openaiCompatible.baseUrl': '',
  'openaiCompatible.model': '',
  'llamacpp.baseUrl': 'http://127.0.0.1:8080',
  'llamacpp.model': '',
  debounce: { minMs: 75, maxMs: 400 },
  draft: true,
  growInPlace: true,
  speculate: 'local',
  maxContextTokens: 4096,
  weights: {},
  temperature: 0.2,
  /** For a block; a single line takes less. */
  maxTokens: 128,
  streamTimeoutMs: 2000,
  /** Of the mean time to first token: a slower model gives way to another of the chain. */
  latencyThresholdMs: 1500,
  remote: 'on',
  licensePolicy: 'any',
  'telemetry.endpoint': '',
  statistics: true,
  /** Dollars a million tokens, by model; for what the price table doesn't know or has wrong. */
  prices: {},
  dailyBudget: 2,
  'embedded.index': 'nearby',
};

/**
 * Reads all settings. A value out of bounds gives way to its default and is reported by key; nothing throws.
 * `read` gets the key without `midfill.` and returns undefined where nothing is set.
 */
export function readSettings(
  read: (key: SettingKey) => unknown,
  onInvalid: (key: SettingKey, problem: string) => void = () => {},
): Settings {
  const entries = (Object.keys(initialSettings) as SettingKey[]).map((key) => {
    const value = read(key);
    if (value === undefined) return [key, initialSettings[key]];
    const checked = checkSetting(key, value);
    if ('value' in checked) return [key, checked.value];
    onInvalid(key, checked.problem);
    return [key, initialSettings[key]];
  });
  return Object.fromEntries(entries) as Settings;
}

/** Whether settings differ in one of the keys. */
export function differs(before: Settings, after: Settings, keys: readonly SettingKey[]): boolean {
  return keys.some((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}
