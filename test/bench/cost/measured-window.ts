import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessUse } from '../../editor/companion/protocol.ts';
import { quietProfile } from '../../editor/harness/profile-settings.ts';
import { connectCompanion } from '../../editor/support/companion-client.ts';
import { EditorWindow } from '../../editor/support/editor-window.ts';
import { openWindow } from '../../editor/support/open-window.ts';
import type { WebEditor } from '../../editor/support/shared-editor.ts';
import { readProcess, settle } from './settle.ts';

/** What a window's extension host has used, with all the threads in it. */
export interface WindowCost {
  /** Until nothing was computed any more: the index stands. */
  readonly settledAfterS: number;
  readonly settledCpuS: number;
  readonly restMb: number;
  /** Of one core, in percent. */
  readonly idlePercent: number;
  readonly keys: number;
  readonly typedMb: number;
  readonly typingPercent: number;
}

export interface CostPlan {
  readonly folder: string;
  /** Is opened, and typed into at its end. */
  readonly file: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly idleSeconds: number;
  readonly keys: number;
}

const typed = [
  'def total_by_region(orders: list[Order]) -> dict[str, float]:\n',
  'totals: dict[str, float] = defaultdict(float)\n',
  'for order in orders:\n',
  'totals[order.region] += order.total\n',
  'return dict(totals)\n',
].join('');

/** Opens a folder in a window, lets it settle, idles, types, and settles again. */
export async function measureWindow(editor: WebEditor, plan: CostPlan): Promise<WindowCost> {
  const since = Date.now();
  const opened = await openWindow(editor, plan.folder, { ...quietProfile, ...plan.settings });
  try {
    const companion = await connectCompanion(editor.companionsFolder, plan.folder, since);
    const window = new EditorWindow(opened.page, plan.folder, companion);
    await window.openAt(plan.file, { line: 0, character: 0 });
    await settle(companion);
    const settledAfterS = (Date.now() - since) / 1000;
    const rest = await readProcess(companion);
    await pause(plan.idleSeconds * 1000);
    const idle = await readProcess(companion);
    await window.press('Control+End');
    const startedAt = performance.now();
    for (let count = 0; count < plan.keys; count += typed.length) {
      // A person pauses, takes what is shown, and saves; pages of ghost text are not what is measured.
      await opened.page.keyboard.type(typed.slice(0, plan.keys - count), { delay: 15 });
      await window.press('Escape');
    }
    const typingMs = performance.now() - startedAt;
    const afterTyping = await readProcess(companion);
    await settle(companion);
    const atEnd = await readProcess(companion);
    return {
      settledAfterS,
      settledCpuS: rest.cpuMs / 1000,
      restMb: megabytes(idle),
      idlePercent: (idle.cpuMs - rest.cpuMs) / (plan.idleSeconds * 10),
      keys: plan.keys,
      typedMb: megabytes(atEnd),
      typingPercent: ((afterTyping.cpuMs - idle.cpuMs) / typingMs) * 100,
    };
  } finally {
    await opened.close();
  }
}

function megabytes({ residentBytes }: ProcessUse): number {
  return residentBytes / 1024 / 1024;
}
