import { isoTime } from '../../base/iso-time.ts';
import type { Clock } from '../host.ts';
import { type SignalEvent, readSignal } from './events.ts';
import type { EndedSuggestion, Ending } from './endings.ts';

/** Characters a token, as a plain average over code; the wire wants tokens, and no tokenizer runs here. */
const charactersPerToken = 4;

/** The wire event of an ending; undefined where the ending is no judgement of the user, or a field would say too much. */
export function toSignal(
  ended: EndedSuggestion,
  action: SignalEvent['action'],
  parts: { readonly clock: Clock; readonly eventId: string; readonly afterMs: number; readonly modelVersion: string },
): SignalEvent | undefined {
  const { suggestion } = ended;
  return readSignal({
    event_id: parts.eventId,
    request_id: suggestion.requestId,
    action,
    accepted_tokens: Math.ceil(ended.acceptedText.length / charactersPerToken),
    time_to_action_ms: Math.min(86_400_000, Math.max(0, Math.round(parts.afterMs))),
    timestamp: isoTime(parts.clock.now()),
    language: suggestion.languageId,
    provider: suggestion.provider,
    model_version: parts.modelVersion,
    shown_tokens: Math.ceil(suggestion.shownCharacters / charactersPerToken),
    origin: suggestion.origin,
    context_sources: [...new Set(suggestion.contextSources)],
  });
}

/** The judgement that an ending is, in the wire's words. */
export function actionOf(ending: Ending): SignalEvent['action'] | undefined {
  switch (ending) {
    case 'accepted':
      return 'accept';
    case 'partly-accepted':
      return 'partial_accept';
    case 'rejected':
      return 'reject';
    case 'typed':
    case 'diverged-unread':
    case 'superseded':
    case 'left':
      return undefined;
  }
}
