import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type FileEvents, watchFiles } from '../../../src/vscode/file-events.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { editor } from '../../support/fake-vscode.ts';

let clock: FakeClock;
let told: FileEvents[];

beforeEach(() => {
  editor.reset();
  clock = new FakeClock();
  told = [];
  const watching = watchFiles(clock, (events) => told.push(events));
  onTestFinished(() => watching.dispose());
});

describe('files that change on the disk', () => {
  test('are told together', async () => {
    editor.fileEvent('created', 'file:///a.ts');
    editor.fileEvent('changed', 'file:///b.ts');
    await clock.advance(299);
    expect(told).toEqual([]);
    await clock.advance(1);
    expect(told).toEqual([{ changed: ['file:///a.ts', 'file:///b.ts'], deleted: [] }]);
  });

  test('a deleted file is told at once, with what waits', async () => {
    editor.fileEvent('changed', 'file:///b.ts');
    editor.fileEvent('deleted', 'file:///a.ts');
    await clock.advance(20);
    expect(told).toEqual([{ changed: ['file:///b.ts'], deleted: ['file:///a.ts'] }]);
    await clock.advance(1000);
    expect(told).toHaveLength(1);
  });

  test('an ignore file is told at once', async () => {
    editor.fileEvent('created', 'file:///.midfillignore');
    await clock.advance(20);
    expect(told).toEqual([{ changed: ['file:///.midfillignore'], deleted: [] }]);
  });

  test('a stream of deletions is told while it runs', async () => {
    for (let at = 0; at < 10; at += 1) {
      editor.fileEvent('deleted', `file:///${at}.ts`);
      await clock.advance(10);
    }
    expect(told.length).toBeGreaterThan(3);
  });
});

describe('what the user does in the explorer', () => {
  test('a deletion is told before the watcher sees it', async () => {
    editor.deleteFile('file:///lib');
    await clock.advance(20);
    expect(told).toEqual([{ changed: [], deleted: ['file:///lib'] }]);
  });

  test('a renamed file is gone by its old name and there by its new one', async () => {
    editor.renameFile('file:///a.ts', 'file:///b.ts');
    await clock.advance(20);
    expect(told).toEqual([{ changed: ['file:///b.ts'], deleted: ['file:///a.ts'] }]);
  });
});
