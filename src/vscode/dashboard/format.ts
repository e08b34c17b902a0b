const names: Readonly<Record<string, string>> = {
  definitions: 'Definitions',
  fingerprint: 'Language and framework',
  'recent-edits': 'Recent edits',
  'open-tabs': 'Open tabs',
  repository: 'Repository',
  'notebook-cells': 'Notebook cells',
  model: 'A model',
  speculation: 'A model, asked ahead of time',
  draft: 'The embedded engine, as a draft',
  embedded: 'The embedded engine',
};

/** What people call a source of context, or who wrote a suggestion. */
export function sourceName(name: string): string {
  return names[name] ?? name;
}

/** A day that is counted from 1970, such as `2026-11-20`. */
export function dayName(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A dash where there was nothing to divide by. */
export function percentOr(share: number | undefined): string {
  return share === undefined ? '–' : percent(share);
}

export function count(number: number): string {
  return Math.round(number).toLocaleString('en');
}

export function dollars(amount: number): string {
  return amount > 0 && amount < 0.01 ? 'under $0.01' : `$${amount.toFixed(2)}`;
}

export function duration(milliseconds: number): string {
  return milliseconds < 60_000 ? `${milliseconds / 1000} seconds` : `${milliseconds / 60_000} minutes`;
}
