import * as vscode from 'vscode';
import type { Secrets } from '../../core/host.ts';
import type { Engine } from '../../core/engine.ts';
import { type ServiceId, serviceFacts } from '../../core/providers/capabilities.ts';
import { type ProviderId, providerIds } from '../../core/providers/provider.ts';
import { isNotConfigured } from '../../core/providers/registry.ts';
import { licenceOf } from '../../core/routing/licences.ts';
import { priceOf } from '../../core/routing/prices.ts';
import { providerNames } from '../provider-names.ts';
import type { EditorSettings } from '../settings.ts';
import { formatTime } from '../situation.ts';
import { problemOf } from '../status-view.ts';
import { askConsent } from './ask-consent.ts';
import type { Command } from './command.ts';
import { type Choice, pick } from './pick.ts';
import { writeSetting } from './write-setting.ts';

const services = providerIds.filter((id) => id !== 'embedded');

type Switch =
  | { readonly kind: 'provider'; readonly id: ProviderId }
  | { readonly kind: 'set-up' }
  | { readonly kind: 'revoke'; readonly origin: string }
  | { readonly kind: 'forget-key'; readonly id: ServiceId };

/** Lets the user choose who completes, by health, speed, cost and licence; leads to the set-up where that is missing. */
export function switchProviderCommand(parts: {
  readonly midfill: Engine;
  readonly secrets: Secrets;
  readonly settings: EditorSettings;
}): Command {
  const { midfill, secrets, settings } = parts;
  return {
    id: 'midfill.switchProvider',
    run: async () => {
      const choices: readonly Choice<Switch>[] = [
        ...providerIds.map((id) => choiceOf(id, midfill, settings)),
        { label: '$(plug) Set up a provider …', value: { kind: 'set-up' } },
        ...midfill.consent
          .origins()
          .filter(({ answer }) => answer === 'granted')
          .map(({ origin }): Choice<Switch> => ({
            label: `$(circle-slash) Stop sending code to ${origin}`,
            value: { kind: 'revoke', origin },
          })),
        ...services
          .filter((id) => midfill.providers.hasKey(id))
          .map((id): Choice<Switch> => ({
            label: `$(trash) Forget the key of ${providerNames[id]}`,
            value: { kind: 'forget-key', id },
          })),
      ];
      const chosen = await pick('Who completes?', choices);
      switch (chosen?.kind) {
        case 'provider':
          await switchTo(chosen.id, midfill);
          break;
        case 'set-up':
          await vscode.commands.executeCommand('midfill.setUpProvider');
          break;
        case 'revoke':
          await midfill.consent.revoke(chosen.origin);
          break;
        case 'forget-key':
          for (const name of serviceFacts[chosen.id].keyNames) await secrets.delete(name);
          break;
        case undefined:
      }
    },
  };
}

async function switchTo(id: ProviderId, midfill: Engine): Promise<void> {
  if (id !== 'embedded') {
    const provider = midfill.providers.get(id);
    if (isNotConfigured(provider)) {
      await vscode.commands.executeCommand('midfill.setUpProvider', id);
      return;
    }
    if (!(await askConsent(midfill.consent, provider.destination, providerNames[id]))) return;
  }
  await writeSetting('provider', id);
}

function choiceOf(id: ProviderId, { router, providers }: Engine, { current }: EditorSettings): Choice<Switch> {
  const isCurrent = current.provider === id;
  const label = `${isCurrent ? '$(check)' : '$(blank)'} ${providerNames[id]}`;
  const value = { kind: 'provider', id } as const;
  if (id === 'embedded') return { label, description: 'runs in the editor, sends nothing', value };
  const provider = providers.get(id);
  if (isNotConfigured(provider)) return { label, description: 'not set up', detail: provider.message, value };
  const status = router.status().find((known) => known.id === id);
  const ttftMs = status?.health.ttftMs;
  const state = status && problemOf(status, formatTime);
  return {
    label,
    description: [
      ...(provider.model === '' ? [] : [provider.model]),
      ...(ttftMs === undefined ? [] : [`${Math.round(ttftMs)} ms to the first text`]),
      provider.destination.locality === 'hosted' ? 'hosted' : 'on this machine',
    ].join(' · '),
    detail: [...(state === undefined ? [] : [state]), ...factsOf(id, provider.model)].join(' · '),
    value,
  };
}

function factsOf(id: ServiceId, model: string): readonly string[] {
  const licence = licenceOf(id, model);
  const price = priceOf(id, model);
  const { contextTokens } = serviceFacts[id];
  return [
    ...(price === undefined ? [] : [`$${price.input} in, $${price.output} out a million tokens`]),
    `licence: ${licence?.name ?? 'unknown'}`,
    ...(contextTokens === undefined ? [] : [`reads ${contextTokens.toLocaleString()} tokens`]),
  ];
}
