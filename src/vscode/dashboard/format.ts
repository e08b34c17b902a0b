import { l10n } from 'vscode';

const names = (): Readonly<Record<string, string>> => ({
  definitions: l10n.t('Definitions'),
  fingerprint: l10n.t('Language and framework'),
  'recent-edits': l10n.t('Recent edits'),
  'recent-tabs': l10n.t('Open and recent tabs'),
  repository: l10n.t('Repository'),
  'notebook-cells': l10n.t('Notebook cells'),
  model: l10n.t('A model'),
  speculation: l10n.t('A model, asked ahead of time'),
  draft: l10n.t('The embedded engine, as a draft'),
  embedded: l10n.t('The embedded engine'),
});

/** What people call a source of context, or who wrote a suggestion. */
export function sourceName(name: string): string {
  return names()[name] ?? name;
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
  return amount > 0 && amount < 0.01 ? l10n.t('under $0.01') : `$${amount.toFixed(2)}`;
}

/** When something was looked at again. */
export function after(milliseconds: number): string {
  return milliseconds < 60_000
    ? l10n.t('after {0} seconds', milliseconds / 1000)
    : l10n.t('after {0} minutes', milliseconds / 60_000);
}
