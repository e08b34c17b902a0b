import type { SignalEvent } from '../../src/core/telemetry/events.ts';

/** An event as it is spooled and sent, told apart by its number alone. */
export function signalEvent(number: number): SignalEvent {
  return {
    event_id: number.toString(16).padStart(8, '0'),
    request_id: 'abc',
    action: 'accept',
    accepted_tokens: 3,
    time_to_action_ms: 900,
    timestamp: '2026-11-20T09:00:00.000Z',
    language: 'go',
    provider: 'ollama',
    model_version: 'm',
    shown_tokens: 4,
    origin: 'model',
    context_sources: [],
  };
}
