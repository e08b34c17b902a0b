import { describe, expect, test } from 'vitest';
import { Survival, type SurvivalEvent, keptShare } from '../../../../src/core/telemetry/survival.ts';
import type { EndedSuggestion } from '../../../../src/core/telemetry/endings.ts';
import { FakeHost } from '../../../support/fake-host.ts';

/** `before` + accepted text + ` end` in a document, followed from now. */
function accept(acceptedText: string, before = 'x = ') {
  const host = new FakeHost();
  const survival = new Survival(host);
  const events: SurvivalEvent[] = [];
  survival.onDidHappen((event) => events.push(event));
  const document = host.documents.open('a.ts', `${before}${acceptedText} end`);
  const ended = {
    suggestion: { uri: document.uri },
    acceptedText,
    acceptedRange: { start: before.length, end: before.length + acceptedText.length },
  } as EndedSuggestion;
  survival.follow(ended);
  const edit = (offset: number, deletedLength: number, insertedText: string) =>
    host.documents.edit(document.uri, [{ offset, deletedLength, insertedText }]);
  return { host, survival, events, edit };
}

describe('survival of accepted text', () => {
  test('untouched text is kept whole at 30 s, 2 min and 5 min', async () => {
    const { host, events } = accept('foo(bar)');
    await host.clock.advance(300_000);
    expect(events).toMatchObject([
      { kind: 'checked', afterMs: 30_000, kept: 1 },
      { kind: 'checked', afterMs: 120_000, kept: 1 },
      { kind: 'checked', afterMs: 300_000, kept: 1 },
    ]);
    expect(host.clock.pendingTimers).toBe(0);
  });

  test('half of it gone within 30 s is regret, told once', async () => {
    const { host, events, edit } = accept('foo bar baz qux');
    await host.clock.advance(5000);
    edit(4, 8, '');
    edit(4, 1, '');
    expect(events).toMatchObject([{ kind: 'regretted', afterMs: 5000 }]);
  });

  test('the same later is no regret but shows in what was kept', async () => {
    const { host, events, edit } = accept('foo bar baz qux');
    await host.clock.advance(31_000);
    edit(4, 8, '');
    await host.clock.advance(100_000);
    expect(events).toMatchObject([{ kept: 1 }, { kept: 0.5 }]);
  });

  test('edits before it move it along', async () => {
    const { host, events, edit } = accept('foo bar');
    edit(0, 0, 'a longer start ');
    await host.clock.advance(30_000);
    expect(events).toMatchObject([{ kept: 1 }]);
  });

  test('a name that the editor changes everywhere at once is kept; one that is changed in one place is not', async () => {
    const places = accept('foo(bar, foo)');
    places.host.documents.edit(places.host.documents.all()[0]!.uri, [
      { offset: 13, deletedLength: 3, insertedText: 'total' },
      { offset: 4, deletedLength: 3, insertedText: 'total' },
    ]);
    const place = accept('foo(bar, foo)');
    place.edit(4, 3, 'total');
    await places.host.clock.advance(30_000);
    await place.host.clock.advance(30_000);
    expect(places.events).toMatchObject([{ kept: 1 }]);
    expect(place.events[0]).not.toMatchObject({ kept: 1 });
  });

  test('a file that is renamed is followed, whichever of its names is closed or opened first', async () => {
    for (const isOpenedFirst of [true, false]) {
      const { host, events } = accept('foo(bar)');
      const { uri, text } = host.documents.all()[0]!;
      if (!isOpenedFirst) host.documents.close(uri);
      const moved = host.documents.open('b.ts', text);
      if (isOpenedFirst) host.documents.close(uri);
      host.documents.edit(moved.uri, [{ offset: 8, deletedLength: 3, insertedText: '' }]);
      await host.clock.advance(30_000);
      expect(events).toMatchObject([{ kind: 'checked', afterMs: 30_000, kept: 0.75 }]);
    }
  });

  test('a closed document ends it quietly', async () => {
    const { host, events } = accept('foo');
    host.documents.close(host.documents.all()[0]?.uri as never);
    await host.clock.advance(300_000);
    expect(events).toEqual([]);
    expect(host.clock.pendingTimers).toBe(0);
  });

  test('kept share counts tokens in order, whatever the blanks', () => {
    expect(keptShare('a + b', 'a+b')).toBe(1);
    expect(keptShare('a b c d', 'd c b a')).toBe(0.25);
    expect(keptShare('', 'x')).toBe(1);
  });
});
