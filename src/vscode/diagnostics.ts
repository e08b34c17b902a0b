import type { Decision } from '../core/completion/decision.ts';
import type { TokenEstimate } from '../core/context/tokens.ts';
import type { ProviderStatus } from '../core/routing/router.ts';
import type { Settings } from '../core/settings.ts';

export interface DiagnosticsFacts {
  readonly versions: Readonly<Record<string, string>>;
  readonly presence: string;
  readonly settings: Settings;
  readonly providers: readonly ProviderStatus[];
  readonly tokenEstimates: readonly TokenEstimate[];
  readonly decisions: readonly Decision[];
  readonly logLines: readonly string[];
}

const shownDecisions = 20;
/** What may name a private host, a path or a person. */
const privateSettings = /baseUrl$|endpoint$|^disabledGlobs$|^prices$|\.model$/;

/** A report for an issue: no key, no source text, no path, no address. */
export function diagnosticsText(facts: DiagnosticsFacts): string {
  const settings = Object.entries(facts.settings).map(([key, value]) => {
    const text = JSON.stringify(value);
    return `midfill.${key}: ${privateSettings.test(key) ? (text === '""' || text === '[]' || text === '{}' ? 'empty' : 'set') : text}`;
  });
  const providers = facts.providers.map(
    ({ id, breaker, health, activeRequests, obstacle, problem }) =>
      `${id}: ${JSON.stringify({ breaker: breaker.kind, ...health, activeRequests, obstacle: obstacle?.reason, hasProblem: problem !== undefined })}`,
  );
  // Models by number: their names may be private.
  const models = [...new Set(facts.tokenEstimates.map(({ model }) => model))];
  const estimates = facts.tokenEstimates.map(
    ({ model, languageId, charactersPerToken, relativeError, observations }) =>
      `model ${models.indexOf(model) + 1}, ${languageId}: ${charactersPerToken.toFixed(2)} characters a token by ` +
      `${observations} reports, estimates off by ${(100 * (relativeError ?? 0)).toFixed(1)} % lately`,
  );
  return [
    '## Midfill',
    ...Object.entries(facts.versions).map(([name, version]) => `${name}: ${version}`),
    `state: ${facts.presence}`,
    '',
    '## Settings',
    ...settings,
    '',
    '## Providers',
    ...providers,
    '',
    '## Token estimates',
    ...(estimates.length === 0 ? ['No service has reported its count yet.'] : estimates),
    '',
    '## Last decisions',
    ...facts.decisions.slice(-shownDecisions).map((decision) => JSON.stringify(decision)),
    '',
    '## Log',
    ...facts.logLines,
    '',
  ].join('\n');
}
