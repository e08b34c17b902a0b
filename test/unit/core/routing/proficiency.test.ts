import { describe, expect, test } from 'vitest';
import { Proficiency } from '../../../../src/core/routing/proficiency.ts';

function createProficiency(overrides: Readonly<Record<string, boolean>> = {}) {
  const proficiency = new Proficiency(() => overrides);
  const judge = (model: string, accepted: number, rejected: number, languageId = 'go'): void => {
    for (let count = 0; count < Math.max(accepted, rejected); count += 1) {
      if (count < accepted) proficiency.didJudge(model, languageId, 'accepted');
      if (count < rejected) proficiency.didJudge(model, languageId, 'rejected');
    }
  };
  const order = (languageId = 'go') => proficiency.order(['first', 'second', 'third'], (id) => id, languageId);
  return { proficiency, judge, order };
}

describe('the choice among configured models', () => {
  test("without judgements it is the user's own chain", () => {
    expect(createProficiency().order()).toEqual(['first', 'second', 'third']);
  });

  test('a model that is surely taken more often in a language goes first there, and nowhere else', () => {
    const { judge, order } = createProficiency();
    judge('first', 10, 50);
    judge('second', 30, 30);
    expect(order()).toEqual(['second', 'first', 'third']);
    expect(order('rust')).toEqual(['first', 'second', 'third']);
  });

  test('chance, or too few judgements of either, moves nothing', () => {
    const close = createProficiency();
    close.judge('first', 20, 40);
    close.judge('second', 24, 36);
    expect(close.order()[0]).toBe('first');
    const few = createProficiency();
    few.judge('first', 0, 30);
    few.judge('second', 30, 0);
    expect(few.order()[0]).toBe('first');
  });

  test('of two better ones the better goes first; reset, none does', () => {
    const { proficiency, judge, order } = createProficiency();
    judge('first', 5, 55);
    judge('second', 25, 35);
    judge('third', 50, 10);
    expect(order()).toEqual(['third', 'first', 'second']);
    proficiency.reset();
    expect(order()).toEqual(['first', 'second', 'third']);
  });

  test('a first model that becomes better goes first again', () => {
    const { judge, order } = createProficiency();
    judge('first', 5, 55);
    judge('second', 30, 30);
    expect(order()[0]).toBe('second');
    judge('first', 200, 50);
    expect(order()[0]).toBe('first');
  });

  test('a language that the user turned on is never held back', () => {
    const { proficiency, judge } = createProficiency({ go: true });
    judge('first', 0, 100);
    judge('first', 0, 100, 'rust');
    expect([proficiency.isHeldBack('first', 'go'), proficiency.isHeldBack('first', 'rust')]).toEqual([false, true]);
  });
});
