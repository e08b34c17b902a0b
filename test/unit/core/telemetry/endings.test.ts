import { describe, expect, test } from 'vitest';
import { Emitter } from '../../../../src/base/emitter.ts';
import { type EndedSuggestion, Endings } from '../../../../src/core/telemetry/endings.ts';
import type { SuggestionEvent, SuggestionEventKind } from '../../../../src/core/telemetry/suggestion-event.ts';

/** One suggestion's life: what happened, with the text it was about, and how long it had been visible. */
type Step = readonly [kind: SuggestionEventKind, text?: string, visibleMs?: number];

/** Lives a life whose text starts at offset 10, and gives its ending. */
function live(...steps: readonly Step[]): EndedSuggestion | undefined {
  const events = new Emitter<SuggestionEvent>();
  const endings = new Endings();
  const ended: EndedSuggestion[] = [];
  endings.watch(events.event);
  endings.onDidEnd((end) => ended.push(end));
  let offset = 10;
  for (const [kind, text = '', visibleMs = 0] of steps) {
    if (kind !== 'shown' && kind !== 'grown') offset += text.length;
    events.fire({ suggestionId: '1', kind, text, characters: text.length, visibleMs, offset } as SuggestionEvent);
  }
  expect(ended.length).toBeLessThanOrEqual(1);
  return ended[0];
}

describe("a suggestion's ending", () => {
  test('Tab: all of it arrives in the document, then the command confirms', () => {
    expect(live(['shown', 'bar()'], ['rest-taken', 'bar()'], ['accepted'])).toMatchObject({
      ending: 'accepted',
      acceptedText: 'bar()',
      acceptedRange: { start: 10, end: 15 },
    });
  });

  test('what was typed before Tab is not accepted text', () => {
    expect(live(['shown'], ['typed', 'b'], ['rest-taken', 'ar'], ['accepted'])).toMatchObject({
      ending: 'accepted',
      acceptedText: 'ar',
      typedCharacters: 1,
      acceptedRange: { start: 11, end: 13 },
    });
  });

  test('words taken are one partial acceptance at the end, whatever the end is', () => {
    const taken: Step[] = [['shown'], ['word-taken', 'foo'], ['line-taken', ' bar']];
    for (const kind of ['dismissed', 'diverged', 'superseded', 'left'] as const) {
      expect(live(...taken, [kind])).toMatchObject({ ending: 'partly-accepted', acceptedText: 'foo bar' });
    }
  });

  test('words taken to its end are an acceptance, once VS Code says so; letters typed to its end are not', () => {
    expect(live(['shown'], ['word-taken', 'foo'], ['rest-taken', 'bar'], ['accepted'])).toMatchObject({
      ending: 'accepted',
      acceptedText: 'foobar',
    });
    expect(live(['shown'], ['typed', 'f'], ['completed'])?.ending).toBe('typed');
  });

  test('a paste of all the rest is no acceptance', () => {
    expect(live(['shown'], ['rest-taken', 'foo'], ['completed'])).toMatchObject({ ending: 'typed', acceptedText: '' });
    expect(live(['shown'], ['word-taken', 'foo'], ['rest-taken', 'bar'], ['completed'])).toMatchObject({
      ending: 'partly-accepted',
      acceptedText: 'foo',
    });
  });

  test("a blank that came by the word's key is taken, not typed", () => {
    expect(live(['shown'], ['typed', ' '], ['word-confirmed', ' '], ['dismissed'])).toMatchObject({
      ending: 'partly-accepted',
      typedCharacters: 0,
    });
  });

  test('Escape rejects; typing something else rejects only what could be read', () => {
    expect(live(['shown'], ['dismissed'])?.ending).toBe('rejected');
    expect(live(['shown'], ['diverged', '', 749])?.ending).toBe('diverged-unread');
    expect(live(['shown'], ['diverged', '', 750])?.ending).toBe('rejected');
  });

  test('what is superseded or left judges nothing', () => {
    expect(live(['shown'], ['superseded', '', 5000])?.ending).toBe('superseded');
    expect(live(['shown'], ['left', '', 5000])?.ending).toBe('left');
  });

  test('a suggestion that goes on has no ending', () => {
    expect(live(['shown'], ['grown'], ['typed', 'a'])).toBeUndefined();
  });
});
