import type { Host } from '../core/host.ts';
import { Consent } from '../core/privacy/consent.ts';
import { DocumentSecrets } from '../core/privacy/document-secrets.ts';
import { FileRules } from '../core/privacy/file-rules.ts';
import { PrivacyGate } from '../core/privacy/gate.ts';
import { Placeholders } from '../core/privacy/placeholders.ts';
import type { Destination, RefusalReason, SendablePrompt } from '../core/privacy/sendable-prompt.ts';
import type { PromptDraft } from '../core/prompt.ts';
import type { Settings } from '../core/settings.ts';
import { CommandError } from './command.ts';

/** The privacy gate of one run. Naming a provider on the command line is the consent, for this run and its origin. */
export async function createConsoleGate(
  host: Host,
  settings: Settings,
  destination: Destination,
): Promise<PrivacyGate> {
  let record = '';
  const storage = {
    readShared: () => Promise.resolve(record === '' ? undefined : record),
    updateShared: (_name: string, update: (before: string | undefined) => string) => {
      record = update(record === '' ? undefined : record);
      return Promise.resolve(record);
    },
  };
  const consent = new Consent({ storage, clock: host.clock, log: host.log, workspace: 'console' });
  if (destination.locality === 'hosted') await consent.record(destination.origin, 'granted');
  return new PrivacyGate({
    rules: new FileRules({ files: host.files, log: host.log }),
    consent,
    secrets: new DocumentSecrets(host.secretScanner),
    placeholders: new Placeholders(),
    documents: host.documents,
    settings: () => ({ remote: settings.remote, isWorkspaceTrusted: true }),
  });
}

export async function sealOrExplain(
  gate: PrivacyGate,
  draft: PromptDraft,
  destination: Destination,
): Promise<SendablePrompt> {
  const sealed = await gate.seal(draft, destination);
  if (sealed.kind === 'sendable') return sealed.prompt;
  throw new CommandError(`${refusals[sealed.reason]} Nothing was sent.`, 1);
}

const refusals: Readonly<Record<RefusalReason, string>> = {
  'rules-loading': 'The ignore rules could not be read in time.',
  'ignored-file': 'This file may not be completed in: .midfillignore or the rules for files with secrets name it.',
  'local-only-file': 'Git ignores this file, so it stays on this machine. Use a local provider or the embedded engine.',
  'remote-off': 'This repository allows local providers only. Use one of those or the embedded engine.',
  'no-consent': 'You have not agreed to send code to this service.',
  'untrusted-workspace': 'This workspace is not trusted.',
  'cursor-in-secret': 'The position lies inside a secret value.',
  'insecure-url': 'The address is not encrypted.',
};
