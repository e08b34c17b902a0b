import type { LifeRecord } from '../../../src/core/telemetry/telemetry.ts';
import type { OllamaScript } from '../../services/ollama.ts';
import type { TruthRecord } from '../companion/protocol.ts';
import { recordsFromNow } from '../support/decisions.ts';
import type { EditorWindow } from '../support/editor-window.ts';
import { waitUntil } from '../support/wait-until.ts';
import { compare } from './confusion.ts';
import { interactions, regrets } from './interactions.ts';
import { Stage, models } from './stage.ts';

/** Editors that stay open cost VS Code time. */
const closeAfter = 15;

/** Has VS Code tell what becomes of Midfill's suggestions in this window. */
export async function recordTruth({ companion }: EditorWindow): Promise<void> {
  await companion.ask({ kind: 'record-truth', extensionId: 'midfill.midfill' });
  // Registered anew, its provider gets the recording members.
  await companion.ask({ kind: 'write-setting', key: 'midfill.enabled', value: false });
  await companion.ask({ kind: 'write-setting', key: 'midfill.enabled', value: true });
}

/** What was told of the same interactions. */
export interface Told {
  readonly truth: readonly TruthRecord[];
  readonly lives: readonly LifeRecord[];
  /** Suggestions whose acceptance was taken back. */
  readonly regretted: readonly string[];
}

/** Does each of these interactions, and gives what VS Code says of them and what Midfill does. */
export async function act(
  names: readonly string[],
  parts: {
    readonly window: EditorWindow;
    readonly play: (script: OllamaScript) => void;
    readonly livesFile: string;
    /** Tells the texts of one run from another's. */
    readonly firstNumber?: number;
    readonly onFailure?: (name: string, error: unknown) => void;
  },
): Promise<Told> {
  const { window, play, livesFile } = parts;
  const lives = recordsFromNow<LifeRecord>(livesFile);
  const truth: TruthRecord[] = [];
  const regretted: string[] = [];
  const fail = (name: string, error: unknown): void => {
    if (parts.onFailure === undefined) throw error;
    parts.onFailure(name, error);
  };
  for (const [index, name] of names.entries()) {
    const number = index + (parts.firstNumber ?? 0);
    await forgetReach(window, index);
    let isDone = true;
    try {
      await interactions[name]!(new Stage({ window, play, number }));
    } catch (error) {
      isDone = false;
      fail(name, error);
    }
    // VS Code tells of what was accepted a moment after.
    await window.page.waitForTimeout(300);
    if (index % closeAfter === closeAfter - 1) await window.closeEditors();
    if (isDone && regrets.has(name)) regretted.push(...(await acceptedNow(name)));
    else await take();
  }
  await window.closeEditors();
  // The last endings are told within a second, on a slow machine later; what is invented comes no later than these. What
  // is wrong even then is said by whoever compares what is told.
  await window.page.waitForTimeout(1500);
  await waitUntil('the last endings', async () => {
    await take();
    return compare(truth, lives(), regretted).wrong.length === 0 || undefined;
  }).catch(() => undefined);
  return { truth, lives: lives(), regretted };

  async function take(): Promise<readonly TruthRecord[]> {
    const told = (await window.companion.ask({ kind: 'take-truth' })) as TruthRecord[];
    truth.push(...told);
    return told;
  }

  /** What comes later would be taken for the next one's. */
  async function acceptedNow(name: string): Promise<readonly string[]> {
    const found = async (): Promise<readonly string[] | undefined> => {
      const accepted = acceptedIn(await take());
      return accepted.length > 0 ? accepted : undefined;
    };
    return waitUntil('what was accepted and is to be regretted', found).catch((error: unknown) => {
      fail(name, error);
      return [];
    });
  }
}

/** After each text that was refused Midfill shows less of the next; of another model nothing is known yet. */
async function forgetReach({ companion }: EditorWindow, index: number): Promise<void> {
  await companion.ask({
    kind: 'write-setting',
    key: 'midfill.ollama.model',
    value: models[index % models.length],
    target: 'user',
  });
}

function acceptedIn(told: readonly TruthRecord[]): readonly string[] {
  return told.flatMap((record) => (record.kind === 'end' && record.reason === 'accepted' ? [record.suggestionId] : []));
}
