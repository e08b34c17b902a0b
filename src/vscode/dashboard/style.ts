/** The policy allows no inline `style` attributes, so a bar's width is a class. */
const barWidths = Array.from({ length: 21 }, (_unused, step) => `.w${step * 5}{width:${step * 5 * 0.6}px}`).join('');

const border = 'var(--vscode-widget-border,var(--vscode-contrastBorder,var(--vscode-editorWidget-border,transparent)))';

/** The page in the colours and type of whatever theme VS Code has, high contrast included. */
export const style = `
body{font-family:var(--vscode-font-family);font-size:var(--vscode-font-size);line-height:1.45;color:var(--vscode-foreground);background:var(--vscode-editor-background);padding:0 24px 40px}
main{max-width:880px;margin:0 auto}
h1{font-size:1.6em;font-weight:600;margin:28px 0 4px}
h2,caption{font-size:1.1em;font-weight:600;text-align:left;margin:32px 0 8px}
section h2{margin-top:32px}
.lead,.note{color:var(--vscode-descriptionForeground)}
.tiles{list-style:none;display:grid;grid-template-columns:repeat(auto-fill,minmax(220px,1fr));gap:12px;padding:0;margin:20px 0}
.tiles li{border:1px solid ${border};background:var(--vscode-editorWidget-background);border-radius:6px;padding:12px 14px;display:flex;flex-direction:column;gap:2px}
.value{font-size:1.7em;font-weight:600;font-variant-numeric:tabular-nums}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(340px,1fr));gap:0 32px}
.chart{display:block;width:100%;height:auto;overflow:visible}
.chart text{fill:var(--vscode-descriptionForeground);font-size:11px;text-anchor:middle;dominant-baseline:hanging}
.pair .chart text{font-size:19px}
.axis{stroke:var(--vscode-descriptionForeground);stroke-width:1;opacity:.5}
.accepted{fill:var(--vscode-charts-green);background:var(--vscode-charts-green)}
.partly{fill:var(--vscode-charts-blue);background:var(--vscode-charts-blue)}
.rejected{fill:var(--vscode-foreground);background:var(--vscode-foreground);opacity:.3}
.model{fill:var(--vscode-charts-purple)}
.hit{fill:transparent}
g:hover .hit{fill:var(--vscode-foreground);opacity:.08}
.legend{margin:4px 0;color:var(--vscode-descriptionForeground)}
.legend span{display:inline-block;width:10px;height:10px;border-radius:2px;margin:0 5px 0 14px}
.legend span:first-child{margin-left:0}
details{margin-top:6px}
summary{cursor:pointer;color:var(--vscode-textLink-foreground);width:fit-content}
.kept{display:flex;gap:32px;flex-wrap:wrap;margin:0}
.kept dt{color:var(--vscode-descriptionForeground)}
.kept dd{margin:0;display:flex;align-items:center;gap:8px;font-variant-numeric:tabular-nums}
meter{width:90px;height:10px}
meter::-webkit-meter-bar{background:var(--vscode-editorWidget-background);border:1px solid ${border};border-radius:3px}
meter::-webkit-meter-optimum-value{background:var(--vscode-charts-green)}
.table{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
caption{margin-bottom:4px}
details caption{font-size:1em;margin:8px 0 2px}
th,td{padding:4px 8px;text-align:right;font-weight:normal;border-bottom:1px solid ${border}}
thead th{color:var(--vscode-descriptionForeground)}
th[scope=row]{text-align:left;overflow-wrap:anywhere}
.rate{white-space:nowrap}
.bar{display:inline-block;height:8px;margin-left:8px;border-radius:2px;background:var(--vscode-charts-blue);vertical-align:middle}
.rate .bar{margin-right:0}
.actions{display:flex;gap:8px;flex-wrap:wrap}
button{font:inherit;border:1px solid var(--vscode-button-border,transparent);border-radius:2px;padding:5px 12px;color:var(--vscode-button-secondaryForeground);background:var(--vscode-button-secondaryBackground);cursor:pointer}
button:hover{background:var(--vscode-button-secondaryHoverBackground)}
button:focus-visible,summary:focus-visible{outline:1px solid var(--vscode-focusBorder);outline-offset:2px}
.vscode-high-contrast rect:not(.hit),.vscode-high-contrast-light rect:not(.hit){stroke:var(--vscode-contrastBorder);stroke-width:1}
${barWidths}
`;
