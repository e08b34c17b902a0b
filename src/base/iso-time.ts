/** A time in milliseconds since 1970 as ISO 8601 in UTC. A conversion only: which time it is, the host's clock says. */
export function isoTime(ms: number): string {
  // oxlint-disable-next-line eslint/no-restricted-globals -- converts, reads no clock
  return new Date(ms).toISOString();
}
