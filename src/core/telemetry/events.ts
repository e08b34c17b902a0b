import * as z from 'zod';
import { contextSourceKinds } from '../prompt.ts';
import { providerIds } from '../providers/provider.ts';
import { suggestionOrigins } from './suggestion-event.ts';

const id = z.string().regex(/^[0-9a-f-]{1,64}$/);
/** Names of languages and models are plain words: anything else, such as a path, doesn't pass. */
const word = z.string().regex(/^[\w.+:@#-]{1,80}$/);
const milliseconds = z.number().int().min(0).max(86_400_000);

/**
 * One event as it goes over the wire, in the service's spelling. The closed list of fields is what can leave: no source
 * text, no path, no name. Each field's description says why it is there; the documentation is made from them.
 */
export const signalEventSchema = z.strictObject({
  event_id: id.describe('Tells a repeated delivery from a new event.'),
  request_id: id.describe('Joins the events of one suggestion.'),
  action: z
    .enum(['accept', 'reject', 'partial_accept', 'backspace_after_accept'])
    .describe('What the user did with the suggestion.'),
  accepted_tokens: z.number().int().min(0).max(100_000).describe('How much was taken, estimated at four characters.'),
  time_to_action_ms: milliseconds.describe('How long the suggestion was on screen before.'),
  timestamp: z.iso.datetime().describe('When it happened; for rates over days.'),
  language: word.describe('Acceptance differs by language.'),
  provider: z.enum(providerIds).describe('Acceptance differs by provider.'),
  model_version: word.describe('Tells versions of a model apart.'),
  shown_tokens: z.number().int().min(0).max(100_000).describe('Long suggestions are judged differently.'),
  origin: z.enum(suggestionOrigins).describe('Whether the model wrote it, or the embedded engine.'),
  context_sources: z
    .array(z.enum(contextSourceKinds))
    .max(contextSourceKinds.length)
    .describe('Which kinds of context were in the prompt; kinds only.'),
});

export type SignalEvent = z.output<typeof signalEventSchema>;
