import { contextSourcesOf } from '../../core/context/record.ts';
import { renderAsComments, renderWithFileHeaders } from '../../core/providers/render-prompt.ts';
import { type Command, parseNumber, parseOptions } from '../command.ts';
import { createConsoleHost } from '../console-host.ts';
import { createConsoleProvider, readConsoleSettings, serviceOptions } from '../console-settings.ts';
import { draftOf, readTarget, targetOptions } from '../target.ts';
import { WorkspaceSession } from '../workspace-session.ts';

const options = { ...serviceOptions, ...targetOptions, 'max-context-tokens': { type: 'string' } } as const;

export const contextCommand: Command = {
  summary: 'show the prompt that would be sent, and where each part of it came from',
  help: `midfill context FILE:LINE:COLUMN [options]

Prints prompt and suffix; with --json also the budget, the sources and what was left out and why.
Sends nothing.

  --workspace DIR       the folder whose files and ignore rules count (default: the current one)
  --open FILE           another open file; may be repeated
  --max-context-tokens N
  --provider ID, --base-url URL, --model NAME
                        whose limits and form to use (default: comments, as for any hosted service)
  --json                one object
`,
  async run(args, io) {
    const { values, positionals } = parseOptions(args, options);
    const maxContextTokens = parseNumber('--max-context-tokens', values['max-context-tokens'], { min: 256, max: 8192 });
    const settings = await readConsoleSettings(io, values, maxContextTokens === undefined ? {} : { maxContextTokens });
    const host = createConsoleHost(io, values);
    try {
      const target = await readTarget(io, host, values, positionals);
      const provider = settings.provider === 'embedded' ? undefined : createConsoleProvider(host, settings);
      const session = new WorkspaceSession(host, settings.settings, target.kind);
      try {
        await session.ready(target.document, io.signal);
        const assembled = await session.assemble(target.document, target.offset, provider, io.signal);
        if (io.signal.aborted) return 130;
        const draft = target.kind === 'texts' ? draftOf(target) : assembled.draft;
        const render = settings.provider === 'codestral' ? renderWithFileHeaders : renderAsComments;
        const { prefix: prompt, suffix } = render(draft);
        if (values.json !== true) {
          io.out(`${prompt}█${suffix}\n`);
          return 0;
        }
        const { budget, record } = assembled;
        const { totalMs, entries, ...counts } = record;
        const report = { prompt, suffix, budget, sources: contextSourcesOf(record), entries, ...counts, totalMs };
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
