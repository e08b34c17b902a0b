import { env, l10n } from 'vscode';
import type { SignalCounts } from '../../core/telemetry/signal-sender.ts';
import type { Summary, SummaryRow } from '../../core/telemetry/summary.ts';
import { columnChart, escape } from './charts.ts';
import { after, count, dayName, dollars, percent, percentOr, sourceName } from './format.ts';
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
/** Of any table: a row for each day, or so many models. */
const shownRows = shownDays;

/** The dashboard as a page. Each chart is a picture with a sentence, and the numbers stand beside it in a table. */
export function renderPage(facts: DashboardFacts, { nonce }: PageSecurity): string {
  const { summary } = facts;
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${l10n.bundle === undefined ? 'en' : env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Midfill</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<h1>${l10n.t('What became of your suggestions')}</h1>
<p class="lead">${lead(summary)}</p>
${tiles(facts)}
${summary.total.shown === 0 ? '' : charts(facts)}
${table(l10n.t('By language'), summary.byLanguage)}
${table(l10n.t('By model and version'), summary.byModel)}
${table(l10n.t('By provider'), summary.byProvider)}
${table(l10n.t('By who wrote it'), named(summary.byOrigin))}
${table(l10n.t('By kind of context in the prompt'), named(summary.bySource))}
${learned(facts.learned)}
${signals(facts.signals)}
</main>
<script nonce="${nonce}">${script}</script>
</body>
</html>`;
}

function lead({ total }: Summary): string {
  const seen =
    total.shown === 0
      ? l10n.t('Nothing has been shown yet.')
      : l10n.t(
          'Midfill showed {0} suggestions in the last thirty days; you judged {1} of them.',
          count(total.shown),
          count(judged(total)),
        );
  return `${seen} ${l10n.t('These numbers stay on this machine.')}`;
}

function tiles({ summary, spentTodayDollars, dailyBudgetDollars }: DashboardFacts): string {
  const { total, ttftMs, completionTokens, wastedTokens } = summary;
  const wasted = percent(completionTokens === 0 ? 0 : wastedTokens / completionTokens);
  const firstText =
    ttftMs === undefined
      ? l10n.t('no model was asked')
      : l10n.t('at the median; nine of ten within {0} ms', count(ttftMs.p90));
  const spentOn =
    summary.requests === 0
      ? l10n.t('no model was asked')
      : l10n.t('{0} requests; {1} of what models wrote was never shown', count(summary.requests), wasted);
  return `<ul class="tiles">
${tile(l10n.t('Accepted'), percentOr(total.acceptanceRate), l10n.t('of the suggestions that you judged'))}
${tile(l10n.t('Still there'), percentOr(total.keptRate), l10n.t('of accepted text, after five minutes'))}
${tile(l10n.t('Characters'), count(total.acceptedCharacters), l10n.t('that you did not type'))}
${tile(l10n.t('First text'), ttftMs === undefined ? '–' : `${count(ttftMs.p50)} ms`, firstText)}
${tile(l10n.t('Spent today'), dollars(spentTodayDollars), l10n.t('of {0} a day', dollars(dailyBudgetDollars)))}
${tile(l10n.t('Spent in thirty days'), dollars(summary.dollars), spentOn)}
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
  return `${section({
    id: 'days',
    title: l10n.t('Day by day'),
    chart: columnChart({
      id: 'days',
      sentence: l10n.t('Judged suggestions on each of the last {0} days: {1}.', shownDays, verdict(total)),
      columns: dayRows.map((row) => judgedColumn(dayName(Number(row.name)).slice(5), dayName(Number(row.name)), row)),
      labelEvery: 5,
    }),
    legend: true,
    numbers: table(l10n.t('Day by day'), dayRows.map((row) => ({ ...row, name: dayName(Number(row.name)) })).reverse()),
  })}
<div class="pair">
${section({
  id: 'hours',
  title: l10n.t('By time of day'),
  chart: columnChart({
    id: 'hours',
    sentence: l10n.t(
      'Judged suggestions by hour of the day; most, {0}, from {1}:00 to {2}:00.',
      count(judged(busiest)),
      busiest.name,
      Number(busiest.name) + 1,
    ),
    columns: hourRows.map((row) => judgedColumn(row.name, `${row.name}:00`, row)),
    labelEvery: 3,
  }),
  numbers: table(
    l10n.t('By time of day'),
    hourRows.map((row) => ({ ...row, name: `${row.name.padStart(2, '0')}:00` })),
  ),
})}
${firstTextChart(ttftCounts)}
</div>
${keptShares(kept)}`;
}

function firstTextChart(counts: Summary['ttftCounts']): string {
  const asked = counts.reduce((sum, bucket) => sum + bucket.count, 0);
  if (asked === 0) return '';
  const quick = counts
    .filter(({ belowMs }) => belowMs !== undefined && belowMs <= 400)
    .reduce((sum, bucket) => sum + bucket.count, 0);
  const sentences = counts.map(({ belowMs, count: number }) =>
    belowMs === undefined ? l10n.t('Later: {0}', count(number)) : l10n.t('Below {0} ms: {1}', belowMs, count(number)),
  );
  return section({
    id: 'first-text',
    title: l10n.t('Until the first text'),
    chart: columnChart({
      id: 'first-text',
      sentence: l10n.t('Of {0} answers, {1} began within 400 milliseconds.', count(asked), percent(quick / asked)),
      columns: counts.map(({ belowMs, count: number }, index) => ({
        label: belowMs === undefined ? l10n.t('later') : `< ${belowMs}`,
        title: sentences[index] ?? '',
        parts: [{ className: 'model', value: number }],
      })),
      labelEvery: 1,
    }),
    numbers: `<p>${sentences.join('; ')}.</p>`,
  });
}

function keptShares(kept: Summary['kept']): string {
  if (kept.length === 0) return '';
  const items = kept.map(({ afterMs, share, count: number }) => {
    const meter = `<meter min="0" max="1" value="${share.toFixed(2)}" aria-hidden="true"></meter>`;
    const note = `<span class="note">${l10n.t('of {0}', count(number))}</span>`;
    return `<div><dt>${after(afterMs)}</dt><dd>${percent(share)}${meter}${note}</dd></div>`;
  });
  return `<section aria-labelledby="kept"><h2 id="kept">${l10n.t('How much of accepted text stayed')}</h2>
<dl class="kept">${items.join('')}</dl></section>`;
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
      ? `<p class="legend" aria-hidden="true"><span class="accepted"></span>${l10n.t('accepted')} <span class="partly"></span>${l10n.t('in part')} <span class="rejected"></span>${l10n.t('rejected')}</p>`
      : '';
  return `<section aria-labelledby="${options.id}"><h2 id="${options.id}">${options.title}</h2>
${options.chart}${legend}<details id="${options.id}-numbers"><summary>${l10n.t('The numbers')}</summary>${options.numbers}</details></section>`;
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
  return l10n.t('{0} accepted, {1} in part, {2} rejected', count(accepted), count(partlyAccepted), count(rejected));
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
  const cells = rows.slice(0, shownRows).map((row) => {
    const width = Math.round((row.acceptanceRate ?? 0) * 20) * 5;
    return `<tr><th scope="row">${escape(row.name)}</th><td>${count(row.shown)}</td><td>${count(row.accepted)}</td><td>${count(row.partlyAccepted)}</td><td>${count(row.rejected)}</td><td class="rate">${percentOr(row.acceptanceRate)}<span class="bar w${width}" aria-hidden="true"></span></td><td>${percentOr(row.keptRate)}</td></tr>`;
  });
  const columns = [
    l10n.t('Shown'),
    l10n.t('Accepted'),
    l10n.t('In part'),
    l10n.t('Rejected'),
    l10n.t('Acceptance'),
    l10n.t('Kept'),
  ];
  return `<div class="table"><table><caption>${title}</caption>
<thead><tr><td></td>${columns.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead>
<tbody>${cells.join('\n')}</tbody></table></div>`;
}

function learned(sentences: readonly string[]): string {
  const list =
    sentences.length === 0
      ? `<p>${l10n.t('Nothing yet that would change anything.')}</p>`
      : `<ul>${sentences.map((sentence) => `<li>${escape(sentence)}</li>`).join('')}</ul>
<p><button data-command="forget">${l10n.t('Forget What Was Learned')}</button></p>`;
  const explanation = l10n.t(
    'What you take and reject in a language changes how long a request waits there (0.75 to 1.5 times, within {0}), how sure the embedded engine must be (5 points less to 30 more), and which of your models is asked first. Evidence loses half its weight every three and a half days.',
    '<code>midfill.debounce</code>',
  );
  return `<section aria-labelledby="learned"><h2 id="learned">${l10n.t('What Midfill has learned')}</h2>
<p class="note">${explanation}</p>
${list}</section>`;
}

function signals({ isSending, waiting, delivered, lost }: DashboardFacts['signals']): string {
  const sent = isSending
    ? l10n.t('{0} events were sent so far; in this window {1} are waiting.', count(delivered), count(waiting))
    : l10n.t('Nothing is sent to anyone.');
  const gone =
    isSending && lost > 0 ? ` ${l10n.t('{0} were dropped because they were too old or too large.', count(lost))}` : '';
  return `<section aria-labelledby="signals"><h2 id="signals">${l10n.t('Sending')}</h2>
<p>${sent}${gone}</p>
<p class="actions">
<button data-command="showWhatWouldBeSent">${l10n.t('Show What Would Be Sent')}</button>
<button data-command="export">${l10n.t('Export…')}</button>
<button data-command="reset">${l10n.t('Delete Statistics…')}</button>
</p></section>`;
}

const script = `
const vscode = acquireVsCodeApi();
for (const button of document.querySelectorAll('button')) {
  button.addEventListener('click', () => vscode.postMessage({ command: button.dataset.command }));
}
// The page is written anew every few seconds: what was opened in the last one is open in this one.
const opened = new Set(vscode.getState()?.opened);
for (const details of document.querySelectorAll('details')) {
  details.open = opened.has(details.id);
  details.addEventListener('toggle', () => {
    if (details.open) opened.add(details.id);
    else opened.delete(details.id);
    vscode.setState({ opened: [...opened] });
  });
}
`;
