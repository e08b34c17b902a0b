import * as vscode from 'vscode';
import type { Midfill } from '../../core/midfill.ts';
import { parseBaseUrl } from '../../core/providers/base-url.ts';
import { type ServiceId, serviceFacts } from '../../core/providers/capabilities.ts';
import type { CompletionProvider } from '../../core/providers/provider.ts';
import { createProvider, isNotConfigured, settingNames } from '../../core/providers/registry.ts';
import { tryProvider } from '../../core/try-provider.ts';
import { toAbortSignal } from '../cancellation.ts';
import type { EditorHost } from '../host.ts';
import { providerNames } from '../provider-names.ts';
import type { EditorSettings } from '../settings.ts';
import { askConsent } from './ask-consent.ts';
import type { Command } from './command.ts';
import { type Choice, pick } from './pick.ts';
import { askModel } from './switch-model.ts';
import { writeSetting } from './write-setting.ts';

export interface SetUpParts {
  readonly midfill: Midfill;
  readonly host: EditorHost;
  readonly settings: EditorSettings;
}

const services: readonly Choice<ServiceId>[] = [
  { label: 'Codestral', description: 'Mistral’s service; needs a key', value: 'codestral' },
  { label: 'DeepSeek', description: 'a service; needs a key', value: 'deepseek' },
  { label: 'Ollama', description: 'models on this machine', value: 'ollama' },
  { label: 'llama.cpp', description: 'its server, by /infill', value: 'llamacpp' },
  { label: 'OpenAI-compatible server', description: 'vLLM, LM Studio, SGLang, …', value: 'openai-compatible' },
];

/**
 * From a service's name to its first completion: address, key, model, consent, one small try, and only then the
 * settings. Runs with a service's id where that is known.
 */
export function setUpProviderCommand(parts: SetUpParts): Command {
  return {
    id: 'midfill.setUpProvider',
    run: async (asked) => {
      const known = services.find(({ value }) => value === asked)?.value;
      const id = known ?? (await pick('Which service shall complete?', services));
      if (id !== undefined) await setUp(id, parts);
    },
  };
}

async function setUp(id: ServiceId, parts: SetUpParts): Promise<void> {
  const { midfill, host, settings } = parts;
  const name = settingNames[id];
  const baseUrl = await askBaseUrl(id, settings.current[`${name}.baseUrl`]);
  if (baseUrl === undefined) return;
  const key = await askKey(id, midfill);
  if (key === undefined) return;
  const newKey = key.trim() === '' ? undefined : key.trim();
  const [keyName] = serviceFacts[id].keyNames;
  const useKey = newKey ?? (keyName === undefined ? undefined : await host.secrets.get(keyName));
  const model = await askModel(id, parts, { baseUrl, key: useKey });
  if (model === undefined) return;
  const next = { ...settings.current, [`${name}.baseUrl`]: baseUrl, [`${name}.model`]: model };
  const provider = createProvider(host, id, next, { key: useKey });
  if (isNotConfigured(provider)) {
    await vscode.window.showErrorMessage(provider.message);
    return;
  }
  if (!(await askConsent(midfill.consent, provider.destination, providerNames[id]))) return;
  if (!(await isTriedOrAccepted(provider, midfill))) return;
  if (newKey !== undefined && keyName !== undefined) await host.secrets.set(keyName, newKey);
  await writeSetting(`${name}.baseUrl`, baseUrl);
  await writeSetting(`${name}.model`, model);
  await writeSetting('provider', id);
}

async function askBaseUrl(id: ServiceId, value: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: `${providerNames[id]}: address`,
    prompt: 'With or without /v1 and the like.',
    value,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const parsed = parseBaseUrl(id, text);
      return parsed.kind === 'bad-base-url' ? parsed.message : undefined;
    },
  });
}

/** The empty text for none, or for the one that is stored; undefined where the user left. */
async function askKey(id: ServiceId, { providers }: Midfill): Promise<string | undefined> {
  if (serviceFacts[id].keyNames.length === 0) return '';
  return vscode.window.showInputBox({
    title: `${providerNames[id]}: key`,
    prompt: providers.hasKey(id)
      ? 'A key is stored. Leave this empty to keep it.'
      : 'Kept in the system’s secret storage, never in settings. Leave it empty where the server wants none.',
    password: true,
    ignoreFocusOut: true,
  });
}

/** Whether a small completion came, or the user wants these settings all the same. */
async function isTriedOrAccepted(provider: CompletionProvider, { gate }: Midfill): Promise<boolean> {
  const name = providerNames[provider.id];
  const result = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `Trying ${name} …`, cancellable: true },
    async (_progress, token) => {
      const cancellation = toAbortSignal(token);
      try {
        return await tryProvider(gate, provider, cancellation.signal);
      } finally {
        cancellation.dispose();
      }
    },
  );
  if (result === undefined) return false;
  if (result.kind === 'success') {
    const { ttftMs, reason } = result.end;
    if (reason === 'cancelled') return false;
    const time = ttftMs === undefined ? '' : ` after ${Math.round(ttftMs)} ms`;
    const text = result.text.trim();
    void vscode.window.showInformationMessage(
      text === ''
        ? `${name} answers, but had nothing to add to a small example.`
        : `${name} completes: “${text}”${time}.`,
    );
    return true;
  }
  const problem =
    result.kind === 'refused' ? `Nothing may be sent to ${name} from here (${result.reason}).` : result.error.message;
  const saveAnyway = 'Save Anyway';
  return (await vscode.window.showErrorMessage(problem, saveAnyway)) === saveAnyway;
}
