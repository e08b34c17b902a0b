import * as z from 'zod';
import { contextSourceKinds } from './prompt.ts';
import { providerIds } from './providers/provider.ts';

const url = z.string().trim().max(2000);
const dollars = z.number().min(0).max(10_000);
const name = z.string().trim().max(200);

/** Every setting with its bounds and default, by its key below `midfill.`; package.json says the same for people. */
export const settingsSchema = {
  enabled: z.boolean().default(true),
  languages: z.record(z.string(), z.boolean()).default({ plaintext: false, markdown: false, scminput: false }),
  disabledGlobs: z.array(z.string().max(500)).max(200).default([]),
  provider: z.enum(providerIds).default('embedded'),
  fallback: z.array(z.enum(providerIds)).default(['embedded']),
  'codestral.baseUrl': url.default('https://api.mistral.ai'),
  'codestral.model': name.default('codestral-latest'),
  'deepseek.baseUrl': url.default('https://api.deepseek.com/beta'),
  'deepseek.model': name.default('deepseek-flash'),
  'ollama.baseUrl': url.default('http://127.0.0.1:11434'),
  'ollama.model': name.default(''),
  'openaiCompatible.baseUrl': url.default(''),
  'openaiCompatible.model': name.default(''),
  'llamacpp.baseUrl': url.default('http://127.0.0.1:8080'),
  'llamacpp.model': name.default(''),
  debounce: z
    .object({ minMs: z.number().int().min(0).max(2000), maxMs: z.number().int().min(0).max(5000) })
    .refine(({ minMs, maxMs }) => minMs <= maxMs, 'minMs is above maxMs')
    .default({ minMs: 75, maxMs: 400 }),
  draft: z.boolean().default(true),
  growInPlace: z.boolean().default(true),
  speculate: z.enum(['local', 'always', 'never']).default('local'),
  maxContextTokens: z.number().int().min(256).max(8192).default(4096),
  weights: z.partialRecord(z.enum(contextSourceKinds), z.number().min(0).max(10)).default({}),
  temperature: z.number().min(0).max(2).default(0.2),
  /** For a block; a single line takes less. */
  maxTokens: z.number().int().min(8).max(1024).default(128),
  streamTimeoutMs: z.number().int().min(100).max(60_000).default(2000),
  remote: z.enum(['on', 'off']).default('on'),
  licensePolicy: z.enum(['any', 'commercial', 'permissive']).default('any'),
  'telemetry.endpoint': url.default(''),
  statistics: z.boolean().default(true),
  /** Dollars a million tokens, by model; for what the price table doesn't know or has wrong. */
  prices: z.record(name, z.object({ input: dollars, cachedInput: dollars, output: dollars })).default({}),
  dailyBudget: z.number().min(0).max(1000).default(2),
  'embedded.index': z.enum(['open', 'nearby', 'workspace']).default('nearby'),
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
    const schema: z.ZodType = settingsSchema[key];
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
