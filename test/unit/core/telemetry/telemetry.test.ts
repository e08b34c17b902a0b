import { describe, expect, test } from 'vitest';
import { Telemetry } from '../../../../src/core/telemetry/telemetry.ts';
import type { FinishedRequest } from '../../../../src/core/telemetry/finished-request.ts';
import { FakeHost } from '../../../support/fake-host.ts';
import { MemoryDisk, MemoryStorage } from '../../../support/memory-storage.ts';
import { sampleStatistics } from '../../../support/sample-statistics.ts';

const finishedRequest: FinishedRequest = {
  requestId: 'r',
  provider: 'ollama',
  model: 'm',
  modelVersion: undefined,
  languageId: 'python',
  reason: 'stop',
  usage: undefined,
  ttftMs: 40,
  receivedCharacters: 10,
};

function openWindow(processId: string, disk: MemoryDisk) {
  const host = new FakeHost(new MemoryStorage(processId, disk));
  const telemetry = new Telemetry({
    host,
    keepsStatistics: () => true,
    endpoint: () => undefined,
    priceOf: () => 0,
    versionOf: () => undefined,
  });
  const judged = { accepted: 0, rejected: 0 };
  telemetry.onDidJudge(({ judgement }) => (judged[judgement] += 1));
  return { host, telemetry, judged };
}

describe('what earlier days have taught', () => {
  test('is learned again by each window, and forgotten by all once the user says so', async () => {
    const disk = new MemoryDisk();
    const first = openWindow('process-1', disk);
    const lines = sampleStatistics(first.host.clock.now()).map((line) => JSON.stringify(line));
    await first.host.storage.append('statistics', lines);
    const second = openWindow('process-2', disk);
    await second.telemetry.start();
    expect(second.telemetry.learning.lessons().length).toBeGreaterThan(3);
    expect(second.judged.accepted).toBeGreaterThan(100);
    await second.telemetry.forgetLessons();
    expect(second.telemetry.learning.lessons()).toEqual([]);
    const third = openWindow('process-3', disk);
    await third.telemetry.start();
    expect([third.telemetry.learning.lessons(), third.judged]).toEqual([[], { accepted: 0, rejected: 0 }]);
    expect((await third.telemetry.statistics.read()).length).toBe(lines.length);
  });

  test('is forgotten in a window that is open already, once something happens there', async () => {
    const disk = new MemoryDisk();
    const first = openWindow('process-1', disk);
    const lines = sampleStatistics(first.host.clock.now()).map((line) => JSON.stringify(line));
    await first.host.storage.append('statistics', lines);
    await first.telemetry.start();
    const second = openWindow('process-2', disk);
    await second.telemetry.start();
    let forgotten = 0;
    second.telemetry.onDidForget(() => (forgotten += 1));
    first.telemetry.onDidForget(() => (forgotten += 10));
    await first.telemetry.forgetLessons();
    await second.host.clock.advance(6000);
    expect(second.telemetry.learning.lessons().length).toBeGreaterThan(3);
    second.telemetry.didFinishRequest(finishedRequest);
    await second.host.clock.advance(1);
    expect([second.telemetry.learning.lessons(), forgotten]).toEqual([[], 1]);
  });
});
