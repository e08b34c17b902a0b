import type { Engine } from '../../core/engine.ts';
import type { Log } from '../../core/host.ts';
import { summarize } from '../../core/telemetry/summary.ts';
import { randomId } from '../../node/random.ts';
import { Dashboard } from '../dashboard/dashboard.ts';
import { lessonSentences } from '../dashboard/lessons.ts';
import type { EditorSettings } from '../settings.ts';
import type { Command } from './command.ts';

/** The page with this machine's statistics. */
export function createDashboard(parts: {
  readonly midfill: Engine;
  readonly settings: EditorSettings;
  readonly endpoint: () => string | undefined;
  readonly log: Log;
}): Dashboard {
  const { midfill, settings, endpoint, log } = parts;
  const { telemetry, router } = midfill;
  return new Dashboard({
    facts: async () => {
      const now = Date.now();
      const aheadOfUtcMs = -60_000 * new Date(now).getTimezoneOffset();
      return {
        summary: summarize(await telemetry.statistics.read(), aheadOfUtcMs),
        signals: { ...telemetry.sender.counts(), isSending: endpoint() !== undefined },
        learned: lessonSentences(telemetry.learning, router),
        spentTodayDollars: router.budget.spentToday(),
        dailyBudgetDollars: settings.current.dailyBudget,
        today: Math.floor((now + aheadOfUtcMs) / 86_400_000),
      };
    },
    exportStatistics: async () => JSON.stringify(await telemetry.statistics.read(), null, 2),
    forget: () => midfill.forgetLessons(),
    newNonce: randomId,
    onFault: (error) =>
      log.error('The dashboard could not be brought up to date.', {
        message: error instanceof Error ? error.message : 'unknown',
      }),
  });
}

/** Opens the dashboard. */
export function showDashboardCommand(dashboard: Dashboard): Command {
  return { id: 'midfill.showDashboard', run: () => dashboard.show() };
}
