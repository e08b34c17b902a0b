import { describe, expect, test } from 'vitest';
import type { LifeRecord } from '../../../src/core/telemetry/telemetry.ts';
import type { TruthRecord } from '../../editor/companion/protocol.ts';
import { compare, inventedAccepts, rightShare, toTable } from '../../editor/truth/confusion.ts';

const ended = (suggestionId: string, reason: 'accepted' | 'rejected' | 'ignored'): TruthRecord => ({
  suggestionId,
  at: 0,
  kind: 'end',
  reason,
  isTypedOver: false,
  supersededBy: null,
});
const word = (suggestionId: string): TruthRecord => ({ suggestionId, at: 0, kind: 'partial', by: 'word', length: 3 });
const held = (suggestionId: string, kind: LifeRecord['kind']): LifeRecord =>
  ({ suggestionId, kind }) as unknown as LifeRecord;

describe('the confusion matrix', () => {
  test('what both say the same is right', () => {
    const confusion = compare([word('a'), ended('a', 'accepted')], [held('a', 'word-taken'), held('a', 'accepted')]);
    expect(confusion.counts).toMatchObject({ accept: { accept: 1 }, word: { word: 1 } });
    expect([rightShare(confusion, 'word'), inventedAccepts(confusion), confusion.wrong]).toEqual([1, 0, []]);
  });

  test('a dismissal that was taken for nothing is one that was missed', () => {
    const confusion = compare([ended('a', 'rejected'), ended('b', 'rejected')], [held('a', 'dismissed')]);
    expect(rightShare(confusion, 'dismissal')).toBe(0.5);
    expect(confusion.counts.dismissal.nothing).toBe(1);
  });

  test('an acceptance of something that was not accepted is invented', () => {
    const confusion = compare(
      [ended('a', 'ignored'), ended('b', 'rejected')],
      ['a', 'b'].map((id) => held(id, 'accepted')),
    );
    expect(inventedAccepts(confusion)).toBe(2);
    expect(confusion.counts.dismissal.accept).toBe(1);
    expect(confusion.wrong).toHaveLength(2);
  });

  test('the same deed on another suggestion is no match', () => {
    const confusion = compare([ended('a', 'accepted')], [held('b', 'accepted')]);
    expect([rightShare(confusion, 'accept'), inventedAccepts(confusion)]).toEqual([0, 1]);
  });

  test('of what was taken back, the script has the word', () => {
    const confusion = compare([ended('a', 'accepted')], [held('a', 'accepted'), held('b', 'regretted')], ['a']);
    expect(confusion.counts).toMatchObject({ accept: { accept: 1 }, regret: { nothing: 1 }, nothing: { regret: 1 } });
  });

  test('the table says all of it', () => {
    expect(toTable(compare([word('a')], [held('a', 'word-taken')])).split('\n')[3]).toBe(
      '| word | 0 | 1 | 0 | 0 | 0 | 0 | 100.0 % |',
    );
  });
});
