import { expect, test } from 'vitest';
import { type Candidate, anchorAt } from '../../../../src/core/completion/candidate.ts';
import { InFlight } from '../../../../src/core/completion/in-flight.ts';
import { type Uri, createSnapshot } from '../../../../src/core/document.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const document = (text: string): ReturnType<typeof createSnapshot> =>
  createSnapshot({ uri: 'file:///a.ts' as Uri, languageId: 'typescript', version: 1, text });

const candidate = (text: string): Candidate =>
  ({ anchor: anchorAt(document('total = \n'), 8), text, state: 'streaming' }) as Candidate;

function inFlight(clock = new FakeClock(), change: { mayEnd?: boolean; isAwaited?: boolean } = {}): InFlight {
  const { mayEnd = false, isAwaited = false } = change;
  return new InFlight({ clock, mayEnd: () => mayEnd, isAwaited: () => isAwaited });
}

test('a stream that fits one of the places where the cursor may be goes on', () => {
  const streams = inFlight();
  const signal = streams.begin(candidate('price'));
  streams.abortDiverged(document('total = p)\n'), [10, 9]);
  expect(signal.aborted).toBe(false);
});

test('a stream that fits none is aborted', () => {
  const streams = inFlight();
  const signal = streams.begin(candidate('price'));
  streams.abortDiverged(document('total = x\n'), [9]);
  expect(signal.aborted).toBe(true);
});

test('one that is nearly done may end where an abort would cost the connection', () => {
  const streams = inFlight(new FakeClock(), { mayEnd: true });
  const signal = streams.begin(candidate('price'));
  streams.abortDiverged(document('total = x\n'), [9]);
  expect(signal.aborted).toBe(false);
});

test('two seconds without interest end a stream, and interest puts that off', async () => {
  const clock = new FakeClock();
  const streams = inFlight(clock);
  const one = candidate('price');
  const signal = streams.begin(one);
  await clock.advance(1900);
  streams.want(one);
  await clock.advance(1900);
  expect(signal.aborted).toBe(false);
  await clock.advance(200);
  expect(signal.aborted).toBe(true);
});

test('as long as the cursor rests at its place, a stream is wanted', async () => {
  const clock = new FakeClock();
  const streams = inFlight(clock, { isAwaited: true });
  const signal = streams.begin(candidate(''));
  await clock.advance(10_000);
  expect(signal.aborted).toBe(false);
  streams.dispose();
  expect(clock.pendingTimers).toBe(0);
});
