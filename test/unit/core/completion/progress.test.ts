import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../../../src/core/completion/candidate.ts';
import { type Paint, paintableUntil } from '../../../../src/core/completion/progress.ts';
import { Reach } from '../../../../src/core/completion/reach.ts';

const paint: Paint = { typed: 0, shownUntil: 0, likelyLength: 1000, isInWord: false, isUrgent: false };
const painted = (text: string, state: Candidate['state'], change: Partial<Paint> = {}): string =>
  text.slice(change.typed ?? 0, paintableUntil({ text, state } as Candidate, { ...paint, ...change }));

describe('while a stream runs', () => {
  test('nothing of a line is shown before it is whole', () => {
    expect(painted('price * cou', 'streaming')).toBe('');
  });

  test('a whole line is shown, and no more', () => {
    expect(painted('a();\n  b();\n  c', 'streaming')).toBe('a();');
  });

  test('the first line with text counts, not the line end before it', () => {
    expect(painted('\n  a();\n  b', 'streaming')).toBe('\n  a();');
  });

  test('whole words are shown where the call can wait no longer', () => {
    expect(painted('price * cou', 'streaming', { isUrgent: true })).toBe('price * ');
  });

  test('a word or two are not worth it', () => {
    expect(painted('a = b', 'streaming', { isUrgent: true })).toBe('');
  });

  test('what is on screen stays', () => {
    expect(painted('price * count', 'streaming', { shownUntil: 8 })).toBe('price * ');
  });
});

describe('once it has ended', () => {
  test('all is shown where all is likely right', () => {
    expect(painted('a();\n  b();', 'done')).toBe('a();\n  b();');
  });

  test('of a block, as many lines as are likely right', () => {
    expect(painted('a();\n  b();\n  c();', 'done', { likelyLength: 13 })).toBe('a();\n  b();');
  });

  test('of a long line, as many words as are likely right', () => {
    expect(painted('prices.map((price) => price * count);', 'done', { likelyLength: 14 })).toBe('prices.map((');
  });

  test('what is shown goes on with the next word, not with each key', () => {
    const text = 'prices.map((price) => price * count);';
    const inWord = { likelyLength: 14, typed: 3, shownUntil: 12, isInWord: true };
    expect(painted(text, 'done', inWord)).toBe('ces.map((');
    expect(painted(text, 'done', { ...inWord, typed: 7, isInWord: false })).toBe('map((price) =>');
  });

  test('it also goes on within a word where little of it is left', () => {
    const text = 'prices.map((price) => price * count);';
    expect(painted(text, 'done', { likelyLength: 14, typed: 8, shownUntil: 12, isInWord: true })).toBe(
      'ap((price) => ',
    );
  });

  test('a long word is shown whole, and no more of the line', () => {
    expect(painted('monthlyStatementOf(customer, from);', 'done', { likelyLength: 12 })).toBe('monthlyStatementOf');
  });

  test('a line is shown whole where only its closers would be left', () => {
    expect(painted('sum(of(prices));', 'done', { likelyLength: 13 })).toBe('sum(of(prices));');
  });
});

describe('how far text is likely right', () => {
  test('is far before anything is known', () => {
    expect(new Reach().lengthAt(0.65)).toBeGreaterThan(40);
  });

  test('shrinks with a model that is often wrong', () => {
    const reach = new Reach();
    const before = reach.lengthAt(0.65);
    for (let time = 0; time < 20; time += 1) {
      reach.didAgree(20, 0);
      reach.didDiverge(20);
    }
    expect(reach.lengthAt(0.65)).toBeLessThan(before / 2);
  });

  test('stays with a model that is wrong from the start or right throughout: shorter would be no better', () => {
    const reach = new Reach();
    const before = reach.lengthAt(0.65);
    for (let time = 0; time < 30; time += 1) {
      reach.didDiverge(0);
      for (let typed = 0; typed < 20; typed += 1) reach.didAgree(1, typed);
    }
    expect(reach.lengthAt(0.65)).toBeGreaterThan(before);
  });

  test('grows with a model that is right', () => {
    const reach = new Reach();
    const before = reach.lengthAt(0.65);
    reach.didAgree(2000, 0);
    expect(reach.lengthAt(0.65)).toBeGreaterThan(before * 4);
  });
});
