import type { SignalCounts } from '../../core/telemetry/signal-sender.ts';
import type { Summary, SummaryRow } from '../../core/telemetry/summary.ts';

export interface DashboardFacts {
  readonly summary: Summary;
  readonly signals: SignalCounts & { readonly isSending: boolean };
  /** What the loop has changed for this user, each in a sentence. */
  readonly learned: readonly string[];
  readonly spentTodayDollars: number;
  readonly dailyBudgetDollars: number;
}

/** Lets only this page's own style and script run, and nothing load. */
export interface PageSecurity {
  readonly nonce: string;
}

/** The dashboard as a page: tables that say the numbers, with bars that only repeat them for the eye. */
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
<style nonce="${nonce}">${style}${barWidths}</style>
</head>
<body>
<main>
<h1>What became of your suggestions</h1>
<p class="lead">${lead(summary)}</p>
<ul class="tiles">
${tile('Accepted', percent(summary.total.acceptanceRate), 'of the suggestions that you judged')}
${tile('Still there', percent(summary.total.keptRate), 'of accepted text, after five minutes')}
${tile('Characters', count(summary.total.acceptedCharacters), 'that you did not type')}
${tile('First text', summary.ttftMs === undefined ? '–' : `${count(summary.ttftMs.p50)} ms`, summary.ttftMs === undefined ? 'no model was asked' : `p90 ${count(summary.ttftMs.p90)} ms`)}
${tile('Today', dollars(facts.spentTodayDollars), `of ${dollars(facts.dailyBudgetDollars)} a day`)}
${tile('Thirty days', dollars(summary.dollars), `${count(summary.requests)} requests, ${wasted(summary)} of their tokens never shown`)}
</ul>
${table('By language', summary.byLanguage)}
${table('By provider', summary.byProvider)}
${table('By model', summary.byModel)}
${table(
  'By source of context',
  summary.bySource.map((row) => ({ ...row, name: sourceNames[row.name] ?? row.name })),
)}
${table('By day', days(summary.byDay))}
<section aria-labelledby="learned"><h2 id="learned">What Midfill has learned</h2>
${facts.learned.length === 0 ? '<p>Nothing yet: it takes some forty judged suggestions in a language.</p>' : `<ul>${facts.learned.map((sentence) => `<li>${escape(sentence)}</li>`).join('')}</ul>`}
</section>
<section aria-labelledby="signals"><h2 id="signals">Sending</h2>
<p>${signals(facts.signals)}</p>
<p class="actions">
<button data-command="showWhatWouldBeSent">Show What Would Be Sent</button>
<button data-command="export">Export…</button>
<button data-command="reset">Delete Statistics…</button>
</p></section>
</main>
<script nonce="${nonce}">${script}</script>
</body>
</html>`;
}

/** Text of any origin (a server names its model) as text in the page. */
export function escape(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function lead({ total }: Summary): string {
  if (total.shown === 0) return 'Nothing has been shown yet. These numbers stay on this machine.';
  const judged = total.accepted + total.partlyAccepted + total.rejected;
  return `${count(total.shown)} were shown in the last thirty days; you judged ${count(judged)} of them. These numbers stay on this machine.`;
}

function tile(name: string, value: string, note: string): string {
  return `<li><span class="name">${name}</span><span class="value">${value}</span><span class="note">${note}</span></li>`;
}

function table(title: string, rows: readonly SummaryRow[]): string {
  if (rows.length === 0) return '';
  const cells = rows.slice(0, 30).map((row) => {
    const width = Math.round((row.acceptanceRate ?? 0) * 20) * 5;
    return `<tr><th scope="row">${escape(row.name)}</th><td>${count(row.shown)}</td><td>${count(row.accepted)}</td><td>${count(row.partlyAccepted)}</td><td>${count(row.rejected)}</td><td class="rate">${percent(row.acceptanceRate)}<span class="bar w${width}" aria-hidden="true"></span></td><td>${percent(row.keptRate)}</td></tr>`;
  });
  return `<section><table><caption>${title}</caption>
<thead><tr><td></td><th scope="col">Shown</th><th scope="col">Accepted</th><th scope="col">Partly</th><th scope="col">Rejected</th><th scope="col">Acceptance</th><th scope="col">Kept</th></tr></thead>
<tbody>${cells.join('\n')}</tbody></table></section>`;
}

function days(rows: readonly SummaryRow[]): readonly SummaryRow[] {
  return rows
    .toSorted((a, b) => Number(b.name) - Number(a.name))
    .map((row) => ({ ...row, name: new Date(Number(row.name) * 86_400_000).toISOString().slice(0, 10) }));
}

function signals({ isSending, waiting, delivered, lost }: DashboardFacts['signals']): string {
  if (!isSending) return 'Nothing is sent to anyone.';
  const gone = lost === 0 ? '' : ` ${count(lost)} were given up for age or size.`;
  return `${count(delivered)} events were sent in this window and ${count(waiting)} wait.${gone}`;
}

function wasted({ completionTokens, wastedTokens }: Summary): string {
  return percent(completionTokens === 0 ? 0 : wastedTokens / completionTokens);
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${Math.round(share * 100)} %`;
}

function count(number: number): string {
  return Math.round(number).toLocaleString('en');
}

function dollars(amount: number): string {
  return amount > 0 && amount < 0.01 ? 'under $0.01' : `$${amount.toFixed(2)}`;
}

const sourceNames: Readonly<Record<string, string>> = {
  definitions: 'Definitions',
  fingerprint: 'Language and framework',
  'recent-edits': 'Recent edits',
  'open-tabs': 'Open tabs',
  repository: 'Repository',
  'notebook-cells': 'Notebook cells',
};

/** The policy allows no inline `style` attributes, so a bar's width is a class. */
const barWidths = Array.from({ length: 21 }, (_unused, step) => `.w${step * 5}{width:${step * 5 * 0.6}px}`).join('');

const style = `
body{font-family:var(--vscode-font-family);font-size:var(--vscode-font-size);color:var(--vscode-foreground);background:var(--vscode-editor-background);padding:0 24px 32px}
main{max-width:860px;margin:0 auto}
h1{font-size:1.5em;font-weight:600;margin:24px 0 4px}
h2,caption{font-size:1.1em;font-weight:600;text-align:left;margin:28px 0 8px}
.lead,.note{color:var(--vscode-descriptionForeground)}
.tiles{list-style:none;display:grid;grid-template-columns:repeat(auto-fill,minmax(200px,1fr));gap:12px;padding:0;margin:20px 0}
.tiles li{border:1px solid var(--vscode-widget-border,var(--vscode-contrastBorder,transparent));background:var(--vscode-editorWidget-background);border-radius:4px;padding:12px;display:flex;flex-direction:column;gap:2px}
.value{font-size:1.6em;font-weight:600}
table{width:100%;border-collapse:collapse}
caption{margin-bottom:4px}
th,td{padding:4px 8px;text-align:right;font-weight:normal;border-bottom:1px solid var(--vscode-editorWidget-border,var(--vscode-contrastBorder,transparent))}
thead th{color:var(--vscode-descriptionForeground)}
th[scope=row]{text-align:left;word-break:break-all}
.rate{white-space:nowrap}
.bar{display:inline-block;height:8px;margin-left:8px;border-radius:2px;background:var(--vscode-charts-blue);vertical-align:middle}
.actions{display:flex;gap:8px;flex-wrap:wrap}
button{font:inherit;border:1px solid var(--vscode-button-border,transparent);border-radius:2px;padding:5px 12px;color:var(--vscode-button-secondaryForeground);background:var(--vscode-button-secondaryBackground);cursor:pointer}
button:hover{background:var(--vscode-button-secondaryHoverBackground)}
button:focus-visible{outline:1px solid var(--vscode-focusBorder);outline-offset:2px}
`;

const script = `
const vscode = acquireVsCodeApi();
for (const button of document.querySelectorAll('button')) {
  button.addEventListener('click', () => vscode.postMessage({ command: button.dataset.command }));
}
`;
