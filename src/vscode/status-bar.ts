import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { StatusView } from './status-view.ts';

/** Commands that the tooltip offers. */
const actions = (): readonly (readonly [title: string, command: string])[] => [
  [vscode.l10n.t('Why no suggestion here?'), 'midfill.whyNoSuggestion'],
  [vscode.l10n.t('Switch provider'), 'midfill.switchProvider'],
  [vscode.l10n.t('Turn on or off'), 'midfill.toggle'],
  [vscode.l10n.t('Snooze'), 'midfill.snooze'],
  [vscode.l10n.t('Log'), 'midfill.showLog'],
];

/** Midfill's item in the status bar. It changes only where what it says does. */
export class StatusBar implements Disposable {
  readonly #store = new DisposableStore();
  readonly #item: vscode.StatusBarItem;
  #shown = '';

  constructor() {
    this.#item = this.#store.add(
      vscode.window.createStatusBarItem('midfill.status', vscode.StatusBarAlignment.Right, 100),
    );
    this.#item.name = 'Midfill';
    this.#item.command = 'midfill.switchProvider';
  }

  show(view: StatusView): void {
    const shown = JSON.stringify(view);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#item.text = view.text;
    this.#item.tooltip = tooltip(view.tooltip);
    this.#item.accessibilityInformation = { label: view.label, role: 'button' };
    this.#item.backgroundColor = view.isWarning ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.show();
  }

  dispose(): void {
    this.#store.dispose();
  }
}

function tooltip(sentences: readonly string[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(undefined, true);
  // Only these commands can be run by a link in it.
  markdown.isTrusted = { enabledCommands: actions().map(([, command]) => command) };
  for (const sentence of sentences) {
    // Word by word, since `appendText` makes blanks no-break ones: lines would break inside of words, and a link go on.
    for (const word of sentence.split(' ')) markdown.appendText(word).appendMarkdown(' ');
    markdown.appendMarkdown('\n\n');
  }
  markdown.appendMarkdown(
    actions()
      .map(([title, command]) => `[${title}](command:${command})`)
      .join(' · '),
  );
  return markdown;
}
