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

const url = (): z.ZodMiniString => z.string().check(z.trim(), z.maxLength(2000));
const name = (): z.ZodMiniString => z.string().check(z.trim(), z.maxLength(200));
const dollars = (): z.ZodMiniNumber => bounded(0, 10_000);

/**
 * The bounds of every setting, by its key below `midfill.`; package.json says the same for people. In a file of its own,
 * since only what somebody has set needs them: a start without settings doesn't load the library of schemas.
 */
export const settingSchemas = {
  enabled: lazy(() => z.boolean()),
  languages: lazy(() => z.record(z.string(), z.boolean())),
  disabledGlobs: lazy(() => z.array(z.string().check(z.maxLength(500))).check(z.maxLength(200))),
  provider: lazy(() => z.enum(providerIds)),
  fallback: lazy(() => z.array(z.enum(providerIds))),
  'codestral.baseUrl': lazy(url),
  'codestral.model': lazy(name),
  'deepseek.baseUrl': lazy(url),
  'deepseek.model': lazy(name),
  'ollama.baseUrl': lazy(url),
  'ollama.model': lazy(name),
  'openaiCompatible.baseUrl': lazy(url),
  'openaiCompatible.model': lazy(name),
  'llamacpp.baseUrl': lazy(url),
  'llamacpp.model': lazy(name),
  debounce: lazy(() =>
    z
      .object({ minMs: whole(0, 2000), maxMs: whole(0, 5000) })
      .check(z.refine(({ minMs, maxMs }) => minMs <= maxMs, 'minMs is above maxMs')),
  ),
  draft: lazy(() => z.boolean()),
  growInPlace: lazy(() => z.boolean()),
  speculate: lazy(() => z.enum(['local', 'always', 'never'])),
  maxContextTokens: lazy(() => whole(256, 8192)),
  weights: lazy(() => z.partialRecord(z.enum(contextSourceKinds), bounded(0, 10))),
  temperature: lazy(() => bounded(0, 2)),
  maxTokens: lazy(() => whole(8, 1024)),
  streamTimeoutMs: lazy(() => whole(100, 60_000)),
  latencyThresholdMs: lazy(() => whole(100, 60_000)),
  remote: lazy(() => z.enum(['on', 'off'])),
  licensePolicy: lazy(() => z.enum(['any', 'commercial', 'permissive'])),
  'telemetry.endpoint': lazy(url),
  statistics: lazy(() => z.boolean()),
  prices: lazy(() => z.record(name(), z.object({ input: dollars(), cachedInput: dollars(), output: dollars() }))),
  dailyBudget: lazy(() => bounded(0, 1000)),
  'embedded.index': lazy(() => z.enum(['open', 'nearby', 'workspace'])),
} as const;

export type SettingKey = keyof typeof settingSchemas;

export type Settings = { readonly [Key in SettingKey]: z.output<ReturnType<(typeof settingSchemas)[Key]>> };

/** The value as it counts, or what is wrong with it, for people. */
export function checkSetting(
  key: SettingKey,
  value: unknown,
): { readonly value: unknown } | { readonly problem: string } {
  const schema: z.ZodMiniType = settingSchemas[key]();
  const { success, data, error } = schema.safeParse(value);
  return success ? { value: data } : { problem: error.issues[0]?.message ?? 'invalid' };
}
