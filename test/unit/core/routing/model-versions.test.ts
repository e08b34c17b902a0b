import { expect, test } from 'vitest';
import { ModelVersions, type ModelUpdate } from '../../../../src/core/routing/model-versions.ts';
import { MemoryDisk, MemoryStorage } from '../../../support/memory-storage.ts';

function window(disk: MemoryDisk, name: string): { versions: ModelVersions; updates: ModelUpdate[] } {
  const versions = new ModelVersions(new MemoryStorage(name, disk));
  const updates: ModelUpdate[] = [];
  versions.onDidUpdate((update) => updates.push(update));
  return { versions, updates };
}

test('a model that is new is no update', async () => {
  const { versions, updates } = window(new MemoryDisk(), 'one');
  await versions.didAnswer('codestral', 'codestral-latest', 'codestral-2508');
  expect(updates).toEqual([]);
});

test('another version under the same name is told once, in one window', async () => {
  const disk = new MemoryDisk();
  const [one, two] = [window(disk, 'one'), window(disk, 'two')];
  await one.versions.didAnswer('codestral', 'codestral-latest', 'codestral-2508');
  for (const { versions } of [one, two, one]) {
    await versions.didAnswer('codestral', 'codestral-latest', 'codestral-2611');
  }
  expect([...one.updates, ...two.updates]).toEqual([
    { provider: 'codestral', before: 'codestral-2508', after: 'codestral-2611' },
  ]);
});

test('another model of the same service is no update', async () => {
  const { versions, updates } = window(new MemoryDisk(), 'one');
  await versions.didAnswer('ollama', 'a', 'a');
  await versions.didAnswer('ollama', 'b', 'b');
  expect(updates).toEqual([]);
});

test('a service that answers by turns with two versions is told once', async () => {
  const { versions, updates } = window(new MemoryDisk(), 'one');
  for (let request = 0; request < 1000; request += 1) {
    await versions.didAnswer('codestral', 'codestral-latest', request % 2 === 0 ? 'codestral-2508' : 'codestral-2611');
  }
  expect(updates).toHaveLength(1);
});

test('that a server now tells more than the name is no update', async () => {
  const { versions, updates } = window(new MemoryDisk(), 'one');
  await versions.didAnswer('ollama', 'qwen', 'qwen');
  await versions.didAnswer('ollama', 'qwen', 'qwen@1f2e3d');
  expect(updates).toEqual([]);
  await versions.didAnswer('ollama', 'qwen', 'qwen@4a5b6c');
  expect(updates).toHaveLength(1);
});
