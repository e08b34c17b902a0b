import { expect, onTestFinished, test } from 'vitest';
import { Refresher } from '../../../../src/core/completion/refresher.ts';
import type { Uri } from '../../../../src/core/document.ts';
import { FakeHost } from '../../../support/fake-host.ts';

const place = { uri: 'file:///a.ts' as Uri, version: 7, position: { line: 3, character: 5 }, isEmpty: false };

function setUp(): { readonly host: FakeHost; readonly refresher: Refresher } {
  const host = new FakeHost();
  const refresher = new Refresher(host);
  onTestFinished(() => refresher.dispose());
  return { host, refresher };
}

test('an editor that answers is asked once', async () => {
  const { host, refresher } = setUp();
  refresher.request(place, -Infinity, () => true);
  await host.clock.advance(100);
  expect(refresher.isAnswer(place, false)).toBe(true);
  await host.clock.advance(10_000);
  expect(host.refreshes).toEqual([place]);
});

test('where nothing is shown the answer comes as if the user had asked, and elsewhere such a call is the user’s', async () => {
  const { host, refresher } = setUp();
  for (const isEmpty of [true, false]) {
    refresher.request({ ...place, isEmpty }, -Infinity, () => true);
    await host.clock.advance(100);
    expect(refresher.isAnswer(place, true)).toBe(isEmpty);
  }
});

test('one that lost it is asked again, and given up on in the end', async () => {
  const { host, refresher } = setUp();
  refresher.request(place, -Infinity, () => true);
  await host.clock.advance(100);
  expect(host.refreshes).toHaveLength(1);
  await host.clock.advance(500);
  expect(host.refreshes).toHaveLength(2);
  await host.clock.advance(60_000);
  expect(host.refreshes).toHaveLength(3);
});

test('nothing is asked again for what is no longer due, or once a key has come', async () => {
  const { host, refresher } = setUp();
  let isDue = true;
  refresher.request(place, -Infinity, () => isDue);
  await host.clock.advance(100);
  isDue = false;
  await host.clock.advance(1000);
  isDue = true;
  refresher.request(place, -Infinity, () => isDue);
  await host.clock.advance(100);
  refresher.cancel();
  await host.clock.advance(1000);
  expect(host.refreshes).toHaveLength(2);
});
