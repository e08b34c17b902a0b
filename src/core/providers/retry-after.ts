/** Beyond an hour a service is as good as gone; asking again then costs nothing. */
const maxRetryAfterMs = 3_600_000;

/** Reads `Retry-After` as seconds or as an HTTP date, between nothing and an hour; undefined where it says neither. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return clamp(Number(text) * 1000);
  if (!/^[A-Z][a-z]+, .*GMT$/.test(text)) return undefined;
  // oxlint-disable-next-line no-restricted-globals -- parsing asks no clock
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : clamp(date - nowMs);
}

function clamp(delayMs: number): number {
  return Math.min(Math.max(0, Math.round(delayMs)), maxRetryAfterMs);
}
