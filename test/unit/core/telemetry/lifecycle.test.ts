import { describe, expect, test } from 'vitest';
import type { DocumentEdit } from '../../../../src/core/document.ts';
import { type EndedSuggestion, SuggestionLifecycle } from '../../../../src/core/telemetry/lifecycle.ts';
import type { ShownSuggestion } from '../../../../src/core/telemetry/observer.ts';
import { FakeHost } from '../../../support/fake-host.ts';

/** A document `foo = █;` with `remainder` shown at the cursor. */
function show(remainder: string) {
  const host = new FakeHost();
  const lifecycle = new SuggestionLifecycle(host);
  const ended: EndedSuggestion[] = [];
  lifecycle.onDidEnd((end) => ended.push(end));
  let document = host.documents.open('a.ts', 'foo = ;');
  let cursor = 6;
  const shown = (rest: string, id = '1'): ShownSuggestion => ({
    id,
    requestId: id,
    uri: document.uri,
    document,
    offset: cursor,
    remainder: rest,
    languageId: 'typescript',
    provider: 'ollama',
    modelVersion: 'm',
    origin: 'fresh',
    contextSources: [],
    ttftMs: 40,
  });
  const edit = (change: DocumentEdit, reason: 'edit' | 'undo' = 'edit') => {
    document = host.documents.edit(document.uri, [change], reason);
    cursor = change.offset + change.insertedText.length;
  };
  lifecycle.didShow(shown(remainder));
  return {
    host,
    lifecycle,
    ended,
    shown,
    edit,
    type: (text: string) => edit({ offset: cursor, deletedLength: 0, insertedText: text }),
    backspace: () => edit({ offset: cursor - 1, deletedLength: 1, insertedText: '' }),
    /** What Tab does: the whole item over its range, from the line's start; then the command. */
    tab: (rest: string) => {
      const line = document.text.slice(0, cursor);
      edit({ offset: 0, deletedLength: cursor, insertedText: line + rest });
      lifecycle.didAccept('1');
    },
    endings: () => ended.map(({ ending }) => ending),
  };
}

describe('suggestion lifecycle', () => {
  test('Tab accepts: the edit over the whole range, then the command', () => {
    const { tab, ended } = show('bar(1)');
    tab('bar(1)');
    expect(ended).toMatchObject([
      { ending: 'accepted', acceptedText: 'bar(1)', acceptedRange: { start: 6, end: 12 }, typedCharacters: 0 },
    ]);
  });

  test('an insert at the cursor and the command accept too', () => {
    const { type, lifecycle, ended } = show('bar');
    type('bar');
    lifecycle.didAccept('1');
    expect(ended).toMatchObject([{ ending: 'accepted', acceptedText: 'bar' }]);
  });

  test('typing through and then Tab counts what was typed and what was taken apart', () => {
    const { type, tab, ended } = show('bar');
    type('b');
    tab('ar');
    expect(ended).toMatchObject([{ ending: 'accepted', acceptedText: 'ar', typedCharacters: 1 }]);
  });

  test('words taken and then left alone are one partial acceptance at the end', () => {
    const { type, lifecycle, ended } = show('bar baz qux');
    type('bar');
    type(' baz');
    lifecycle.didLeave();
    expect(ended).toMatchObject([{ ending: 'partly-accepted', acceptedText: 'bar baz' }]);
  });

  test('the last word taken makes it an acceptance', () => {
    const { type, endings } = show('bar baz');
    type('bar');
    type(' baz');
    type('x');
    expect(endings()).toEqual(['accepted']);
  });

  test('typed through to its end it is neither accepted nor rejected', () => {
    const { type, endings } = show('ba');
    type('b');
    type('a');
    expect(endings()).toEqual(['typed']);
  });

  test('Escape rejects', () => {
    const { lifecycle, endings } = show('bar');
    lifecycle.didDismiss();
    expect(endings()).toEqual(['rejected']);
  });

  test('typing something else rejects only what could be read', async () => {
    const unread = show('bar');
    await unread.host.clock.advance(749);
    unread.type('x');
    expect(unread.endings()).toEqual(['diverged-unread']);
    const read = show('bar');
    await read.host.clock.advance(750);
    read.type('x');
    expect(read.endings()).toEqual(['rejected']);
  });

  test('an auto-closed bracket is typing through', () => {
    const { type, ended, lifecycle } = show('(a)');
    type('()');
    expect(ended).toEqual([]);
    lifecycle.didLeave();
    expect(ended).toMatchObject([{ ending: 'left', typedCharacters: 1 }]);
  });

  test('growing in place is the same suggestion', () => {
    const { lifecycle, shown, ended } = show('bar');
    lifecycle.didShow(shown('bar + baz', '2'));
    expect(ended).toEqual([]);
    lifecycle.didAccept('2');
    expect(ended).toMatchObject([{ ending: 'accepted', acceptedText: 'bar + baz' }]);
  });

  test('another text in its place supersedes it', () => {
    const { lifecycle, shown, endings } = show('bar');
    lifecycle.didShow(shown('qux', '2'));
    expect(endings()).toEqual(['superseded']);
  });

  test('backspace gives back what was typed and judges nothing', () => {
    const { type, backspace, ended, tab } = show('bar');
    type('b');
    backspace();
    expect(ended).toEqual([]);
    tab('bar');
    expect(ended).toMatchObject([{ ending: 'accepted', acceptedText: 'bar' }]);
  });

  test('undo ends it without a judgement', () => {
    const { edit, endings } = show('bar');
    edit({ offset: 0, deletedLength: 1, insertedText: '' }, 'undo');
    expect(endings()).toEqual(['left']);
  });

  test('the accept command of another suggestion invents no acceptance', () => {
    const { lifecycle, ended } = show('bar');
    lifecycle.didAccept('other');
    expect(ended).toEqual([]);
  });
});
