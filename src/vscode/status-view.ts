import type { NoRouteReason, Obstacle, Route } from '../core/routing/route.ts';
import { wordsFor } from '../core/completion/reason-words.ts';
import { providerNames } from '../core/providers/provider-names.ts';
import type { ProviderStatus } from '../core/routing/router.ts';
import { partOffSentence } from '../core/parts-off.ts';
import type { Score } from '../core/telemetry/telemetry.ts';
import type { PartOff } from '../core/watchdog.ts';

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
      return absent('circle-slash', 'off', 'Midfill is turned off.');
    case 'language-off':
      return absent('circle-slash', 'off here', `Midfill is turned off for ${presence.languageId}.`);
    case 'file-off':
      return absent('circle-slash', 'off here', 'Midfill is turned off in this file.');
    case 'snoozed': {
      const until = formatTime(presence.until);
      return absent('bell-slash', `snoozed until ${until}`, `Midfill is snoozed until ${until}.`);
    }
    case 'waiting':
      return absent(
        'debug-pause',
        'waiting',
        `${presence.otherProvider} completes here already, so Midfill waits until you turn it on.`,
      );
    case 'inline-suggestions-off':
      return absent('circle-slash', 'off here', 'Inline suggestions are turned off (editor.inlineSuggest.enabled).');
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
  const problem = first === undefined ? undefined : problemOf(first, formatTime);
  const sentences = [
    ...(trial === undefined ? [answerSentence(route, providers)] : []),
    ...(problem === undefined ? [] : [problem]),
    ...memorySentences(providers, route),
    ...facts.partsOff.map((off) => partOffSentence(off, formatTime)),
    ...(facts.explanation === undefined ? [] : [facts.explanation]),
    ...scoreSentences(facts.score),
  ];
  const isPartOff = facts.partsOff.length > 0;
  const isWarning = isPartOff || (obstacle !== undefined && needsUser.has(obstacle.reason));
  const common = { tooltip: sentences, isWarning };
  if (first === undefined || obstacle === undefined) {
    const icon = isPartOff ? 'warning' : isBusy ? 'loading~spin' : 'sparkle';
    const state = isPartOff ? 'needs attention' : isBusy ? 'busy' : 'ready';
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

/** A handful says nothing yet. */
const tellingJudgements = 5;

function scoreSentences({ taken, judged }: Score): readonly string[] {
  return judged < tellingJudgements ? [] : [`You took ${taken} of ${judged} suggestions in this window.`];
}

function answerSentence(route: Route, providers: readonly ProviderStatus[]): string {
  switch (route.kind) {
    case 'embedded':
      return `${providerNames.embedded} completes.`;
    case 'model': {
      const by = providerNames[route.provider];
      const ttftMs = ttftOf(route, providers);
      const speed = ttftMs === undefined ? '' : `, first text after ${Math.round(ttftMs)} ms`;
      return route.model === '' ? `${by} completes${speed}.` : `${route.model} completes by ${by}${speed}.`;
    }
    case 'none':
      return `Nobody can complete here now: ${wordsFor(route.reason)}.`;
  }
}

const longestName = 28;

function shortNameOf(route: Route): string {
  if (route.kind !== 'model') return route.kind === 'embedded' ? 'Midfill' : 'Midfill: nobody to ask';
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
    const model = status?.model ?? 'The model';
    if (loadingForMs >= longLoadMs) return [`${model} is being loaded (${seconds(loadingForMs)}).`];
    if (offGpuShare < feltOffGpuShare) return [];
    return [`${Math.round(offGpuShare * 100)} % of ${model} did not fit the graphics card, so it is slow.`];
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
  if (breaker.kind === 'half-open') return `${name} is tried again with the next request.${because}`;
  if (obstacle === undefined) return undefined;
  // Loading is told with its seconds, where memory is.
  if (obstacle.reason === 'loading') return undefined;
  if (obstacle.reason === 'not-configured' || obstacle.reason === 'key-missing') return problem;
  if (obstacle.reason === 'rate-limited' && obstacle.until !== undefined) {
    return `${name} is limited until ${formatTime(obstacle.until)}.${because}`;
  }
  const until = obstacle.until === undefined ? '' : ` until ${formatTime(obstacle.until)}`;
  if (breaker.kind === 'held') {
    return `${name} is not asked until its ${breaker.until === 'key' ? 'key changes' : 'settings change'}.${because}`;
  }
  return `${name} is not asked${until}: ${wordsFor(obstacle.reason)}.${breaker.kind === 'open' ? because : ''}`;
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
  const untilWords = until === undefined ? '' : ` until ${formatTime(until)}`;
  switch (reason) {
    case 'rate-limited':
      return `limited${untilWords}`;
    case 'loading':
      return `loading model (${seconds(memory?.loadingForMs ?? 0)})`;
    case 'held-back-language':
      return 'on request here';
    case 'rules-loading':
      return 'starting';
    default:
      return states[reason] ?? `resting${untilWords}`;
  }
}

const states: Partial<Record<NoRouteReason, string>> = {
  unreachable: 'offline',
  timeout: 'too slow',
  slow: 'too slow',
  'key-missing': 'needs a key',
  'key-refused': 'key refused',
  'payment-required': 'no credit',
  'not-found': 'wrong address',
  'model-not-found': 'model missing',
  unsupported: 'cannot fill in',
  'not-configured': 'not set up',
  'insecure-url': 'unsafe address',
  'paused-by-budget': 'budget spent',
  licence: 'licence excluded',
  'weak-language': 'another model here',
  'no-consent': 'not agreed to',
  'remote-off': 'not sent from here',
  'untrusted-workspace': 'not sent from here',
  'local-only-file': 'not sent from here',
  'cursor-in-secret': 'not sent from here',
  'ignored-file': 'off here',
};
