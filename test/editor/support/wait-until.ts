import { setTimeout as pause } from 'node:timers/promises';

/** Between two looks at a condition outside the page. */
const lookEveryMs = 15;

/** Waits until `look` finds something; fails with what was awaited and, where given, what there is instead. */
export async function waitUntil<T>(
  awaited: string,
  look: () => T | undefined | Promise<T | undefined>,
  options: { readonly limitMs?: number; readonly instead?: () => unknown } = {},
): Promise<T> {
  const limitMs = options.limitMs ?? 15_000;
  const startedAt = performance.now();
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() - startedAt > limitMs) {
      const instead = options.instead === undefined ? '' : ` Instead: ${JSON.stringify(options.instead())}`;
      throw new Error(`Waited ${limitMs} ms in vain for ${awaited}.${instead}`);
    }
    await pause(lookEveryMs);
  }
}
