import * as vscode from 'vscode';
import type { NoRouteReason, Obstacle, Route } from '../core/routing/route.ts';
import { localise } from './localise.ts';
import { wordsFor } from '../core/completion/reason-words.ts';
import { providerNames } from '../core/providers/provider-names.ts';
import type { ProviderStatus } from '../core/routing/router.ts';
import { partOffSentence } from '../core/supervision/parts-off.ts';
import type { Score } from '../core/telemetry/telemetry.ts';
import type { PartOff } from '../core/supervision/watchdog.ts';

/** What the status bar's item is made of. Times are milliseconds since 1970. */
export interface StatusFacts {
  readonly presence:
    | { readonly kind: 'on' }
    | { readonly kind: 'off' }
    | { readonly kind: 'language-off'; readonly languageId: string }
    | { readonly kind: 'file-off' }
    | { readonly kind: 'snoozed'; readonly until: number }
    | { readonly kind: 'waiting'; readonly otherProvider: string }
    | { readonly kind: 'inline-suggestions-off' };
  /** In the order in which they are asked, as they stand for the place of the cursor. */
  readonly providers: readonly ProviderStatus[];
  readonly route: Route;
  readonly isBusy: boolean;
  /** What became of suggestions in this window. */
  readonly score: Score;
  /** What Midfill has turned off since it kept failing. */
  readonly partsOff: readonly PartOff[];
  /** Why nothing is shown at the cursor; undefined where something is, or where there is no cursor. */
  readonly explanation: string | undefined;
}

export interface StatusView {
  readonly text: string;
  /** Sentences, one a paragraph. */
  readonly tooltip: readonly string[];
  /** For screen readers. */
  readonly label: string;
  /** Only the user can mend it. */
  readonly isWarning: boolean;
}

type FormatTime = (time: number) => string;

/** Says how Midfill is, in one line and in some sentences. `formatTime` gives hours and minutes. */
export function statusView(facts: StatusFacts, formatTime: FormatTime): StatusView {
  const { presence } = facts;
  switch (presence.kind) {
    case 'off':
      return absent('circle-slash', vscode.l10n.t('off'), vscode.l10n.t('Midfill is turned off.'));
    case 'language-off':
      return absent(
        'circle-slash',
        vscode.l10n.t('off here'),
        vscode.l10n.t('Midfill is turned off for {0}.', presence.languageId),
      );
    case 'file-off':
      return absent('circle-slash', vscode.l10n.t('off here'), vscode.l10n.t('Midfill is turned off in this file.'));
    case 'snoozed': {
      const until = formatTime(presence.until);
      return absent(
        'bell-slash',
        vscode.l10n.t('snoozed until {0}', until),
        vscode.l10n.t('Midfill is snoozed until {0}.', until),
      );
    }
    case 'waiting':
      return absent(
        'debug-pause',
        vscode.l10n.t('waiting'),
        vscode.l10n.t('{0} completes here already, so Midfill waits until you turn it on.', presence.otherProvider),
      );
    case 'inline-suggestions-off':
      return absent(
        'circle-slash',
        vscode.l10n.t('off here'),
        vscode.l10n.t('Inline suggestions are turned off (editor.inlineSuggest.enabled).'),
      );
    case 'on':
      return presentView(facts, formatTime);
  }
}

function absent(icon: string, state: string, sentence: string): StatusView {
  return {
    text: `$(${icon}) Midfill: ${state}`,
    tooltip: [sentence],
    label: `Midfill, ${state}. ${sentence}`,
    isWarning: false,
  };
}

function presentView(facts: StatusFacts, formatTime: FormatTime): StatusView {
  const { route, providers, isBusy } = facts;
  const [first] = providers;
  // Until it has answered, nobody knows whether it is back.
  const trial = first?.breaker.kind === 'half-open' ? first.breaker : undefined;
  const obstacle = first?.obstacle ?? trial;
  const problem = first === undefined ? undefined : problemOf(withoutWhatIsTold(first, facts.explanation), formatTime);
  const sentences = [
    ...(trial === undefined ? [answerSentence(route, providers)] : []),
    ...(problem === undefined || facts.explanation?.includes(problem) === true ? [] : [problem]),
    ...memorySentences(providers, route),
    ...facts.partsOff.map((off) => partOffSentence(off, formatTime)),
    ...(facts.explanation === undefined ? [] : [localise(facts.explanation)]),
    ...scoreSentences(facts.score),
  ];
  const isPartOff = facts.partsOff.length > 0;
  const isWarning = isPartOff || (obstacle !== undefined && needsUser.has(obstacle.reason));
  const common = { tooltip: sentences, isWarning };
  if (first === undefined || obstacle === undefined) {
    const icon = isPartOff ? 'warning' : isBusy ? 'loading~spin' : 'sparkle';
    const state = isPartOff
      ? vscode.l10n.t('needs attention')
      : isBusy
        ? vscode.l10n.t('busy')
        : vscode.l10n.t('ready');
    const text = `$(${icon}) ${shortNameOf(route)}${shortSpeedOf(route, providers)}`;
    return { ...common, text, label: `Midfill, ${state}. ${sentences.join(' ')}` };
  }
  const state = stateOf(obstacle, first, formatTime);
  return {
    ...common,
    text: `$(${iconOf(obstacle.reason)}) ${providerNames[first.id]}: ${state}`,
    label: `Midfill, ${state}. ${sentences.join(' ')}`,
  };
}

/** Once is enough: the explanation of the place often quotes the provider. */
function withoutWhatIsTold(status: ProviderStatus, explanation: string | undefined): ProviderStatus {
  const isTold = status.problem !== undefined && explanation?.includes(status.problem) === true;
  return isTold ? { ...status, problem: undefined } : status;
}

/** A handful says nothing yet. */
const tellingJudgements = 5;

function scoreSentences({ taken, judged }: Score): readonly string[] {
  if (judged < tellingJudgements) return [];
  return [vscode.l10n.t('You took {0} of {1} suggestions in this window.', taken, judged)];
}

function answerSentence(route: Route, providers: readonly ProviderStatus[]): string {
  switch (route.kind) {
    case 'embedded':
      return vscode.l10n.t('{0} completes.', providerNames.embedded);
    case 'model': {
      const by = providerNames[route.provider];
      const ttftMs = ttftOf(route, providers);
      const { model } = route;
      if (ttftMs === undefined) {
        return model === '' ? vscode.l10n.t('{0} completes.', by) : vscode.l10n.t('{0} completes via {1}.', model, by);
      }
      const ms = Math.round(ttftMs);
      return model === ''
        ? vscode.l10n.t('{0} completes, first text after {1} ms.', by, ms)
        : vscode.l10n.t('{0} completes via {1}, first text after {2} ms.', model, by, ms);
    }
    case 'none':
      return vscode.l10n.t('Nothing can complete here right now: {0}.', localise(wordsFor(route.reason)));
  }
}

const longestName = 28;

function shortNameOf(route: Route): string {
  if (route.kind !== 'model') return route.kind === 'embedded' ? 'Midfill' : vscode.l10n.t('Midfill: no provider');
  const name = route.model === '' ? providerNames[route.provider] : route.model;
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
}

/** In steps that a decaying mean seldom leaves: what changes with each request draws the eye. */
function shortSpeedOf(route: Route, providers: readonly ProviderStatus[]): string {
  const ttftMs = ttftOf(route, providers);
  if (ttftMs === undefined) return '';
  const stepMs = ttftMs < 1000 ? 50 : 500;
  const rounded = Math.max(stepMs, Math.round(ttftMs / stepMs) * stepMs);
  return rounded < 1000 ? ` ${rounded} ms` : ` ${rounded / 1000} s`;
}

function ttftOf(route: Route, providers: readonly ProviderStatus[]): number | undefined {
  return route.kind === 'model' ? providers.find(({ id }) => id === route.provider)?.health.ttftMs : undefined;
}

/** A load of a second is not worth a word. */
const longLoadMs = 1000;
/** Less than this on the processor is hardly felt. */
const feltOffGpuShare = 0.05;

/** How the models of servers of one's own lie in memory, where that makes completions late or slow. */
function memorySentences([first, ...others]: readonly ProviderStatus[], route: Route): readonly string[] {
  const asked = others.find(({ id }) => route.kind === 'model' && id === route.provider);
  return [first, asked].flatMap((status) => {
    const { loadingForMs = 0, offGpuShare = 0 } = status?.memory ?? {};
    const model = status?.model ?? vscode.l10n.t('The model');
    if (loadingForMs >= longLoadMs) return [vscode.l10n.t('{0} is being loaded ({1}).', model, seconds(loadingForMs))];
    if (offGpuShare < feltOffGpuShare) return [];
    return [
      vscode.l10n.t('{0} % of {1} did not fit the graphics card, so it is slow.', Math.round(offGpuShare * 100), model),
    ];
  });
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} s`;
}

/** What keeps a provider from answering, as a sentence; undefined where nothing does. */
export function problemOf(status: ProviderStatus, formatTime: FormatTime): string | undefined {
  const { id, breaker, obstacle, problem } = status;
  const name = providerNames[id];
  const because = problem === undefined ? '' : ` ${problem}`;
  if (breaker.kind === 'half-open') {
    return vscode.l10n.t('{0} will be tried again with the next request.', name) + because;
  }
  if (obstacle === undefined) return undefined;
  // Loading is told with its seconds, where memory is.
  if (obstacle.reason === 'loading') return undefined;
  if (obstacle.reason === 'not-configured' || obstacle.reason === 'key-missing') return problem;
  if (obstacle.reason === 'rate-limited' && obstacle.until !== undefined) {
    return vscode.l10n.t('{0} is limited until {1}.', name, formatTime(obstacle.until)) + because;
  }
  if (breaker.kind === 'held') {
    return breaker.until === 'key'
      ? vscode.l10n.t('{0} is not asked until its key changes.', name) + because
      : vscode.l10n.t('{0} is not asked until its settings change.', name) + because;
  }
  const reason = localise(wordsFor(obstacle.reason));
  const sentence =
    obstacle.until === undefined
      ? vscode.l10n.t('{0} is not asked: {1}.', name, reason)
      : vscode.l10n.t('{0} is not asked until {1}: {2}.', name, formatTime(obstacle.until), reason);
  return breaker.kind === 'open' ? sentence + because : sentence;
}

/** What time doesn't mend. */
const needsUser: ReadonlySet<NoRouteReason> = new Set([
  'not-configured',
  'key-missing',
  'key-refused',
  'payment-required',
  'not-found',
  'model-not-found',
  'unsupported',
  'licence',
  'insecure-url',
]);

function iconOf(reason: NoRouteReason): string {
  if (needsUser.has(reason)) return 'warning';
  switch (reason) {
    case 'loading':
      return 'loading~spin';
    case 'unreachable':
      return 'debug-disconnect';
    case 'no-consent':
    case 'remote-off':
    case 'untrusted-workspace':
    case 'local-only-file':
    case 'ignored-file':
    case 'rules-loading':
    case 'cursor-in-secret':
      return 'lock';
    default:
      return 'watch';
  }
}

/** A provider's state in two or three words. */
export function stateOf({ reason, until }: Obstacle, { memory }: ProviderStatus, formatTime: FormatTime): string {
  switch (reason) {
    case 'rate-limited':
      return until === undefined ? vscode.l10n.t('limited') : vscode.l10n.t('limited until {0}', formatTime(until));
    case 'loading':
      return vscode.l10n.t('loading model ({0})', seconds(memory?.loadingForMs ?? 0));
    case 'held-back-language':
      return vscode.l10n.t('on request here');
    case 'rules-loading':
      return vscode.l10n.t('starting');
    default:
      return states()[reason] ?? restingWords(until === undefined ? undefined : formatTime(until));
  }
}

function restingWords(until: string | undefined): string {
  return until === undefined ? vscode.l10n.t('resting') : vscode.l10n.t('resting until {0}', until);
}

const states = (): Partial<Record<NoRouteReason, string>> => ({
  unreachable: vscode.l10n.t('offline'),
  timeout: vscode.l10n.t('too slow'),
  slow: vscode.l10n.t('too slow'),
  'key-missing': vscode.l10n.t('needs a key'),
  'key-refused': vscode.l10n.t('key refused'),
  'payment-required': vscode.l10n.t('no credit'),
  'not-found': vscode.l10n.t('wrong address'),
  'model-not-found': vscode.l10n.t('model missing'),
  unsupported: vscode.l10n.t('cannot fill in'),
  'not-configured': vscode.l10n.t('not set up'),
  'insecure-url': vscode.l10n.t('unsafe address'),
  'paused-by-budget': vscode.l10n.t('budget spent'),
  licence: vscode.l10n.t('licence excluded'),
  'weak-language': vscode.l10n.t('another model here'),
  'no-consent': vscode.l10n.t('needs your consent'),
  'remote-off': vscode.l10n.t('not sent from here'),
  'untrusted-workspace': vscode.l10n.t('not sent from here'),
  'local-only-file': vscode.l10n.t('not sent from here'),
  'cursor-in-secret': vscode.l10n.t('not sent from here'),
  'ignored-file': vscode.l10n.t('off here'),
});
