import type { EditorWindow } from '../../editor/support/editor-window.ts';
import { waitUntil } from '../../editor/support/wait-until.ts';

/** How long an extension's start kept the extension host, as VS Code itself measures it. Milliseconds. */
export interface Activation {
  /** Reading and compiling the bundle. */
  readonly loadCodeMs: number;
  /** `activate` itself. */
  readonly callMs: number;
  /** Until what it returned was settled. */
  readonly finishMs: number;
}

/** Reads Midfill's row of 'Developer: Startup Performance'; undefined where it isn't installed. */
export async function readActivation(window: EditorWindow): Promise<Activation | undefined> {
  await window.closeEditors();
  await window.companion.execute('perfview.show');
  const report = await waitUntil('the startup performance report', async () => {
    const { text } = await window.companion.readEditor();
    return text.includes('Extension Activation Stats') ? text : undefined;
  });
  return activationIn(report, 'midfill.midfill');
}

/** `| midfill.midfill | false | 12 | 9 | 0 | onStartupFinished | … |` */
export function activationIn(report: string, extensionId: string): Activation | undefined {
  const row = report.split('\n').find((line) => line.includes(extensionId));
  const numbers = row?.split('|').flatMap((cell) => (/^\s*\d+\s*$/.test(cell) ? [Number(cell)] : []));
  const [loadCodeMs, callMs, finishMs] = numbers ?? [];
  if (loadCodeMs === undefined || callMs === undefined || finishMs === undefined) return undefined;
  return { loadCodeMs, callMs, finishMs };
}
