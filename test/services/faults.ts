/** Everything that is known to go wrong between a service and its client. */
export const faultNames = [
  // The same events in other bytes: nothing may change.
  'half-lines',
  'split-characters',
  'one-write',
  'crlf',
  'byte-order-mark',
  'comments',
  'empty-events',
  // The service says no.
  'status-400',
  'status-401',
  'status-402',
  'status-403',
  'status-404',
  'status-422',
  'status-429-seconds',
  'status-429-date',
  'status-429-bare',
  'status-500',
  'status-503',
  'echoes-key',
  'html-error',
  'redirect',
  'wrong-content-type',
  'web-page',
  'empty-body',
  'compressed-bomb',
  // The stream breaks.
  'error-first',
  'error-mid-stream',
  'malformed-event',
  'close-without-end',
  'reset-before-headers',
  'reset-once',
  'reset-mid-stream',
  'gigabyte-line',
  // Time passes.
  'stall-before-headers',
  'stall-before-first-token',
  'comments-only',
  'flood',
  'stall-mid-stream',
  'endless-stream',
  'slow-drip',
  'endless-drip',
] as const;

export type FaultName = (typeof faultNames)[number];

/** Faults that only change how the same events are cut into bytes. */
export const harmlessFaults: readonly FaultName[] = faultNames.slice(0, faultNames.indexOf('status-400'));
