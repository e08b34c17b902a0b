import { describe, expect, test } from 'vitest';
import {
  type ValueRule,
  fields,
  list,
  number,
  oneOf,
  partial,
  record,
  text,
  where,
  whole,
  yesOrNo,
} from '../../../src/core/value-rules.ts';

const range = where(fields({ from: whole(0, 9), to: whole(0, 9) }), ({ from, to }) => from <= to, 'must go up');

type Row = readonly [what: string, rule: ValueRule<unknown>, value: unknown];

const right: readonly Row[] = [
  ['true', yesOrNo, true],
  ['a number at its lower bound', number(0, 2), 0],
  ['a number at its upper bound', number(0, 2), 2],
  ['a whole number', whole(8, 1024), 128],
  ['a text as long as it may be', text(3), 'abc'],
  ['a choice', oneOf(['on', 'off']), 'off'],
  ['an empty list', list(yesOrNo), []],
  ['a list as long as it may be', list(text(3), 2), ['a', 'b']],
  ['any names', record(yesOrNo), { go: true, 'c++': false }],
  ['some of the names', partial(['a', 'b'], number(0, 1)), { b: 1 }],
  ['an object with what the rule asks besides', range, { from: 1, to: 2 }],
];

test.each(right)('%s is right, and stays as it is', (_, rule, value) => {
  expect(rule.read(value)).toEqual({ kind: 'value', value });
});

const changed: readonly (readonly [...Row, read: unknown])[] = [
  ['the space around a text', text(3), ' a b ', 'a b'],
  ['a field that nobody knows', range, { from: 1, to: 2, else: 3 }, { from: 1, to: 2 }],
  ['a name that would be a prototype', record(yesOrNo), JSON.parse('{"__proto__": true, "a": true}'), { a: true }],
];

test.each(changed)('%s is left out', (_, rule, value, read) => {
  expect(rule.read(value)).toEqual({ kind: 'value', value: read });
});

const wrong: readonly (readonly [...Row, problem: string])[] = [
  ['a text for true', yesOrNo, 'true', 'must be true or false'],
  ['a number below its bound', number(0, 2), -0.1, 'must be a number from 0 to 2'],
  ['a number above its bound', number(0, 2), 2.1, 'must be a number from 0 to 2'],
  ['no number at all', number(0, 2), Number.NaN, 'must be a number from 0 to 2'],
  ['a text that reads as a number', number(0, 2), '1', 'must be a number from 0 to 2'],
  ['a part of a whole', whole(0, 9), 1.5, 'must be a whole number from 0 to 9'],
  ['a whole number above its bound', whole(0, 9), 10, 'must be a whole number from 0 to 9'],
  ['a text that is too long', text(3), 'abcd', 'must be a text of at most 3 characters'],
  ['no text', text(3), null, 'must be a text of at most 3 characters'],
  ['no choice', oneOf(['on', 'off']), 'On', 'must be one of on, off'],
  ['no list', list(yesOrNo), { length: 1 }, 'must be a list'],
  ['a list that is too long', list(yesOrNo, 1), [true, true], 'must be a list of at most 1'],
  ['an item', list(yesOrNo), [true, 1], 'must be right in each item: item 2 must be true or false'],
  ['a list for an object', record(yesOrNo), [true], 'must be an object'],
  ['a field', record(yesOrNo), { go: 1 }, 'must be right in each field: go must be true or false'],
  ['a name', partial(['a', 'b'], yesOrNo), { c: true }, 'must have no other names than a, b'],
  ['a field that is missing', range, { from: 1 }, 'must be right in each field: to must be a whole number from 0 to 9'],
  [
    'a field that only the prototype has',
    range,
    Object.create({ from: 1, to: 2 }),
    'must be right in each field: from must be a whole number from 0 to 9',
  ],
  ['nothing', range, null, 'must be an object'],
  ['what the rule asks besides', range, { from: 2, to: 1 }, 'must go up'],
];

test.each(wrong)('%s is wrong, in words', (_, rule, value, problem) => {
  expect(rule.read(value)).toEqual({ kind: 'problem', problem });
});

describe('in the words of JSON Schema', () => {
  test('a rule says its bounds, and those of what is in it', () => {
    expect(list(record(fields({ cost: number(0, 1) })), 3).schema).toEqual({
      type: 'array',
      maxItems: 3,
      items: {
        type: 'object',
        additionalProperties: {
          type: 'object',
          properties: { cost: { type: 'number', minimum: 0, maximum: 1 } },
          required: ['cost'],
        },
      },
    });
  });

  test('a closed set of names takes no other', () => {
    expect(partial(['a'], oneOf(['x'])).schema).toEqual({
      type: 'object',
      properties: { a: { type: 'string', enum: ['x'] } },
      additionalProperties: false,
    });
  });
});
