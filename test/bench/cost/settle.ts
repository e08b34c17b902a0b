import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessUse } from '../../editor/companion/protocol.ts';
import type { CompanionClient } from '../../editor/support/companion-client.ts';
import { waitUntil } from '../../editor/support/wait-until.ts';

/** Below this much of one core a window counts as settled. */
const settledPercent = 3;
const settlingLimitMs = 180_000;

export async function readProcess(companion: CompanionClient): Promise<ProcessUse> {
  return (await companion.ask({ kind: 'read-process' })) as ProcessUse;
}

/** Waits for three quiet looks, two seconds apart. */
export async function settle(companion: CompanionClient): Promise<void> {
  const lookEveryMs = 2000;
  let quiet = 0;
  let before = await readProcess(companion);
  await waitUntil(
    'the extension host to come to rest',
    async () => {
      await pause(lookEveryMs);
      const now = await readProcess(companion);
      quiet = ((now.cpuMs - before.cpuMs) / lookEveryMs) * 100 < settledPercent ? quiet + 1 : 0;
      before = now;
      return quiet >= 3 || undefined;
    },
    { limitMs: settlingLimitMs },
  );
}
