import { mergeSpans } from '../core/privacy/secret-spans.ts';
import type { SecretScanner, SecretSpan } from '../core/host.ts';

type Linter = (text: string) => Promise<readonly SecretSpan[]>;

/** Finds secret values by secretlint's recommended rules, which load at the first scan. */
export function createSecretScanner(): SecretScanner {
  let linter: Promise<Linter> | undefined;
  return {
    scan: async (text) => {
      linter ??= loadLinter();
      const lint = await linter;
      return mergeSpans(await lint(text));
    },
  };
}

async function loadLinter(): Promise<Linter> {
  const { lintSource, rules, secretLintProfiler } = await import('./secret-rules.ts');
  // Else each scan leaves dozens of marks in the process, for good: 16 kB a scan.
  secretLintProfiler.setEnabled(false);
  const config: Parameters<typeof lintSource>[0]['options']['config'] = {
    rules: rules
      // Else a comment in a file, `secretlint-disable`, would hide its secrets from us.
      .filter(({ meta }) => meta.id !== '@secretlint/secretlint-rule-filter-comments')
      // An access key's id is no secret by itself, and still nothing for others to see.
      .map((rule) => ({ id: rule.meta.id, rule, options: { enableIDScanRule: true } })),
  };
  return async (content) => {
    // The rules look at names only to skip some files; this one they never skip.
    const source = { filePath: 'text.ts', content, contentType: 'text', ext: '.ts' } as const;
    const { messages } = await lintSource({ source, options: { config, noPhysicFilePath: true } });
    return messages.map(({ range: [start, end], ruleId }) => ({
      start,
      end,
      rule: ruleId.replace(/^@secretlint\/secretlint-rule-/, ''),
    }));
  };
}
