import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { type ServiceId, serviceFacts } from '../core/providers/capabilities.ts';
import { settingNames } from '../core/providers/registry.ts';
import { CommandError, type Io } from './command.ts';

/** What the environment and, where one was named, an env file say. */
export interface ConsoleEnvironment {
  /** As the file has them; the process's environment sets keys only. */
  readonly file: Readonly<Record<string, string | undefined>>;
  readonly process: Readonly<Record<string, string | undefined>>;
}

/** A few lines of variables; more is not an env file. */
const maxEnvFileBytes = 1024 * 1024;

export async function readEnvironment(io: Io, envFile: string | undefined): Promise<ConsoleEnvironment> {
  if (envFile === undefined) return { file: {}, process: io.environment };
  let text: string;
  try {
    text = await readFile(resolve(io.folder, envFile), 'utf8');
  } catch {
    throw new CommandError(`The env file ${envFile} can't be read. Check its path and permissions.`);
  }
  if (text.length > maxEnvFileBytes) throw new CommandError(`${envFile} is too large for an env file.`);
  return { file: parseEnv(text), process: io.environment };
}

/** How variables of a service start: `CODESTRAL_ENDPOINT`, `OLLAMA_MODEL`. */
function variablePrefix(id: ServiceId): string {
  return id.replaceAll('-', '_').toUpperCase();
}

export function endpointFromFile(environment: ConsoleEnvironment, id: ServiceId): string | undefined {
  return environment.file[`${variablePrefix(id)}_ENDPOINT`] || undefined;
}

/**
 * A service's key. Where the endpoint comes from the env file, only that file's key is used: a file that somebody else
 * wrote must not send the user's own key to a host of its choice.
 */
export function keyFor(
  environment: ConsoleEnvironment,
  id: ServiceId,
  isEndpointFromFile: boolean,
): string | undefined {
  const sources = isEndpointFromFile ? [environment.file] : [environment.file, environment.process];
  for (const source of sources) {
    for (const name of serviceFacts[id].keyNames) {
      const key = source[name]?.trim();
      if (key !== undefined && key !== '') return key;
    }
  }
  return undefined;
}

/** Settings by their key that an env file gives. */
export function settingsFromFile({ file }: ConsoleEnvironment): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [id, setting] of Object.entries(settingNames)) {
    const prefix = variablePrefix(id as ServiceId);
    if (file[`${prefix}_ENDPOINT`]) values[`${setting}.baseUrl`] = file[`${prefix}_ENDPOINT`];
    if (file[`${prefix}_MODEL`]) values[`${setting}.model`] = file[`${prefix}_MODEL`];
  }
  const numbers = {
    MAX_CONTEXT_TOKENS: 'maxContextTokens',
    STREAM_TIMEOUT_MS: 'streamTimeoutMs',
    MAX_TOKENS: 'maxTokens',
  };
  for (const [variable, setting] of Object.entries(numbers)) {
    if (file[variable]) values[setting] = Number(file[variable]);
  }
  const debounceMs = Number(file['DEBOUNCE_MS'] || Number.NaN);
  if (!Number.isNaN(debounceMs)) values['debounce'] = { minMs: debounceMs, maxMs: debounceMs };
  if (file['MIDFILL_PROVIDER']) values['provider'] = file['MIDFILL_PROVIDER'];
  return values;
}
