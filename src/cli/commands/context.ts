import { contextSourcesOf } from '../../core/context/record.ts';
import type { Destination } from '../../core/privacy/sendable-prompt.ts';
import { type Command, CommandError, parseNumber, parseOptions } from '../command.ts';
import { createConsoleGate, sealOrExplain } from '../console-gate.ts';
import { createConsoleHost } from '../console-host.ts';
import { createConsoleProvider, readConsoleSettings, serviceOptions } from '../console-settings.ts';
import { type PromptForm, aroundCursor, fieldsOf, templateNamed, textOfFields } from '../prompt-form.ts';
import { draftOf, readTarget, targetOptions } from '../target.ts';
import { WorkspaceSession } from '../workspace-session.ts';

const options = {
  ...serviceOptions,
  ...targetOptions,
  'max-context-tokens': { type: 'string' },
  template: { type: 'string' },
} as const;

/** Where nobody is named, it is as for a service beyond this machine, which is given least. */
const anyService: Destination = { locality: 'hosted', origin: '' };
const ownServer: Destination = { locality: 'local', origin: '' };

export const contextCommand: Command = {
  summary: 'show the prompt that would be sent, and where each part of it came from',
  help: `midfill context FILE:LINE:COLUMN [options]

Prints the prompt as it would be sent, secret values replaced; with --json also its fields by their names on
the wire, the budget, the sources, and what was left out and why. Sends no code; a server of your own is asked
what it takes.

  --workspace DIR       the folder whose files and ignore rules count (default: the current one)
  --open FILE           another open file; may be repeated
  --max-context-tokens N
  --provider ID, --base-url URL, --model NAME
                        whose limits and form to use (default: comments, as for any hosted service)
  --template NAME       a model's or family's own form instead, such as qwen2.5-coder or "StarCoder 2"
  --json                one object
`,
  async run(args, io) {
    const { values, positionals } = parseOptions(args, options);
    const maxContextTokens = parseNumber('--max-context-tokens', values['max-context-tokens'], { min: 256, max: 8192 });
    const settings = await readConsoleSettings(io, values, maxContextTokens === undefined ? {} : { maxContextTokens });
    if (values.template !== undefined && settings.provider !== 'embedded') {
      throw new CommandError('Name either --provider, whose form is its own, or --template.');
    }
    const template = values.template === undefined ? undefined : templateNamed(values.template);
    const host = createConsoleHost(io, values);
    try {
      const target = await readTarget(io, host, values, positionals);
      const provider = settings.provider === 'embedded' ? undefined : createConsoleProvider(host, settings);
      const form: PromptForm =
        provider === undefined
          ? template === undefined
            ? { kind: 'comments' }
            : { kind: 'template', template }
          : { kind: 'provider', provider };
      const destination = provider?.destination ?? (template === undefined ? anyService : ownServer);
      const session = new WorkspaceSession(host, settings.settings, target.kind);
      try {
        provider?.prepare?.();
        await session.ready(target.document, io.signal);
        const whose = provider ?? destination.locality;
        const assembled = await session.assemble(target.document, target.offset, whose, io.signal);
        if (io.signal.aborted) return 130;
        const gate = await createConsoleGate(host, settings.settings, destination);
        const draft = target.kind === 'texts' ? draftOf(target) : assembled.draft;
        const sealed = await sealOrExplain(gate, draft, destination);
        const fields = await fieldsOf(form, sealed);
        if (values.json !== true) {
          io.out(textOfFields(fields));
          return 0;
        }
        const { budget, record } = assembled;
        const { totalMs, entries, ...counts } = record;
        const report = {
          ...aroundCursor(fields),
          fields,
          budget,
          sources: contextSourcesOf(record),
          entries,
          withheld: draft.snippets.length - sealed.snippets.length,
          ...counts,
          totalMs,
        };
        io.out(`${JSON.stringify(report)}\n`);
        return 0;
      } finally {
        session.dispose();
      }
    } finally {
      host.dispose();
    }
  },
};
