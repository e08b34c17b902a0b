import * as vscode from 'vscode';
import type { Engine } from '../../core/engine.ts';
import { serviceFacts } from '../../core/providers/capabilities.ts';
import { providerIds } from '../../core/provider-ids.ts';
import type { CompletionProvider, ProviderId } from '../../core/providers/provider.ts';
import { type NotConfigured, isNotConfigured } from '../../core/providers/registry.ts';
import { licenceOf } from '../../core/routing/licences.ts';
import { priceOf } from '../../core/routing/prices.ts';
import type { Settings } from '../../core/settings.ts';
import { providerNames } from '../../core/providers/provider-names.ts';
import type { EditorSettings } from '../settings.ts';
import { formatTime } from '../situation.ts';
import { stateOf } from '../status-view.ts';
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
        ...inOrder(settings.current).map((id) => choiceOf(id, midfill, settings)),
        { label: `$(plug) ${vscode.l10n.t('Set up a provider …')}`, value: { kind: 'set-up' } },
        ...midfill.consent
          .origins()
          .filter(({ answer }) => answer === 'granted')
          .map(({ origin }): Choice<Switch> => ({
            label: `$(circle-slash) ${vscode.l10n.t('Stop sending code to {0}', origin)}`,
            value: { kind: 'revoke', origin },
          })),
      ];
      const chosen = await pick(vscode.l10n.t('Who should complete your code?'), choices);
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

/** As they are asked, and then the others: Enter keeps what is. */
function inOrder({ provider, fallback }: Settings): readonly ProviderId[] {
  return [...new Set([provider, ...fallback, ...providerIds])];
}

function choiceOf(id: ProviderId, { router, providers }: Engine, { current }: EditorSettings): Choice<Switch> {
  const isCurrent = current.provider === id;
  const rank = current.fallback.indexOf(id);
  const label = `${isCurrent ? '$(check)' : '$(blank)'} ${providerNames[id]}`;
  const place = isCurrent ? [vscode.l10n.t('completes')] : rank === -1 ? [] : [placeInLine(rank)];
  const value = { kind: 'provider', id } as const;
  if (id === 'embedded') {
    const description = [
      ...place,
      vscode.l10n.t('runs in the editor'),
      vscode.l10n.t('sends nothing'),
      vscode.l10n.t('free'),
    ].join(' · ');
    return {
      label,
      description,
      detail: vscode.l10n.t('Learns from the open workspace; needs no key and no network.'),
      value,
    };
  }
  const provider = providers.get(id);
  if (isNotConfigured(provider)) {
    const description = [...place, vscode.l10n.t('not set up')].join(' · ');
    return { label, description, detail: missingStep(provider), value };
  }
  const status = router.statusOf(id);
  const { breaker, health } = status;
  const { ttftMs, requests } = health;
  const obstacle = status.obstacle ?? (breaker.kind === 'half-open' ? breaker : undefined);
  // It has a default address, which says nothing of whether somebody answers there.
  const untried = requests === 0 && !isCurrent ? [vscode.l10n.t('not tried yet')] : [];
  return {
    label,
    description: [
      ...(obstacle === undefined ? untried : [stateOf(obstacle, status, formatTime)]),
      ...place,
      ...(provider.model === '' ? [] : [provider.model]),
      ...(ttftMs === undefined ? [] : [vscode.l10n.t('{0} ms to the first text', Math.round(ttftMs))]),
      provider.destination.locality === 'hosted' ? vscode.l10n.t('hosted') : vscode.l10n.t('on this machine'),
    ].join(' · '),
    detail: factsOf(provider, current.prices).join(' · '),
    value,
  };
}

/** What keeps a provider from being asked, short enough for the line; who chooses it is led through the set-up. */
function missingStep({ reason, message }: NotConfigured): string {
  switch (reason) {
    case 'key':
      return vscode.l10n.t('Needs a key. Choose it to set it up.');
    case 'model':
      return vscode.l10n.t('Needs a model. Choose it to set it up.');
    case 'base-url':
    case 'insecure-url':
      return message;
  }
}

function factsOf(provider: CompletionProvider, prices: Settings['prices']): readonly string[] {
  const { id, model, destination } = provider;
  const licence = licenceOf(id, model);
  const price = priceOf(id, model, prices);
  const { contextTokens } = { ...serviceFacts[id], ...provider.limits?.() };
  const unpriced =
    destination.locality === 'hosted' ? vscode.l10n.t('price unknown (midfill.prices)') : vscode.l10n.t('free');
  // The price last, since VS Code cuts the line off: of when it is can be spared.
  return [
    ...(contextTokens === undefined ? [] : [vscode.l10n.t('reads {0} tokens', contextTokens.toLocaleString())]),
    vscode.l10n.t('licence: {0}', licence?.name ?? vscode.l10n.t('unknown')),
    price === undefined ? unpriced : costWords(price),
  ];
}

function costWords({ input, output, asOf }: NonNullable<ReturnType<typeof priceOf>>): string {
  return asOf === undefined
    ? vscode.l10n.t('${0} in, ${1} out per million tokens', input, output)
    : vscode.l10n.t('${0} in, ${1} out per million tokens, list price of {2}', input, output, asOf);
}

function placeInLine(rank: number): string {
  return rank === 0 ? vscode.l10n.t('next in line') : vscode.l10n.t('number {0} in line', rank + 1);
}
