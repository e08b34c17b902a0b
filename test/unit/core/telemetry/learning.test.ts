import { describe, expect, test } from 'vitest';
import { thresholdFor } from '../../../../src/core/embedded/stop-choice.ts';
import { type Judged, Learning, learningBounds } from '../../../../src/core/telemetry/learning.ts';
import { randomNumbers } from '../../../bench/replay/traces.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const dayMs = 86_400_000;

function createLearning() {
  const clock = new FakeClock();
  const learning = new Learning(clock);
  const judge = (ending: Judged['ending'], times = 1, origin: Judged['origin'] = 'model', languageId = 'go'): void => {
    for (let time = 0; time < times; time += 1) learning.didEnd({ ending, languageId, origin, at: clock.now() });
  };
  return { clock, learning, judge };
}

describe('the loop', () => {
  test('before anything is judged nothing is moved', () => {
    const { learning } = createLearning();
    expect([learning.debounceFactor('go'), learning.thresholdShift('go')]).toEqual([1, 0]);
    expect(learning.lessons()).toEqual([]);
  });

  test('a model that is rejected in a language waits longer there, and nowhere else', () => {
    const { learning, judge } = createLearning();
    judge('rejected', 30);
    expect(learning.debounceFactor('go')).toBeGreaterThan(1.3);
    expect([learning.debounceFactor('rust'), learning.thresholdShift('go')]).toEqual([1, 0]);
    expect(learning.lessons()).toMatchObject([{ languageId: 'go', what: 'waits-longer' }]);
  });

  test('what is typed to its end was right, what nobody could judge is neither', () => {
    const { learning, judge } = createLearning();
    judge('diverged-unread', 50);
    judge('superseded', 50);
    judge('left', 50);
    expect(learning.debounceFactor('go')).toBe(1);
    judge('typed', 10);
    expect(learning.debounceFactor('go')).toBeLessThan(1);
  });

  test("the embedded engine's threshold follows its own suggestions, drafts included", () => {
    const { learning, judge } = createLearning();
    judge('rejected', 20, 'embedded');
    judge('rejected', 20, 'draft');
    expect(learning.thresholdShift('go')).toBeGreaterThan(0.1);
    expect(learning.debounceFactor('go')).toBe(1);
  });

  test('no run of judgements, however long, leaves the bounds', () => {
    const { learning, judge } = createLearning();
    for (const ending of ['rejected', 'accepted'] as const) {
      for (const origin of ['model', 'embedded'] as const) judge(ending, 5000, origin);
      const { debounce, threshold } = learningBounds;
      expect(learning.debounceFactor('go')).toBe(ending === 'rejected' ? 1.5 : debounce.least);
      expect(learning.thresholdShift('go')).toBeGreaterThanOrEqual(threshold.least);
      expect(learning.thresholdShift('go')).toBeLessThanOrEqual(threshold.most);
    }
  });

  test('judged no more, it comes back by itself within three weeks', async () => {
    const { clock, learning, judge } = createLearning();
    judge('rejected', 200, 'embedded');
    const before = learning.thresholdShift('go');
    await clock.advance(21 * dayMs);
    expect(before).toBeGreaterThan(0.2);
    expect(learning.thresholdShift('go')).toBeLessThan(0.08);
  });

  test('a changed mind is heard within a few dozen judgements', () => {
    const { learning, judge } = createLearning();
    judge('rejected', 1000, 'embedded');
    judge('accepted', 70, 'embedded');
    expect(learning.thresholdShift('go')).toBeLessThan(0.05);
  });

  test('reset, all is as for anyone', () => {
    const { learning, judge } = createLearning();
    judge('rejected', 100);
    judge('rejected', 100, 'embedded');
    learning.reset();
    expect([learning.debounceFactor('go'), learning.thresholdShift('go'), learning.lessons().length]).toEqual([
      1, 0, 0,
    ]);
  });
});

/**
 * Two weeks of an embedded engine in one language on a virtual clock, closed through the real loop and thresholds. Its
 * confidence is uniform over what it has to say, and too high by `bias`: of suggestions at 0.7, 0.7 - bias are right.
 * A right one saves 20 characters. A wrong one costs what reading it does, 15 characters; the user rejects nine in ten.
 */
async function liveThrough(bias: (step: number) => number, isClosed: boolean) {
  const { clock, learning } = createLearning();
  const random = randomNumbers(7);
  const steps = 4000;
  const result = { wrong: 0, net: 0, shifts: [] as number[], shown: 0 };
  for (let step = 0; step < steps; step += 1) {
    await clock.advance((14 * dayMs) / steps);
    const shift = isClosed ? learning.thresholdShift('go') : 0;
    result.shifts.push(shift);
    const confidence = 0.3 + 0.7 * random();
    const [isRight, judges] = [random() < confidence - bias(step), random()];
    if (confidence < thresholdFor('alone', shift)) continue;
    result.shown += 1;
    result.net += isRight ? 20 : -15;
    if (!isRight) result.wrong += 1;
    const ending = isRight ? (judges < 0.7 ? 'accepted' : 'typed') : judges < 0.9 ? 'rejected' : 'diverged-unread';
    learning.didEnd({ ending, languageId: 'go', origin: 'embedded', at: clock.now() });
  }
  return result;
}

/** Standard deviation. */
function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

describe('the loop in a replay of two weeks', () => {
  test('where the engine is too sure of itself, fewer wrong ones are shown and more is won', async () => {
    const open = await liveThrough(() => 0.4, false);
    const closed = await liveThrough(() => 0.4, true);
    expect(closed.wrong).toBeLessThan(0.75 * open.wrong);
    expect(closed.net).toBeGreaterThan(open.net);
  });

  test('where it is as good as it says, nothing is lost', async () => {
    const open = await liveThrough(() => 0, false);
    const closed = await liveThrough(() => 0, true);
    expect(closed.net).toBeGreaterThan(0.98 * open.net);
  });

  test('it settles: neither at a bound nor swinging, and it never stops showing', async () => {
    const { shifts, shown } = await liveThrough(() => 0.4, true);
    const settled = shifts.slice(2000);
    expect(Math.max(...settled)).toBeLessThan(learningBounds.threshold.most);
    expect(spread(settled)).toBeLessThan(0.05);
    expect(shown).toBeGreaterThan(1000);
  });

  test('an engine that has become good is shown as often again', async () => {
    const { shifts } = await liveThrough((step) => (step < 2000 ? 0.5 : 0), true);
    expect(shifts[1999]).toBeGreaterThan(0.05);
    expect(shifts.at(-1)).toBeLessThanOrEqual(0);
  });
});
