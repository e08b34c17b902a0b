import type { ServiceId } from '../../core/providers/capabilities.ts';
import { type ProbeReport, probe } from '../../core/providers/probe.ts';
import { settingNames } from '../../core/providers/registry.ts';
import { type Command, CommandError, type Io, parseOptions } from '../command.ts';
import { createConsoleHost } from '../console-host.ts';
import { keyFor, readEnvironment } from '../environment.ts';

const options = {
  provider: { type: 'string' },
  model: { type: 'string' },
  'env-file': { type: 'string' },
  'allow-http': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export const probeCommand: Command = {
  summary: 'look at a server: what it is, its models, what stands in the way',
  help: `midfill probe URL [options]

Finds out which service answers at a URL and which models it has, and completes once with a text of Midfill's own.

  --model NAME          the model to try (default: the first that can fill in the middle)
  --provider ID         what is there, where that can't be seen, such as a gateway before Mistral
  --env-file FILE       keys from a file
  --allow-http          allow an unencrypted address beyond this machine
  --json                the whole report as one object
`,
  async run(args, io) {
    const { values, positionals } = parseOptions(args, options);
    const [url, ...others] = positionals;
    if (url === undefined || others.length > 0) throw new CommandError('Name one URL, such as http://127.0.0.1:11434.');
    const service = checkService(values.provider);
    const environment = await readEnvironment(io, values['env-file']);
    const key = keyFor(environment, service ?? guessKeyOwner(url), false);
    const host = createConsoleHost(io);
    try {
      const isRemote = io.environment['SSH_CONNECTION'] !== undefined;
      const parts = { host, url, key, model: values.model, service, isRemote };
      const report = await probe({ ...parts, allowInsecure: values['allow-http'] === true }, io.signal);
      if (values.json === true) io.out(`${JSON.stringify(report)}\n`);
      else print(io, report);
      return report.settings === undefined ? 1 : 0;
    } catch (error) {
      if (io.signal.aborted) return 130;
      throw error;
    } finally {
      host.dispose();
    }
  },
};

function checkService(name: string | undefined): ServiceId | undefined {
  if (name === undefined) return undefined;
  const known = (Object.keys(settingNames) as ServiceId[]).find((id) => id === name);
  if (known !== undefined) return known;
  throw new CommandError(`There is no service "${name}". Choose one of ${Object.keys(settingNames).join(', ')}.`);
}

/** A key goes only where it belongs: to its service's own host, or to what the user calls by its name. */
function guessKeyOwner(url: string): ServiceId {
  if (/^(https:\/\/)?([a-z0-9-]+\.)*mistral\.ai([:/]|$)/i.test(url)) return 'codestral';
  if (/^(https:\/\/)?([a-z0-9-]+\.)*deepseek\.com([:/]|$)/i.test(url)) return 'deepseek';
  return 'openai-compatible';
}

function print(io: Io, report: ProbeReport): void {
  const { service, models, model, templateFamily, takesSuffix, contextTokens, canary, findings, settings } = report;
  const line = (label: string, value: string | undefined): void => {
    if (value !== undefined) io.out(`${label.padEnd(10)}${value}\n`);
  };
  line('service', service);
  line('models', models.length === 0 ? undefined : models.map(({ name }) => name).join(', '));
  line('model', model);
  line('template', templateFamily);
  line('suffix', takesSuffix === undefined ? undefined : takesSuffix ? 'yes' : 'no');
  line('context', contextTokens === undefined ? undefined : `${contextTokens} tokens`);
  if (canary !== undefined) {
    const first = canary.ttftMs === undefined ? '' : ` (first text after ${Math.round(canary.ttftMs)} ms)`;
    line('canary', `${JSON.stringify(canary.text)}${first}`);
  }
  for (const { severity, message } of findings) io.out(`\n${severity}: ${message}\n`);
  if (settings !== undefined) io.out(`\nsettings: ${JSON.stringify(settings, null, 2)}\n`);
}
