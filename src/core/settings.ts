import { en } from 'zod/locales';
import * as z from 'zod/mini';
import { lazy } from '../base/lazy.ts';
import { contextSourceKinds } from './prompt.ts';
import { providerIds } from './provider-ids.ts';

// What is wrong with a value is said in words; the small build brings none.
z.config(en());

function bounded(minimum: number, maximum: number): z.ZodMiniNumber {
  return z.number().check(z.minimum(minimum), z.maximum(maximum));
}

function whole(minimum: number, maximum: number): z.ZodMiniNumber {
  return z.int().check(z.minimum(minimum), z.maximum(maximum));
}

/** A setting's default, and the bounds of what else it may be. */
interface Setting<Schema extends z.ZodMiniType> {
  readonly initial: z.output<Schema>;
  /** Made at its first use: most settings are left as they are, and making all takes longer than reading them. */
  readonly schema: () => z.ZodMiniDefault<Schema>;
}

function setting<const Schema extends z.ZodMiniType>(
  makeSchema: () => Schema,
  initial: NoInfer<z.output<Schema>>,
): Setting<Schema> {
  return { initial, schema: lazy(() => z._default(makeSchema(), initial as never)) };
}

const url = (): z.ZodMiniString => z.string().check(z.trim(), z.maxLength(2000));
const dollars = (): z.ZodMiniNumber => bounded(0, 10_000);
const name = (): z.ZodMiniString => z.string().check(z.trim(), z.maxLength(200));

/** Every setting with its bounds and default, by its key below `midfill.`; package.json says the same for people. */
export const settingsTable = {
  enabled: setting(() => z.boolean(), true),
  languages: setting(() => z.record(z.string(), z.boolean()), {
    plaintext: false,
    markdown: false,
    scminput: false,
  }),
  disabledGlobs: setting(() => z.array(z.string().check(z.maxLength(500))).check(z.maxLength(200)), []),
  provider: setting(() => z.enum(providerIds), 'embedded'),
  fallback: setting(() => z.array(z.enum(providerIds)), ['embedded']),
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
    () =>
      z
        .object({ minMs: whole(0, 2000), maxMs: whole(0, 5000) })
        .check(z.refine(({ minMs, maxMs }) => minMs <= maxMs, 'minMs is above maxMs')),
    { minMs: 75, maxMs: 400 },
  ),
  draft: setting(() => z.boolean(), true),
  growInPlace: setting(() => z.boolean(), true),
  speculate: setting(() => z.enum(['local', 'always', 'never']), 'local'),
  maxContextTokens: setting(() => whole(256, 8192), 4096),
  weights: setting(() => z.partialRecord(z.enum(contextSourceKinds), bounded(0, 10)), {}),
  temperature: setting(() => bounded(0, 2), 0.2),
  /** For a block; a single line takes less. */
  maxTokens: setting(() => whole(8, 1024), 128),
  streamTimeoutMs: setting(() => whole(100, 60_000), 2000),
  /** Of the mean time to first token: a slower model gives way to another of the chain. */
  latencyThresholdMs: setting(() => whole(100, 60_000), 1500),
  remote: setting(() => z.enum(['on', 'off']), 'on'),
  licensePolicy: setting(() => z.enum(['any', 'commercial', 'permissive']), 'any'),
  'telemetry.endpoint': setting(url, ''),
  statistics: setting(() => z.boolean(), true),
  /** Dollars a million tokens, by model; for what the price table doesn't know or has wrong. */
  prices: setting(
    () => z.record(name(), z.object({ input: dollars(), cachedInput: dollars(), output: dollars() })),
    {},
  ),
  dailyBudget: setting(() => bounded(0, 1000), 2),
  'embedded.index': setting(() => z.enum(['open', 'nearby', 'workspace']), 'nearby'),
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
    const schema: z.ZodMiniType = settingsTable[key].schema();
    const parsed = schema.safeParse(value);
    if (parsed.success) return [key, parsed.data];
    onInvalid(key, parsed.error.issues[0]?.message ?? 'invalid');
    return [key, initial];
  });
  return Object.fromEntries(entries) as Settings;
}

/** Whether settings differ in one of the keys. */
export function differs(before: Settings, after: Settings, keys: readonly SettingKey[]): boolean {
  return keys.some((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}
