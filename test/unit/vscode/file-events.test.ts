import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { Uri } from 'vscode';
import { type FileEvents, watchFiles } from '../../../src/vscode/file-events.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { fakeFileEvents } from '../../support/fake-file-events.ts';

let clock: FakeClock;
let told: FileEvents[];

beforeEach(() => {
  clock = new FakeClock();
  told = [];
  const watching = watchFiles(clock, (events) => told.push(events));
  onTestFinished(() => watching.dispose());
});

describe('files that change on the disk', () => {
  test('are told together', async () => {
    fakeFileEvents.create(Uri.parse('file:///a.ts'));
    fakeFileEvents.change(Uri.parse('file:///b.ts'));
    await clock.advance(299);
    expect(told).toEqual([]);
    await clock.advance(1);
    expect(told).toEqual([{ changed: ['file:///a.ts', 'file:///b.ts'], deleted: [] }]);
  });

  test('a deleted file is told at once, with what waits', async () => {
    fakeFileEvents.change(Uri.parse('file:///b.ts'));
    fakeFileEvents.delete(Uri.parse('file:///a.ts'));
    await clock.advance(20);
    expect(told).toEqual([{ changed: ['file:///b.ts'], deleted: ['file:///a.ts'] }]);
    await clock.advance(1000);
    expect(told).toHaveLength(1);
  });

  test('an ignore file is told at once', async () => {
    fakeFileEvents.create(Uri.parse('file:///.midfillignore'));
    await clock.advance(20);
    expect(told).toEqual([{ changed: ['file:///.midfillignore'], deleted: [] }]);
  });

  test('a stream of deletions is told while it runs', async () => {
    for (let at = 0; at < 10; at += 1) {
      fakeFileEvents.delete(Uri.parse(`file:///${at}.ts`));
      await clock.advance(10);
    }
    expect(told.length).toBeGreaterThan(3);
  });
});

describe('what the user does in the explorer', () => {
  test('a deletion is told before the watcher sees it', async () => {
    fakeFileEvents.deleteInExplorer(Uri.parse('file:///lib'));
    await clock.advance(20);
    expect(told).toEqual([{ changed: [], deleted: ['file:///lib'] }]);
  });

  test('a renamed file is gone by its old name and there by its new one', async () => {
    fakeFileEvents.renameInExplorer(Uri.parse('file:///a.ts'), Uri.parse('file:///b.ts'));
    await clock.advance(20);
    expect(told).toEqual([{ changed: ['file:///b.ts'], deleted: ['file:///a.ts'] }]);
  });
});
