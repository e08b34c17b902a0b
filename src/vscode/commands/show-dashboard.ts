import type { Engine } from '../../core/engine.ts';
import { summarize } from '../../core/telemetry/summary.ts';
import { randomId } from '../../node/random.ts';
import { Dashboard } from '../dashboard/dashboard.ts';
import type { EditorSettings } from '../settings.ts';
import type { Command } from './command.ts';

/** The page with this machine's statistics. */
export function createDashboard(parts: {
  readonly midfill: Engine;
  readonly settings: EditorSettings;
  readonly endpoint: () => string | undefined;
}): Dashboard {
  const { midfill, settings, endpoint } = parts;
  const { telemetry, router } = midfill;
  return new Dashboard({
    facts: async () => ({
      summary: summarize(await telemetry.statistics.read()),
      signals: { ...telemetry.sender.counts(), isSending: endpoint() !== undefined },
      learned: router.proficiency
        .table()
        .filter(({ isHeldBack }) => isHeldBack)
        .map(({ model, languageId }) => `${model} is asked in ${languageId} only when you trigger it.`),
      spentTodayDollars: router.budget.spentToday(),
      dailyBudgetDollars: settings.current.dailyBudget,
    }),
    exportStatistics: async () => JSON.stringify(await telemetry.statistics.read(), null, 2),
    newNonce: randomId,
  });
}

/** Opens the dashboard. */
export function showDashboardCommand(dashboard: Dashboard): Command {
  return { id: 'midfill.showDashboard', run: () => dashboard.show() };
}
