import type { EditorWindow } from '../../editor/support/editor-window.ts';
import { waitUntil } from '../../editor/support/wait-until.ts';

/** How long an extension's start kept the extension host, as VS Code itself measures it. Milliseconds. */
export interface Activation {
  /** Reading, compiling and running the bundle. */
  readonly loadCodeMs: number;
  /** The same with the extensions that VS Code loads in between. */
  readonly withOthersMs: number;
  /** `activate` itself. */
  readonly callMs: number;
  /** Until what it returned was settled. */
  readonly finishMs: number;
}

const extensionId = 'midfill.midfill';

/**
 * Reads Midfill's row of 'Developer: Startup Performance'; undefined where it isn't installed. For the code that row
 * counts from when VS Code begins with all extensions that start then, so it holds the others' too; VS Code's marks
 * tell Midfill's own.
 */
export async function readActivation(window: EditorWindow): Promise<Activation | undefined> {
  await window.closeEditors();
  await window.companion.execute('perfview.show');
  const report = await waitUntil('the startup performance report', async () => {
    const { text } = await window.companion.readEditor();
    return text.includes('Extension Activation Stats') ? text : undefined;
  });
  const row = numbersIn(report);
  if (row === undefined) return undefined;
  const loadCodeMs = (await window.companion.ask({ kind: 'read-load-time', extensionId })) as number;
  const [withOthersMs, callMs, finishMs] = row;
  return { loadCodeMs, withOthersMs, callMs, finishMs };
}

/** `| midfill.midfill | false | 12 | 9 | 0 | onStartupFinished | … |` */
function numbersIn(report: string): readonly [number, number, number] | undefined {
  const row = report.split('\n').find((line) => line.includes(extensionId));
  const numbers = row?.split('|').flatMap((cell) => (/^\s*\d+\s*$/.test(cell) ? [Number(cell)] : []));
  const [loadCode, call, finish] = numbers ?? [];
  if (loadCode === undefined || call === undefined || finish === undefined) return undefined;
  return [loadCode, call, finish];
}
