import * as z from 'zod/mini';
import { lazy } from '../../base/lazy.ts';
import { contextSourceKinds } from '../prompt.ts';
import { providerIds } from '../provider-ids.ts';
import { suggestionOrigins } from './suggestion-event.ts';

const id = (): z.ZodMiniString => z.string().check(z.regex(/^[0-9a-f-]{1,64}$/));
/**
 * Names of languages and models are plain words. Anything else goes as `other`: servers of local models give the file's
 * path for a name, and whoever makes the name could put anything into it.
 */
// oxlint-disable-next-line promise/valid-params -- it is no promise's `catch`
const word = (): z.ZodMiniCatch<z.ZodMiniString> => z.catch(z.string().check(z.regex(/^[\w.+:#-]{1,80}$/)), 'other');
const milliseconds = (): z.ZodMiniNumber => z.int().check(z.minimum(0), z.maximum(86_400_000));
const tokens = (): z.ZodMiniNumber => z.int().check(z.minimum(0), z.maximum(100_000));

/**
 * One event as it goes over the wire, in the service's spelling. The closed list of fields is what can leave: no source
 * text, no path, no name. Each field's description says why it is there; the documentation is made from them.
 */
export const signalEventSchema = lazy(() =>
  z.strictObject({
    event_id: id().check(z.describe('Tells a repeated delivery from a new event.')),
    request_id: id().check(
      z.describe('Joins what is told of one request, such as an acceptance and what was deleted of it.'),
    ),
    action: z
      .enum(['accept', 'reject', 'partial_accept', 'backspace_after_accept'])
      .check(
        z.describe('What the user did: took all of it, a part, dismissed it, or deleted most of it within 30 seconds.'),
      ),
    accepted_tokens: tokens().check(z.describe('How much was taken, at four characters a token.')),
    time_to_action_ms: milliseconds().check(
      z.describe('How long it was on screen before, or how soon it was deleted: a quick yes and a slow one differ.'),
    ),
    timestamp: z.iso.datetime().check(z.describe('When it happened; for rates over days.')),
    language: word().check(z.describe('Acceptance differs by language.')),
    provider: z.enum(providerIds).check(z.describe('Acceptance differs by provider.')),
    model_version: word().check(z.describe('Tells versions of a model apart.')),
    shown_tokens: tokens().check(z.describe('How much was shown: long suggestions are judged differently.')),
    origin: z
      .enum(suggestionOrigins)
      .check(z.describe('Who wrote it: the model, the embedded engine, or the model asked ahead of time.')),
    context_sources: z
      .array(z.enum(contextSourceKinds))
      .check(
        z.maxLength(contextSourceKinds.length),
        z.describe(
          'Which kinds of context were in the prompt; kinds only. Recent tabs are open, or were closed lately.',
        ),
      ),
  }),
);

/** Why each field is sent, for people. */
export function fieldReasons(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(signalEventSchema().shape).map(([name, schema]) => [
      name,
      z.globalRegistry.get(schema)?.description ?? '',
    ]),
  );
}

export type SignalEvent = z.output<ReturnType<typeof signalEventSchema>>;

/** The event, if it is one and says no more than it may. */
export function readSignal(value: unknown): SignalEvent | undefined {
  return signalEventSchema().safeParse(value).data;
}

const receiptSchema = lazy(() => z.object({ received: z.int().check(z.minimum(0)) }));

/** Whether it is the service's answer to a batch. */
export function isReceipt(value: unknown): boolean {
  return receiptSchema().safeParse(value).success;
}
