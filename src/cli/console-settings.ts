import { parseBaseUrl } from '../core/providers/base-url.ts';
import { type ServiceId, serviceFacts } from '../core/providers/capabilities.ts';
import type { Host } from '../core/host.ts';
import { providerIds } from '../core/provider-ids.ts';
import type { CompletionProvider, ProviderId } from '../core/providers/provider.ts';
import { type NotConfigured, createProvider, isNotConfigured, settingNames } from '../core/providers/registry.ts';
import type { ServiceOptions } from '../core/providers/service-options.ts';
import { type Settings, readSettings } from '../core/settings.ts';
import { CommandError, type Io } from './command.ts';
import { endpointFromFile, keyFor, readEnvironment, settingsFromFile } from './environment.ts';

/** Options with which every command that talks to a service chooses it. */
export const serviceOptions = {
  provider: { type: 'string' },
  'base-url': { type: 'string' },
  model: { type: 'string' },
  'env-file': { type: 'string' },
  'allow-http': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export interface ServiceChoice {
  readonly provider?: string | undefined;
  readonly 'base-url'?: string | undefined;
  readonly model?: string | undefined;
  readonly 'env-file'?: string | undefined;
  readonly 'allow-http'?: boolean | undefined;
}

export interface ConsoleSettings {
  readonly settings: Settings;
  readonly provider: ProviderId;
  readonly key: string | undefined;
  /** What to add to an error about a missing key. */
  readonly keyHint: string;
  readonly allowInsecure: boolean;
}

/** Puts options, env file and defaults together, in this order of precedence. */
export async function readConsoleSettings(
  io: Io,
  choice: ServiceChoice,
  overrides: Readonly<Record<string, unknown>> = {},
): Promise<ConsoleSettings> {
  const environment = await readEnvironment(io, choice['env-file']);
  const fromFile = settingsFromFile(environment);
  const provider = checkProvider(choice.provider ?? fromFile['provider'] ?? 'embedded');
  const values: Record<string, unknown> = { ...fromFile, ...overrides, provider };
  let key: string | undefined;
  let keyHint = '';
  if (provider === 'embedded') {
    if (choice['base-url'] !== undefined || choice.model !== undefined) {
      throw new CommandError('--base-url and --model need a --provider: the embedded engine has neither.');
    }
  } else {
    const setting = settingNames[provider];
    if (choice['base-url'] !== undefined) values[`${setting}.baseUrl`] = choice['base-url'];
    if (choice.model !== undefined) values[`${setting}.model`] = choice.model;
    const isEndpointFromFile =
      choice['base-url'] === undefined && endpointFromFile(environment, provider) !== undefined;
    key = keyFor(environment, provider, isEndpointFromFile);
    keyHint = missingKeyHint(provider, isEndpointFromFile, choice['env-file']);
  }
  const settings = readSettings(
    (name) => values[name],
    (name, problem) => {
      throw new CommandError(`The value for ${name} can't be used: ${problem}.`);
    },
  );
  return { settings, provider, key, keyHint, allowInsecure: choice['allow-http'] === true };
}

/** The chosen service, or the step that is missing. */
export function createConsoleProvider(
  host: Host,
  { settings, provider: id, key, keyHint, allowInsecure }: ConsoleSettings,
): CompletionProvider {
  if (id === 'embedded') throw new CommandError('Name a service with --provider.');
  const provider = createProvider(host, id, settings, { key, allowInsecure });
  if (isNotConfigured(provider)) throw new CommandError(onConsole(provider, keyHint));
  return provider;
}

/** What a service is reached by, for what isn't a completion. */
export function readServiceOptions(host: Host, settings: ConsoleSettings): ServiceOptions {
  const { provider: id, key, allowInsecure } = settings;
  const { model } = createConsoleProvider(host, settings);
  if (id === 'embedded') throw new CommandError('Name a service with --provider.');
  const baseUrl = parseBaseUrl(id, settings.settings[`${settingNames[id]}.baseUrl`], { allowInsecure });
  if (baseUrl.kind === 'bad-base-url') throw new CommandError(baseUrl.message);
  return { host, baseUrl, model, key };
}

/** Here the remedy is an option, not a command of the editor. */
function onConsole({ reason, message }: NotConfigured, keyHint: string): string {
  const what = `${message.split('. ')[0] ?? message}.`;
  switch (reason) {
    case 'key':
      return `${what} ${keyHint}`;
    case 'model':
      return `${what} Name it with --model.`;
    case 'insecure-url':
      return `${message} On the console, --allow-http allows it.`;
    case 'base-url':
      return `${what} Name it with --base-url URL.`;
  }
}

function checkProvider(value: unknown): ProviderId {
  const known = providerIds.find((id) => id === value);
  if (known !== undefined) return known;
  throw new CommandError(`There is no provider "${String(value)}". Choose one of ${providerIds.join(', ')}.`);
}

function missingKeyHint(id: ServiceId, isEndpointFromFile: boolean, envFile: string | undefined): string {
  const names = serviceFacts[id].keyNames.join(' or ');
  return isEndpointFromFile
    ? `The endpoint comes from ${envFile ?? 'the env file'}, so only a key from there may go to it: set ${names} in it.`
    : `Set ${names} in the environment.`;
}
