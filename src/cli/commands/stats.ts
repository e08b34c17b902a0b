import { StatisticsStore } from '../../core/telemetry/statistics.ts';
import { type Summary, type SummaryRow, summarize } from '../../core/telemetry/summary.ts';
import { systemClock } from '../../node/clock.ts';
import { createLog } from '../../node/log.ts';
import { FileStorage } from '../../node/storage/file-storage.ts';
import { type Command, type Io, parseOptions } from '../command.ts';
import { findDataFolders } from '../data-folders.ts';

const options = { data: { type: 'string' }, json: { type: 'boolean' } } as const;

export const statsCommand: Command = {
  summary: "show this machine's statistics",
  help: `midfill stats [--data DIR] [--json]

Sums up what the editors on this machine have recorded: acceptance, what was kept, times, tokens, cost.
Nothing leaves the machine.

  --data DIR            an editor's folder for Midfill (default: all that are found)
  --json                one object
`,
  async run(args, io) {
    const { values } = parseOptions(args, options);
    const folders = findDataFolders(io, values.data);
    const log = createLog(() => {});
    const lines = await Promise.all(
      folders.map((folder) =>
        new StatisticsStore({ clock: systemClock, storage: new FileStorage(folder), log }).read(),
      ),
    );
    const summary = summarize(lines.flat(), -60_000 * new Date().getTimezoneOffset());
    if (values.json === true) io.out(`${JSON.stringify(summary)}\n`);
    else print(io, summary);
    return 0;
  },
};

function print(io: Io, summary: Summary): void {
  const {
    total,
    byLanguage,
    byModel,
    byOrigin,
    ttftMs,
    requests,
    promptTokens,
    completionTokens,
    wastedTokens,
    dollars,
  } = summary;
  if (total.shown === 0 && requests === 0) {
    io.out('Nothing has been recorded on this machine yet.\n');
    return;
  }
  for (const rows of [[total], byLanguage, byModel, byOrigin]) {
    const width = Math.max(...rows.map(({ name }) => name.length), 20) + 2;
    io.out(
      `${'name'.padEnd(width)}${['shown', 'accepted', 'rate', 'kept'].map((head) => head.padStart(10)).join('')}\n`,
    );
    for (const row of rows) io.out(`${format(row, width)}\n`);
    io.out('\n');
  }
  if (ttftMs !== undefined) io.out(`first text after ${ttftMs.p50} ms (p50), ${ttftMs.p90} ms (p90)\n`);
  io.out(`${requests} requests, ${promptTokens} tokens in, ${completionTokens} out, ${wastedTokens} never shown\n`);
  io.out(`cost: $${dollars.toFixed(4)}\n`);
}

function format(
  { name, shown, accepted, partlyAccepted, acceptanceRate, keptRate }: SummaryRow,
  width: number,
): string {
  const percent = (rate: number | undefined): string => (rate === undefined ? '-' : `${Math.round(rate * 100)} %`);
  const cells = [String(shown), String(accepted + partlyAccepted), percent(acceptanceRate), percent(keptRate)];
  return `${name.padEnd(width)}${cells.map((cell) => cell.padStart(10)).join('')}`;
}
