import { timeoutSignal } from '../../core/clock.ts';
import { type ServiceId, serviceFacts } from '../../core/providers/capabilities.ts';
import { type ListedModel, listModels } from '../../core/providers/discovery.ts';
import { isProviderError } from '../../core/providers/errors.ts';
import { toProviderError } from '../../core/providers/failures.ts';
import { parseBaseUrl } from '../../core/providers/base-url.ts';
import { createProvider, isNotConfigured, settingNames } from '../../core/providers/registry.ts';
import { licenceOf } from '../../core/routing/licences.ts';
import type { Settings } from '../../core/settings.ts';
import { type Command, type Io, parseOptions } from '../command.ts';
import { type ConsoleHost, createConsoleHost } from '../console-host.ts';
import { readConsoleSettings } from '../console-settings.ts';
import { endpointFromFile, keyFor, readEnvironment } from '../environment.ts';

const options = { 'env-file': { type: 'string' }, json: { type: 'boolean' } } as const;

interface ServiceStatus {
  readonly provider: ServiceId | 'embedded';
  readonly model: string | null;
  /** `ready`: it answers, or (hosted) could be asked. */
  readonly state: 'ready' | 'not-configured' | 'unreachable';
  readonly models: readonly string[];
  readonly licence: string | null;
  /** What to do before it can be used. */
  readonly problem: string | null;
}

/** A server on this machine answers in milliseconds, or it isn't there. */
const answerWithinMs = 1500;

export const statusCommand: Command = {
  summary: 'show each provider: whether it is set up, whether it answers, with which models',
  help: `midfill status [--env-file FILE] [--json]

Asks local servers whether they are there. Hosted services are not asked: only their keys are looked for.
`,
  async run(args, io) {
    const { values } = parseOptions(args, options);
    const { settings } = await readConsoleSettings(io, values);
    const environment = await readEnvironment(io, values['env-file']);
    const host = createConsoleHost(io);
    try {
      const services = Object.keys(settingNames) as ServiceId[];
      const statuses = await Promise.all(
        services.map((id) =>
          statusOf(
            host,
            id,
            settings,
            keyFor(environment, id, endpointFromFile(environment, id) !== undefined),
            io.signal,
          ),
        ),
      );
      if (io.signal.aborted) return 130;
      const all = [embedded, ...statuses];
      if (values.json === true) io.out(`${JSON.stringify({ providers: all })}\n`);
      else print(io, all);
      return 0;
    } finally {
      host.dispose();
    }
  },
};

const embedded: ServiceStatus = {
  provider: 'embedded',
  model: null,
  state: 'ready',
  models: [],
  licence: licenceOf('embedded', '')?.name ?? null,
  problem: null,
};

async function statusOf(
  host: ConsoleHost,
  id: ServiceId,
  settings: Settings,
  key: string | undefined,
  signal: AbortSignal,
): Promise<ServiceStatus> {
  const setting = settingNames[id];
  const model = settings[`${setting}.model`];
  const url = settings[`${setting}.baseUrl`];
  const base = parseBaseUrl(id, url);
  const made = createProvider(host, id, settings, { key });
  const missing = isNotConfigured(made) ? made.message : null;
  const common = { provider: id, model: model === '' ? null : model, licence: licenceOf(id, model)?.name ?? null };
  if (base.kind !== 'base-url' || base.destination.locality === 'hosted') {
    const state = missing === null ? 'ready' : 'not-configured';
    return { ...common, state, models: [], problem: missing };
  }
  const limit = timeoutSignal(host.clock, answerWithinMs);
  try {
    const asking = { host, url, key, allowInsecure: false };
    const models: readonly ListedModel[] = await listModels(id, asking, AbortSignal.any([signal, limit.signal]));
    const state = missing === null ? 'ready' : 'not-configured';
    return { ...common, state, models: models.map(({ name }) => name), problem: missing };
  } catch (error) {
    const failure = isProviderError(error)
      ? error
      : toProviderError({ id, model, origin: base.destination.origin }, error);
    const problem = limit.signal.aborted ? `${serviceFacts[id].name} does not answer.` : failure.message;
    return { ...common, state: 'unreachable', models: [], problem };
  } finally {
    limit.cancel();
  }
}

function print(io: Io, statuses: readonly ServiceStatus[]): void {
  for (const { provider, state, model, models, problem } of statuses) {
    const of = model ?? models.join(', ');
    io.out(`${provider.padEnd(19)}${state.padEnd(16)}${of}\n`);
    if (problem !== null) io.out(`${' '.repeat(19)}${problem}\n`);
  }
}
