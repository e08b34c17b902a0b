import type { Event } from '../../src/base/emitter.ts';
import { Endings } from '../../src/core/telemetry/endings.ts';
import type { Learning } from '../../src/core/telemetry/learning.ts';
import type { SuggestionEvent } from '../../src/core/telemetry/suggestion-event.ts';

/** Closes the loop as the whole product does: what becomes of suggestions teaches. */
export function learnFrom(onDidHappen: Event<SuggestionEvent>, learning: Learning): void {
  const endings = new Endings();
  endings.watch(onDidHappen);
  endings.onDidEnd(({ suggestion, ending }) => learning.didEnd({ ...suggestion, ending }));
}
