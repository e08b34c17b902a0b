import * as vscode from 'vscode';
import type { Engine } from '../../core/engine.ts';
import { serviceFacts } from '../../core/providers/capabilities.ts';
import { type CompletionProvider, type ProviderId, providerIds } from '../../core/providers/provider.ts';
import { isNotConfigured } from '../../core/providers/registry.ts';
import { licenceOf } from '../../core/routing/licences.ts';
import { priceOf } from '../../core/routing/prices.ts';
import type { Settings } from '../../core/settings.ts';
import { providerNames } from '../../core/providers/provider-names.ts';
import type { EditorSettings } from '../settings.ts';
import { formatTime } from '../situation.ts';
import { problemOf } from '../status-view.ts';
import { askConsent } from './ask-consent.ts';
import type { Command } from './command.ts';
import { type Choice, pick } from './pick.ts';
import { writeSetting } from './write-setting.ts';

type Switch =
  | { readonly kind: 'provider'; readonly id: ProviderId }
  | { readonly kind: 'set-up' }
  | { readonly kind: 'revoke'; readonly origin: string };

/** Lets the user choose who completes, by health, speed, cost and licence; leads to the set-up where that is missing. */
export function switchProviderCommand(parts: { readonly midfill: Engine; readonly settings: EditorSettings }): Command {
  const { midfill, settings } = parts;
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
    // Who chooses it wants it tried, whatever it was that had gone wrong.
    midfill.router.retry(id);
  }
  await writeSetting('provider', id);
}

function choiceOf(id: ProviderId, { router, providers }: Engine, { current }: EditorSettings): Choice<Switch> {
  const isCurrent = current.provider === id;
  const rank = current.fallback.indexOf(id);
  const label = `${isCurrent ? '$(check)' : '$(blank)'} ${providerNames[id]}`;
  const place = isCurrent ? ['completes'] : rank === -1 ? [] : [rank === 0 ? 'next in line' : `${rank + 1}. in line`];
  const value = { kind: 'provider', id } as const;
  if (id === 'embedded') {
    const description = [...place, 'runs in the editor', 'sends nothing', 'free'].join(' · ');
    return { label, description, detail: 'Learns from the open workspace; needs no key and no network.', value };
  }
  const provider = providers.get(id);
  if (isNotConfigured(provider)) return { label, description: 'not set up', detail: provider.message, value };
  const status = router.statusOf(id);
  const { ttftMs } = status.health;
  const state = problemOf(status, formatTime);
  return {
    label,
    description: [
      ...place,
      ...(provider.model === '' ? [] : [provider.model]),
      ...(ttftMs === undefined ? [] : [`${Math.round(ttftMs)} ms to the first text`]),
      provider.destination.locality === 'hosted' ? 'hosted' : 'on this machine',
    ].join(' · '),
    detail: [...(state === undefined ? [] : [state]), ...factsOf(provider, current.prices)].join(' · '),
    value,
  };
}

function factsOf(provider: CompletionProvider, prices: Settings['prices']): readonly string[] {
  const { id, model, destination } = provider;
  const licence = licenceOf(id, model);
  const price = priceOf(id, model, prices);
  const { contextTokens } = { ...serviceFacts[id], ...provider.limits?.() };
  const asOf = price?.asOf === undefined ? '' : `, list price of ${price.asOf}`;
  const cost =
    price === undefined
      ? destination.locality === 'hosted'
        ? 'price unknown (midfill.prices)'
        : 'free'
      : `$${price.input} in, $${price.output} out a million tokens${asOf}`;
  return [
    cost,
    `licence: ${licence?.name ?? 'unknown'}`,
    ...(contextTokens === undefined ? [] : [`reads ${contextTokens.toLocaleString()} tokens`]),
  ];
}
