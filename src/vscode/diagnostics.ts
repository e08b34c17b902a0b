import type { Decision } from '../core/completion/decision.ts';
import type { ProviderStatus } from '../core/routing/router.ts';
import type { Settings } from '../core/settings.ts';

export interface DiagnosticsFacts {
  readonly versions: Readonly<Record<string, string>>;
  readonly presence: string;
  readonly settings: Settings;
  readonly providers: readonly ProviderStatus[];
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
    `## Last decisions`,
    ...facts.decisions.slice(-shownDecisions).map((decision) => JSON.stringify(decision)),
    '',
    '## Log',
    ...facts.logLines,
    '',
  ].join('\n');
}
