import type { NoRouteReason, Route } from '../core/routing/route.ts';
import { partOffSentence } from '../core/parts-off.ts';
import type { ProviderStatus } from '../core/routing/router.ts';
import type { Score } from '../core/telemetry/telemetry.ts';
import type { PartOff } from '../core/watchdog.ts';
import { providerNames } from './provider-names.ts';

/** What the status bar's item is made of. Times are milliseconds since 1970. */
export interface StatusFacts {
  readonly presence:
    | { readonly kind: 'on' }
    | { readonly kind: 'off' }
    | { readonly kind: 'language-off'; readonly languageId: string }
    | { readonly kind: 'snoozed'; readonly until: number }
    | { readonly kind: 'waiting'; readonly otherProvider: string }
    | { readonly kind: 'inline-suggestions-off' };
  /** In the order in which they are asked. */
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
  readonly isWarning: boolean;
}

/** Says how Midfill is, in one line and in some sentences. `formatTime` gives hours and minutes. */
export function statusView(facts: StatusFacts, formatTime: (time: number) => string): StatusView {
  const { presence } = facts;
  switch (presence.kind) {
    case 'off':
      return absent('circle-slash', 'off', 'Midfill is turned off.');
    case 'language-off':
      return absent('circle-slash', 'off here', `Midfill is turned off for ${presence.languageId}.`);
    case 'snoozed':
      return absent('bell-slash', 'snoozed', `Midfill is snoozed until ${formatTime(presence.until)}.`);
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
  return { text: `$(${icon}) Midfill`, tooltip: [sentence], label: `Midfill, ${state}. ${sentence}`, isWarning: false };
}

function presentView(facts: StatusFacts, formatTime: (time: number) => string): StatusView {
  const { route, providers } = facts;
  const [first] = providers;
  const problem = first === undefined ? undefined : problemOf(first, formatTime);
  const answering = nameOf(route);
  const sentences = [
    answering === undefined ? noRouteSentence(route) : `${answering} completes${speedOf(route, providers)}.`,
    ...(problem === undefined ? [] : [problem]),
    ...memorySentences(providers, route),
    ...facts.partsOff.map((off) => partOffSentence(off, formatTime)),
    ...(facts.explanation === undefined ? [] : [facts.explanation]),
    ...scoreSentences(facts.score),
  ];
  const isWarning = problem !== undefined || answering === undefined || facts.partsOff.length > 0;
  const icon = isWarning ? 'warning' : facts.isBusy ? 'loading~spin' : 'sparkle';
  const name = route.kind === 'model' && answering !== undefined ? answering : 'Midfill';
  const state = isWarning ? 'needs attention' : facts.isBusy ? 'busy' : 'ready';
  return {
    text: `$(${icon}) ${name}`,
    tooltip: sentences,
    label: `Midfill, ${state}. ${sentences.join(' ')}`,
    isWarning,
  };
}

/** A handful says nothing yet. */
const tellingJudgements = 5;

function scoreSentences({ taken, judged }: Score): readonly string[] {
  return judged < tellingJudgements ? [] : [`You took ${taken} of ${judged} suggestions in this window.`];
}

function nameOf(route: Route): string | undefined {
  switch (route.kind) {
    case 'embedded':
      return providerNames.embedded;
    case 'model':
      return route.model === '' ? providerNames[route.provider] : route.model;
    case 'none':
      return undefined;
  }
}

function speedOf(route: Route, providers: readonly ProviderStatus[]): string {
  if (route.kind !== 'model') return '';
  const by = ` by ${providerNames[route.provider]}`;
  const ttftMs = providers.find(({ id }) => id === route.provider)?.health.ttftMs;
  return ttftMs === undefined ? by : `${by}, first text after ${Math.round(ttftMs)} ms`;
}

/** A load of a second is not worth a word. */
const longLoadMs = 1500;
/** Less than this on the processor is hardly felt. */
const feltOffGpuShare = 0.05;

/** How the model of a server of one's own lies in memory, where that makes completions late or slow. */
function memorySentences(providers: readonly ProviderStatus[], route: Route): readonly string[] {
  const status = providers.find(({ id }) => route.kind === 'model' && id === route.provider);
  const { loadingForMs = 0, offGpuShare = 0 } = status?.memory ?? {};
  const model = status?.model ?? 'The model';
  if (loadingForMs >= longLoadMs) return [`${model} is being loaded (${Math.round(loadingForMs / 1000)} s).`];
  if (offGpuShare < feltOffGpuShare) return [];
  return [`${Math.round(offGpuShare * 100)} % of ${model} did not fit the graphics card, so it is slow.`];
}

/** What keeps a provider from answering; undefined where nothing does. */
export function problemOf(status: ProviderStatus, formatTime: (time: number) => string): string | undefined {
  const { breaker, problem } = status;
  const name = providerNames[status.id];
  const because = problem === undefined ? '' : ` ${problem}`;
  switch (breaker.kind) {
    case 'closed':
      return status.model === undefined && problem !== undefined ? problem : undefined;
    case 'half-open':
      return `${name} is being tried again.${because}`;
    case 'open':
      return breaker.reason === 'rate-limited'
        ? `${name} is limited until ${formatTime(breaker.until)}.${because}`
        : `${name} is not asked until ${formatTime(breaker.until)}.${because}`;
    case 'held':
      return `${name} is not asked until its ${breaker.until === 'key' ? 'key changes' : 'settings change'}.${because}`;
  }
}

const noRoute: Partial<Record<NoRouteReason, string>> = {
  'paused-by-budget': 'The daily budget is spent (midfill.dailyBudget).',
  licence: 'The licence of the chosen model does not fit midfill.licensePolicy.',
  'held-back-language': 'You take so few suggestions in this language that it is only asked when you trigger it.',
  'no-consent': "You have not agreed to send code of this workspace; 'Midfill: Switch Provider' asks.",
  'remote-off': 'Sending code to services is turned off here (midfill.remote).',
  'untrusted-workspace': 'This workspace is not trusted, so nothing of it is sent.',
  'key-missing': "A provider is not set up yet; 'Midfill: Set Up a Provider' does it.",
};

function noRouteSentence(route: Route): string {
  const reason = route.kind === 'none' ? noRoute[route.reason] : undefined;
  return `No provider can answer now. ${reason ?? 'They are all unreachable or paused.'}`;
}
