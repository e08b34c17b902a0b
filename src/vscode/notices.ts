import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Engine } from '../core/engine.ts';
import { providerNames } from '../core/providers/provider-names.ts';
import { sayWhole } from './say-whole.ts';
import type { EditorSettings } from './settings.ts';

/** The few things that are said without being asked, each once: the rest is in the status bar. */
export function showNotices(parts: { readonly midfill: Engine; readonly settings: EditorSettings }): Disposable {
  const { midfill, settings } = parts;
  const store = new DisposableStore();
  store.add(
    midfill.router.budget.onDidExhaust(() => {
      const limit = settings.current.dailyBudget.toFixed(2);
      void sayWhole(
        vscode.l10n.t(
          'Today’s budget for hosted services is spent (${0}, midfill.dailyBudget). They pause until midnight UTC.',
          limit,
        ),
        vscode.l10n.t('Open Settings'),
        'workbench.action.openSettings',
        'midfill.dailyBudget',
      );
    }),
  );
  store.add(
    midfill.modelVersions.onDidUpdate(({ provider, before, after }) => {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('{0} now runs {1}; it was {2}.', providerNames[provider], after, before),
      );
    }),
  );
  return store;
}
