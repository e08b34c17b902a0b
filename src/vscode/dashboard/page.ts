import type { SignalCounts } from '../../core/telemetry/signal-sender.ts';
import type { Summary, SummaryRow } from '../../core/telemetry/summary.ts';
import { columnChart, escape } from './charts.ts';
import { count, dayName, dollars, duration, percent, percentOr, sourceName } from './format.ts';
import { style } from './style.ts';

export interface DashboardFacts {
  readonly summary: Summary;
  readonly signals: SignalCounts & { readonly isSending: boolean };
  /** What the loop has changed for this user, each in a sentence. */
  readonly learned: readonly string[];
  readonly spentTodayDollars: number;
  readonly dailyBudgetDollars: number;
  /** The day of now, as the summary counts days. */
  readonly today: number;
}

/** Lets only this page's own style and script run, and nothing load. */
export interface PageSecurity {
  readonly nonce: string;
}

const shownDays = 30;
const shownRows = 20;

/** The dashboard as a page. Each chart is a picture with a sentence, and the numbers stand beside it in a table. */
export function renderPage(facts: DashboardFacts, { nonce }: PageSecurity): string {
  const { summary } = facts;
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Midfill</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<h1>What became of your suggestions</h1>
<p class="lead">${lead(summary)}</p>
${tiles(facts)}
${summary.total.shown === 0 ? '' : charts(facts)}
${table('By language', summary.byLanguage)}
${table('By model, each version apart', summary.byModel)}
${table('By provider', summary.byProvider)}
${table('By who wrote it', named(summary.byOrigin))}
${table('By kind of context in the prompt', named(summary.bySource))}
${learned(facts.learned)}
${signals(facts.signals)}
</main>
<script nonce="${nonce}">${script}</script>
</body>
</html>`;
}

function lead({ total }: Summary): string {
  if (total.shown === 0) return 'Nothing has been shown yet. These numbers stay on this machine.';
  return `${count(total.shown)} were shown in the last thirty days; you judged ${count(judged(total))} of them. These numbers stay on this machine.`;
}

function tiles({ summary, spentTodayDollars, dailyBudgetDollars }: DashboardFacts): string {
  const { total, ttftMs, completionTokens, wastedTokens } = summary;
  const wasted = percent(completionTokens === 0 ? 0 : wastedTokens / completionTokens);
  return `<ul class="tiles">
${tile('Accepted', percentOr(total.acceptanceRate), 'of the suggestions that you judged')}
${tile('Still there', percentOr(total.keptRate), 'of accepted text, after five minutes')}
${tile('Characters', count(total.acceptedCharacters), 'that you did not type')}
${tile('First text', ttftMs === undefined ? '–' : `${count(ttftMs.p50)} ms`, ttftMs === undefined ? 'no model was asked' : `at the median; nine of ten within ${count(ttftMs.p90)} ms`)}
${tile('Spent today', dollars(spentTodayDollars), `of ${dollars(dailyBudgetDollars)} a day`)}
${tile('Spent in thirty days', dollars(summary.dollars), `${count(summary.requests)} requests; ${wasted} of what models wrote was never shown`)}
</ul>`;
}

function tile(name: string, value: string, note: string): string {
  return `<li><span class="name">${name}</span><span class="value">${value}</span><span class="note">${note}</span></li>`;
}

function charts({ summary, today }: DashboardFacts): string {
  const { byDay, byHour, ttftCounts, kept, total } = summary;
  const firstDay = today - shownDays + 1;
  const dayRows = Array.from({ length: shownDays }, (_unused, index) => rowOf(byDay, String(firstDay + index)));
  const hourRows = Array.from({ length: 24 }, (_unused, hour) => rowOf(byHour, String(hour)));
  const busiest = hourRows.reduce((best, row) => (judged(row) > judged(best) ? row : best));
  const quick = ttftCounts.filter(({ belowMs }) => belowMs !== undefined && belowMs <= 400);
  const asked = ttftCounts.reduce((sum, bucket) => sum + bucket.count, 0);
  return `${section({
    id: 'days',
    title: 'Day by day',
    chart: columnChart({
      id: 'days',
      sentence: `Judged suggestions on each of the last ${shownDays} days: ${verdict(total)}.`,
      columns: dayRows.map((row) => judgedColumn(dayName(Number(row.name)).slice(5), dayName(Number(row.name)), row)),
      labelEvery: 5,
    }),
    legend: true,
    numbers: table('Day by day', dayRows.map((row) => ({ ...row, name: dayName(Number(row.name)) })).reverse()),
  })}
<div class="pair">
${section({
  id: 'hours',
  title: 'By time of day',
  chart: columnChart({
    id: 'hours',
    sentence: `Judged suggestions by hour of the day; most, ${count(judged(busiest))}, from ${busiest.name}:00 to ${Number(busiest.name) + 1}:00.`,
    columns: hourRows.map((row) => judgedColumn(row.name, `${row.name}:00`, row)),
    labelEvery: 3,
  }),
  numbers: table(
    'By time of day',
    hourRows.map((row) => ({ ...row, name: `${row.name.padStart(2, '0')}:00` })),
  ),
})}
${
  asked === 0
    ? ''
    : section({
        id: 'first-text',
        title: 'Until the first text',
        chart: columnChart({
          id: 'first-text',
          sentence: `Of ${count(asked)} answers, ${percent(quick.reduce((sum, bucket) => sum + bucket.count, 0) / asked)} began within 400 milliseconds.`,
          columns: ttftCounts.map(({ belowMs, count: number }) => ({
            label: belowMs === undefined ? 'later' : `< ${belowMs}`,
            title: `${belowMs === undefined ? 'Later' : `Below ${belowMs} ms`}: ${count(number)}`,
            parts: [{ className: 'model', value: number }],
          })),
          labelEvery: 1,
        }),
        numbers: `<p>${ttftCounts.map(({ belowMs, count: number }) => `${belowMs === undefined ? 'later' : `below ${belowMs} ms`}: ${count(number)}`).join('; ')}.</p>`,
      })
}
</div>
${
  kept.length === 0
    ? ''
    : `<section aria-labelledby="kept"><h2 id="kept">What stayed of accepted text</h2>
<dl class="kept">${kept.map(({ afterMs, share, count: number }) => `<div><dt>after ${duration(afterMs)}</dt><dd>${percent(share)}<meter min="0" max="1" value="${share.toFixed(2)}" aria-hidden="true"></meter><span class="note">of ${count(number)}</span></dd></div>`).join('')}</dl></section>`
}`;
}

function section(options: {
  readonly id: string;
  readonly title: string;
  readonly chart: string;
  readonly legend?: boolean;
  readonly numbers: string;
}): string {
  const legend =
    options.legend === true
      ? `<p class="legend" aria-hidden="true"><span class="accepted"></span>accepted <span class="partly"></span>in part <span class="rejected"></span>rejected</p>`
      : '';
  return `<section aria-labelledby="${options.id}"><h2 id="${options.id}">${options.title}</h2>
${options.chart}${legend}<details><summary>The numbers</summary>${options.numbers}</details></section>`;
}

function judgedColumn(
  label: string,
  name: string,
  row: SummaryRow,
): Parameters<typeof columnChart>[0]['columns'][number] {
  return {
    label,
    title: `${name}: ${verdict(row)}`,
    parts: [
      { className: 'accepted', value: row.accepted },
      { className: 'partly', value: row.partlyAccepted },
      { className: 'rejected', value: row.rejected },
    ],
  };
}

function verdict({ accepted, partlyAccepted, rejected }: SummaryRow): string {
  return `${count(accepted)} accepted, ${count(partlyAccepted)} in part, ${count(rejected)} rejected`;
}

function judged({ accepted, partlyAccepted, rejected }: SummaryRow): number {
  return accepted + partlyAccepted + rejected;
}

function rowOf(rows: readonly SummaryRow[], name: string): SummaryRow {
  const nothing = { shown: 0, accepted: 0, partlyAccepted: 0, rejected: 0, acceptedCharacters: 0 };
  return rows.find((row) => row.name === name) ?? { name, ...nothing, acceptanceRate: undefined, keptRate: undefined };
}

function named(rows: readonly SummaryRow[]): readonly SummaryRow[] {
  return rows.map((row) => ({ ...row, name: sourceName(row.name) }));
}

function table(title: string, rows: readonly SummaryRow[]): string {
  if (rows.length === 0) return '';
  const cells = rows.slice(0, Math.max(shownRows, shownDays)).map((row) => {
    const width = Math.round((row.acceptanceRate ?? 0) * 20) * 5;
    return `<tr><th scope="row">${escape(row.name)}</th><td>${count(row.shown)}</td><td>${count(row.accepted)}</td><td>${count(row.partlyAccepted)}</td><td>${count(row.rejected)}</td><td class="rate">${percentOr(row.acceptanceRate)}<span class="bar w${width}" aria-hidden="true"></span></td><td>${percentOr(row.keptRate)}</td></tr>`;
  });
  return `<div class="table"><table><caption>${title}</caption>
<thead><tr><td></td><th scope="col">Shown</th><th scope="col">Accepted</th><th scope="col">In part</th><th scope="col">Rejected</th><th scope="col">Acceptance</th><th scope="col">Kept</th></tr></thead>
<tbody>${cells.join('\n')}</tbody></table></div>`;
}

function learned(sentences: readonly string[]): string {
  const list =
    sentences.length === 0
      ? '<p>Nothing that would change anything yet.</p>'
      : `<ul>${sentences.map((sentence) => `<li>${escape(sentence)}</li>`).join('')}</ul>
<p><button data-command="forget">Forget What Was Learned</button></p>`;
  return `<section aria-labelledby="learned"><h2 id="learned">What Midfill has learned</h2>
<p class="note">What you take and reject in a language moves how long a request waits there (0.75 to 1.5 times, within <code>midfill.debounce</code>), how sure the embedded engine must be (5 points less to 30 more), and which of your models is asked first. Evidence fades by half in three and a half days.</p>
${list}</section>`;
}

function signals({ isSending, waiting, delivered, lost }: DashboardFacts['signals']): string {
  const gone = lost === 0 ? '' : ` ${count(lost)} were given up for age or size.`;
  const sent = isSending
    ? `${count(delivered)} events were sent by this window and ${count(waiting)} wait.${gone}`
    : 'Nothing is sent to anyone.';
  return `<section aria-labelledby="signals"><h2 id="signals">Sending</h2>
<p>${sent}</p>
<p class="actions">
<button data-command="showWhatWouldBeSent">Show What Would Be Sent</button>
<button data-command="export">Export…</button>
<button data-command="reset">Delete Statistics…</button>
</p></section>`;
}

const script = `
const vscode = acquireVsCodeApi();
for (const button of document.querySelectorAll('button')) {
  button.addEventListener('click', () => vscode.postMessage({ command: button.dataset.command }));
}
`;
