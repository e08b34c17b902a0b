import * as vscode from 'vscode';
import type { Engine } from '../../core/engine.ts';
import { parseBaseUrl } from '../../core/providers/base-url.ts';
import { type ServiceId, serviceFacts } from '../../core/providers/capabilities.ts';
import { type ProbeReport, probe } from '../../core/providers/probe.ts';
import { settingNames } from '../../core/providers/registry.ts';
import type { SettingKey } from '../../core/settings.ts';
import type { EditorHost } from '../host.ts';
import { providerNames } from '../../core/providers/provider-names.ts';
import { sayWhole } from '../say-whole.ts';
import type { EditorSettings } from '../settings.ts';
import { askConsent } from './ask-consent.ts';
import type { Command } from './command.ts';
import { type Choice, pick } from './pick.ts';
import { pickModel } from './pick-model.ts';
import { withProgress } from './with-progress.ts';
import { writeSetting } from './write-setting.ts';

export interface SetUpParts {
  readonly midfill: Engine;
  readonly host: EditorHost;
  readonly settings: EditorSettings;
}

/** Where a service is to be found, and how to get in. */
interface Access {
  readonly id: ServiceId | undefined;
  readonly url: string;
  /** A new one; undefined where the stored one, or none, is to be used. */
  readonly newKey: string | undefined;
  readonly key: string | undefined;
}

const services = (): readonly Choice<ServiceId | 'unknown'>[] => [
  { label: 'Codestral', description: vscode.l10n.t('Mistral’s service; needs a key'), value: 'codestral' },
  { label: 'DeepSeek', description: vscode.l10n.t('a service; needs a key'), value: 'deepseek' },
  { label: 'Ollama', description: vscode.l10n.t('models on this machine'), value: 'ollama' },
  { label: 'llama.cpp', description: vscode.l10n.t('its server, through /infill'), value: 'llamacpp' },
  {
    label: vscode.l10n.t('OpenAI-compatible server'),
    description: 'vLLM, LM Studio, SGLang, …',
    value: 'openai-compatible',
  },
  {
    label: vscode.l10n.t('An address'),
    description: vscode.l10n.t('Midfill finds out what answers at it'),
    value: 'unknown',
  },
];

/**
 * From an address and a key to the first completion: finds out what is there, makes one small completion, shows what it
 * found, and only then writes the settings. Runs with a service's id where that is known.
 */
export function setUpProviderCommand(parts: SetUpParts): Command {
  return {
    id: 'midfill.setUpProvider',
    run: async (asked) => {
      const known = services().find(({ value }) => value === asked)?.value;
      const chosen = known ?? (await pick(vscode.l10n.t('Which service should complete your code?'), services()));
      if (chosen !== undefined) await setUp(chosen === 'unknown' ? undefined : chosen, parts);
    },
  };
}

async function setUp(id: ServiceId | undefined, parts: SetUpParts): Promise<void> {
  const access = await askAccess(id, parts);
  if (access === undefined) return;
  const report = await tryOut(access, undefined, parts);
  if (report === undefined) return;
  const chosen = await chooseModel(report, access, parts);
  if (chosen?.settings === undefined || chosen.service === undefined) return;
  const base = parseBaseUrl(chosen.service, access.url);
  if (base.kind === 'bad-base-url') return;
  if (!(await askConsent(parts.midfill.consent, base.destination, providerNames[chosen.service]))) return;
  await save(chosen.service, chosen.settings, access, parts);
  await showFindings(chosen, chosen.service);
}

/** The provider comes last: nobody is to be asked before address, model and key are in place. */
async function save(
  service: ServiceId,
  settings: Readonly<Record<string, string>>,
  { newKey }: Access,
  { host, midfill }: SetUpParts,
): Promise<void> {
  const [keyName] = serviceFacts[service].keyNames;
  if (newKey !== undefined && keyName !== undefined) await host.secrets.set(keyName, newKey);
  const entries = Object.entries(settings).toSorted(
    ([a], [b]) => Number(a === 'midfill.provider') - Number(b === 'midfill.provider'),
  );
  for (const [key, value] of entries) await writeSetting(key.replace(/^midfill\./, '') as SettingKey, value);
  // It has just answered; where everything was as it is, nothing else would tell that.
  midfill.router.retry(service);
}

async function askAccess(
  id: ServiceId | undefined,
  { host, midfill, settings }: SetUpParts,
): Promise<Access | undefined> {
  const title = id === undefined ? vscode.l10n.t('A new provider') : providerNames[id];
  const url = await vscode.window.showInputBox({
    title: vscode.l10n.t('{0}: address', title),
    prompt: vscode.l10n.t('As you know it: with or without /v1, or the whole route.'),
    value: id === undefined ? 'http://127.0.0.1:11434' : settings.current[`${settingNames[id]}.baseUrl`],
    ignoreFocusOut: true,
    validateInput: (text) => {
      const parsed = parseBaseUrl(id ?? 'openai-compatible', text);
      return parsed.kind === 'bad-base-url' ? parsed.message : undefined;
    },
  });
  if (url === undefined) return undefined;
  const keyName = id === undefined ? undefined : serviceFacts[id].keyNames[0];
  if (id !== undefined && keyName === undefined) return { id, url, newKey: undefined, key: undefined };
  const entered = await vscode.window.showInputBox({
    title: vscode.l10n.t('{0}: key', title),
    prompt:
      id !== undefined && midfill.providers.hasKey(id)
        ? vscode.l10n.t('A key is stored. Leave this empty to keep it.')
        : vscode.l10n.t(
            'It is kept in the system’s secret storage, never in settings. Leave this empty where none is needed.',
          ),
    password: true,
    ignoreFocusOut: true,
  });
  if (entered === undefined) return undefined;
  const newKey = entered.trim() === '' ? undefined : entered.trim();
  const stored = keyName === undefined ? undefined : await host.secrets.get(keyName);
  return { id, url, newKey, key: newKey ?? stored };
}

/** Undefined where it doesn't work: then the user has been told why. */
async function tryOut(
  { id, url, key }: Access,
  model: string | undefined,
  { host }: SetUpParts,
): Promise<ProbeReport | undefined> {
  const isRemote = vscode.env.remoteName !== undefined;
  const report = await withProgress(vscode.l10n.t('Finding out what answers there …'), (signal) =>
    probe({ host, url, key, model, service: id, isRemote }, signal),
  );
  if (report === undefined) return undefined;
  // With several models another one may do.
  if (report.settings !== undefined || report.models.length > 1) return report;
  await showProblems(report, id);
  return undefined;
}

/** Of several models the user's choice, tried out as well. */
async function chooseModel(report: ProbeReport, access: Access, parts: SetUpParts): Promise<ProbeReport | undefined> {
  if (report.models.length <= 1 && report.settings !== undefined) return report;
  const model = await pickModel(report.models, report.model);
  if (model === undefined) return undefined;
  const isTried = model === report.model && report.settings !== undefined;
  if (isTried) return report;
  const again = await tryOut({ ...access, id: report.service }, model, parts);
  if (again?.settings !== undefined) return again;
  if (again !== undefined) await showProblems(again, access.id);
  return undefined;
}

async function showProblems({ findings }: ProbeReport, id: ServiceId | undefined): Promise<void> {
  const problems = findings.filter(({ severity }) => severity === 'problem').map(({ message }) => message);
  const again = vscode.l10n.t('Try Again');
  // With a button VS Code shows a message whole; without one, its first line.
  const chosen = await vscode.window.showErrorMessage(
    problems.join(' ') || vscode.l10n.t('This does not work, and the server does not say why.'),
    again,
  );
  if (chosen === again) await vscode.commands.executeCommand('midfill.setUpProvider', id ?? 'unknown');
}

async function showFindings({ canary, model, findings }: ProbeReport, service: ServiceId): Promise<void> {
  const notes = findings.map(({ message }) => message).join(' ');
  const [name, what] = [providerNames[service], model ?? vscode.l10n.t('its model')];
  const found =
    canary?.ttftMs === undefined
      ? vscode.l10n.t('{0} completes with {1}.', name, what)
      : vscode.l10n.t('{0} completes with {1}, first text after {2} ms.', name, what, Math.round(canary.ttftMs));
  const other = vscode.l10n.t('Switch Model');
  await sayWhole(`${found} ${notes}`.trim(), other, 'midfill.switchModel');
}
