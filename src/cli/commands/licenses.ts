import type { ServiceId } from '../../core/providers/capabilities.ts';
import type { ProviderId } from '../../core/providers/provider.ts';
import { settingNames } from '../../core/providers/registry.ts';
import { type LicencePolicy, judgeLicence, licenceOf } from '../../core/routing/licences.ts';
import { type Command, CommandError, parseOptions } from '../command.ts';
import { readConsoleSettings } from '../console-settings.ts';

const options = {
  policy: { type: 'string' },
  provider: { type: 'string' },
  model: { type: 'string' },
  'env-file': { type: 'string' },
  json: { type: 'boolean' },
} as const;

const policies: readonly LicencePolicy[] = ['any', 'commercial', 'permissive'];

export const licensesCommand: Command = {
  summary: "check models' licences against a policy, for CI",
  help: `midfill licenses --policy any|commercial|permissive [--provider ID --model NAME] [--json]

Exit code 1 where a model's licence doesn't fit the policy, or isn't known and the policy asks.
Without --provider all that is set is checked: the defaults, or what --env-file names.
`,
  async run(args, io) {
    const { values, positionals } = parseOptions(args, options);
    if (positionals.length > 0) throw new CommandError(`"${positionals.join(' ')}" is too much.`);
    const policy = policies.find((known) => known === values.policy);
    if (policy === undefined) throw new CommandError(`Name a policy: --policy ${policies.join('|')}.`);
    if (values.model !== undefined && values.provider === undefined) {
      throw new CommandError('--model needs its --provider: the licence of a service is not that of its weights.');
    }
    const { settings, provider } = await readConsoleSettings(io, values);
    const services = Object.entries(settingNames) as [ServiceId, (typeof settingNames)[ServiceId]][];
    const configured: readonly { readonly id: ProviderId; readonly model: string }[] = [
      { id: 'embedded', model: '' },
      ...services
        .map(([id, setting]) => ({ id, model: settings[`${setting}.model`] }))
        .filter(({ model }) => model !== ''),
    ];
    const chosen =
      values.provider === undefined
        ? configured
        : [{ id: provider, model: provider === 'embedded' ? '' : settings[`${settingNames[provider]}.model`] }];
    const rows = chosen.map(({ id, model }) => {
      const verdict = judgeLicence(id, model, policy);
      const licence = licenceOf(id, model)?.name ?? 'unknown';
      return { provider: id, model, licence, isAllowed: verdict.kind === 'allowed', reason: reasonOf(verdict) };
    });
    if (values.json === true) io.out(`${JSON.stringify({ policy, models: rows })}\n`);
    else {
      for (const row of rows) {
        const name = row.model === '' ? row.provider : `${row.provider} ${row.model}`;
        io.out(`${row.isAllowed ? 'allowed' : 'refused'}  ${name}: ${row.licence}\n`);
      }
    }
    for (const { reason } of rows) if (reason !== null) io.err(`midfill: ${reason}\n`);
    return rows.every(({ isAllowed }) => isAllowed) ? 0 : 1;
  },
};

function reasonOf(verdict: ReturnType<typeof judgeLicence>): string | null {
  return verdict.kind === 'refused' ? verdict.reason : null;
}
