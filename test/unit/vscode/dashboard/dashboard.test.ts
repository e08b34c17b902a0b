import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { summarize } from '../../../../src/core/telemetry/summary.ts';
import { Dashboard } from '../../../../src/vscode/dashboard/dashboard.ts';
import { settle } from '../../../support/fake-clock.ts';
import { editor, window } from '../../../support/fake-vscode.ts';
import { FakeWebviewPanel } from '../../../support/fake-webview.ts';

beforeEach(() => editor.reset());

/** The dashboard as it was just opened. */
async function open(): Promise<FakeWebviewPanel> {
  const panel = new FakeWebviewPanel();
  Object.assign(window, { createWebviewPanel: () => panel });
  const dashboard = new Dashboard({
    facts: () =>
      Promise.resolve({
        summary: summarize([]),
        signals: { waiting: 0, delivered: 0, lost: 0, isSending: false },
        learned: [],
        spentTodayDollars: 0,
        dailyBudgetDollars: 2,
        today: 20_000,
      }),
    exportStatistics: () => Promise.resolve('{}'),
    forget: () => Promise.resolve(),
    newNonce: () => 'n0nce',
    onFault: (error) => expect.unreachable(String(error)),
  });
  onTestFinished(() => {
    dashboard.dispose();
    Reflect.deleteProperty(window, 'createWebviewPanel');
  });
  await dashboard.show();
  return panel;
}

test('a click into the page from elsewhere leaves it as it is: a new one would lack the button that is held down', async () => {
  const panel = await open();
  panel.become({ visible: true, active: false });
  const before = panel.writes;
  panel.become({ visible: true, active: true });
  await settle();
  expect(panel.writes).toBe(before);
});

test('what has changed behind another tab is there when the page comes back', async () => {
  const panel = await open();
  panel.become({ visible: false, active: false });
  const before = panel.writes;
  panel.become({ visible: true, active: true });
  await settle();
  expect(panel.writes).toBe(before + 1);
});
