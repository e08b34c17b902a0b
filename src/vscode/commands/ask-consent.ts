import * as vscode from 'vscode';
import type { Consent } from '../../core/privacy/consent.ts';
import type { Destination } from '../../core/privacy/sendable-prompt.ts';

/** Asks whether code of this workspace may go to a service, unless that was answered. Whether it may. */
export async function askConsent(consent: Consent, destination: Destination, name: string): Promise<boolean> {
  const { locality, origin } = destination;
  if (locality !== 'hosted' || consent.answer(origin) === 'granted') return true;
  const agree = vscode.l10n.t('Agree');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('May Midfill send code from this workspace to {0} ({1})?', name, origin),
    {
      modal: true,
      detail: [
        vscode.l10n.t(
          'Whenever a suggestion is asked for, the lines around the cursor are sent, with short pieces of other files that help.',
        ),
        vscode.l10n.t(
          'Files that git ignores, secret files and what .midfillignore names are never sent; placeholders take the place of secret values.',
        ),
        vscode.l10n.t('You can take this back with ‘Midfill: Switch Provider’.'),
      ].join('\n\n'),
    },
    agree,
    vscode.l10n.t('Do Not Send'),
  );
  if (chosen === undefined) return false;
  await consent.record(origin, chosen === agree ? 'granted' : 'refused');
  return chosen === agree;
}
