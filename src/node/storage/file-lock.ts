import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { randomId } from '../random.ts';
import { hasCode, readIfThere } from './atomic-file.ts';
import { type ProcessIdentity, isIdentity, isRunning, ownIdentity } from './processes.ts';

/** What is done under a lock takes milliseconds; a holder this old hangs or is asleep. */
const staleAfterMs = 30_000;
const giveUpAfterMs = 10_000;

/** Runs `work` while no other process holds the lock at `path`. A lock whose holder has ended is taken over. */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const deadline = performance.now() + giveUpAfterMs;
  const mark = newMark();
  while (!(await tryCreate(path, mark))) {
    if (await isStale(path)) await removeStale(path);
    else if (performance.now() > deadline) throw new Error('Another window holds a lock of the storage for too long.');
    else await delay(5 + Math.random() * 20);
  }
  try {
    return await work();
  } finally {
    // A machine that slept comes back to a lock that was taken over meanwhile: that one isn't ours to remove.
    if ((await contentOf(path)) === mark) await rm(path, { force: true });
  }
}

/** What stands in a lock: who holds it, and for which of its works. */
function newMark(): string {
  return JSON.stringify({ ...ownIdentity(), work: randomId() });
}

async function contentOf(path: string): Promise<string | undefined> {
  return (await readIfThere(path).catch(() => undefined))?.toString();
}

/** Undefined where there is none, or it isn't written to the end yet. */
async function holderOf(path: string): Promise<ProcessIdentity | undefined> {
  try {
    const holder: unknown = JSON.parse((await contentOf(path)) ?? '');
    return isIdentity(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

async function tryCreate(path: string, mark: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx', 0o600);
    try {
      await handle.writeFile(mark);
    } catch (error) {
      // Without a holder it would keep everybody out until it is old.
      await rm(path, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    // Windows says EPERM while the file is about to go.
    if (hasCode(error, 'EEXIST') || hasCode(error, 'EPERM')) return false;
    throw error;
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const ageMs = Date.now() - (await stat(path)).mtimeMs;
    if (ageMs > staleAfterMs) return true;
    const holder = await holderOf(path);
    return holder !== undefined && !isRunning(holder);
  } catch {
    // Gone, or not written to the end yet.
    return false;
  }
}

/**
 * Of several that find a lock stale, one may remove it, and only if it still is: otherwise the second would remove the
 * lock that the first has just made. So removing has a lock of its own.
 */
async function removeStale(path: string): Promise<void> {
  const guard = `${path}.removal`;
  if (!(await tryCreate(guard, newMark()))) {
    if (await isStale(guard)) await rm(guard, { force: true });
    else await delay(5);
    return;
  }
  try {
    if (await isStale(path)) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}
