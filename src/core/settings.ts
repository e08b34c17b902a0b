import { en } from 'zod/locales';
import * as z from 'zod/mini';
import { contextSourceKinds } from './prompt.ts';
import { providerIds } from './providers/provider.ts';

// What is wrong with a value is said in words; the small build brings none.
z.config(en());

function bounded(minimum: number, maximum: number): z.ZodMiniNumber {
  return z.number().check(z.minimum(minimum), z.maximum(maximum));
}

function whole(minimum: number, maximum: number): z.ZodMiniNumber {
  return z.int().check(z.minimum(minimum), z.maximum(maximum));
}

const url = z.string().check(z.trim(), z.maxLength(2000));
const dollars = bounded(0, 10_000);
const name = z.string().check(z.trim(), z.maxLength(200));
const debounce = z
  .object({ minMs: whole(0, 2000), maxMs: whole(0, 5000) })
  .check(z.refine(({ minMs, maxMs }) => minMs <= maxMs, 'minMs is above maxMs'));

/** Every setting with its bounds and default, by its key below `midfill.`; package.json says the same for people. */
export const settingsSchema = {
  enabled: z._default(z.boolean(), true),
  languages: z._default(z.record(z.string(), z.boolean()), {
    plaintext: false,
    markdown: false,
    scminput: false,
  }),
  disabledGlobs: z._default(z.array(z.string().check(z.maxLength(500))).check(z.maxLength(200)), []),
  provider: z._default(z.enum(providerIds), 'embedded'),
  fallback: z._default(z.array(z.enum(providerIds)), ['embedded']),
  'codestral.baseUrl': z._default(url, 'https://api.mistral.ai'),
  'codestral.model': z._default(name, 'codestral-latest'),
  'deepseek.baseUrl': z._default(url, 'https://api.deepseek.com/beta'),
  'deepseek.model': z._default(name, 'deepseek-flash'),
  'ollama.baseUrl': z._default(url, 'http://127.0.0.1:11434'),
  'ollama.model': z._default(name, ''),
  'openaiCompatible.baseUrl': z._default(url, ''),
  'openaiCompatible.model': z._default(name, ''),
  'llamacpp.baseUrl': z._default(url, 'http://127.0.0.1:8080'),
  'llamacpp.model': z._default(name, ''),
  debounce: z._default(debounce, { minMs: 75, maxMs: 400 }),
  draft: z._default(z.boolean(), true),
  growInPlace: z._default(z.boolean(), true),
  speculate: z._default(z.enum(['local', 'always', 'never']), 'local'),
  maxContextTokens: z._default(whole(256, 8192), 4096),
  weights: z._default(z.partialRecord(z.enum(contextSourceKinds), bounded(0, 10)), {}),
  temperature: z._default(bounded(0, 2), 0.2),
  /** For a block; a single line takes less. */
  maxTokens: z._default(whole(8, 1024), 128),
  streamTimeoutMs: z._default(whole(100, 60_000), 2000),
  /** Of the mean time to first token: a slower model gives way to another of the chain. */
  latencyThresholdMs: z._default(whole(100, 60_000), 1500),
  remote: z._default(z.enum(['on', 'off']), 'on'),
  licensePolicy: z._default(z.enum(['any', 'commercial', 'permissive']), 'any'),
  'telemetry.endpoint': z._default(url, ''),
  statistics: z._default(z.boolean(), true),
  /** Dollars a million tokens, by model; for what the price table doesn't know or has wrong. */
  prices: z._default(z.record(name, z.object({ input: dollars, cachedInput: dollars, output: dollars })), {}),
  dailyBudget: z._default(bounded(0, 1000), 2),
  'embedded.index': z._default(z.enum(['open', 'nearby', 'workspace']), 'nearby'),
} as const;

export type SettingKey = keyof typeof settingsSchema;

export type Settings = { readonly [Key in SettingKey]: z.output<(typeof settingsSchema)[Key]> };

/**
 * Reads all settings. A value out of bounds gives way to its default and is reported by key; nothing throws.
 * `read` gets the key without `midfill.` and returns undefined where nothing is set.
 */
export function readSettings(
  read: (key: SettingKey) => unknown,
  onInvalid: (key: SettingKey, problem: string) => void = () => {},
): Settings {
  const entries = (Object.keys(settingsSchema) as SettingKey[]).map((key) => {
    const schema: z.ZodMiniType = settingsSchema[key];
    const parsed = schema.safeParse(read(key));
    if (parsed.success) return [key, parsed.data];
    onInvalid(key, parsed.error.issues[0]?.message ?? 'invalid');
    return [key, schema.parse(undefined)];
  });
  return Object.fromEntries(entries) as Settings;
}

/** Whether settings differ in one of the keys. */
export function differs(before: Settings, after: Settings, keys: readonly SettingKey[]): boolean {
  return keys.some((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}
