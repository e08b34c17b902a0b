import { describe, expect, test } from 'vitest';
import type { Ending } from '../../../../src/core/telemetry/endings.ts';
import type { StatisticsLine } from '../../../../src/core/telemetry/statistics.ts';
import { summarize } from '../../../../src/core/telemetry/summary.ts';

const hourMs = 3_600_000;

const ended = (ending: Ending, changes: Partial<Extract<StatisticsLine, { kind: 'ended' }>> = {}): StatisticsLine => ({
  kind: 'ended',
  at: 0,
  ending,
  language: 'go',
  provider: 'ollama',
  model: 'm',
  version: null,
  origin: 'model',
  visibleMs: 1,
  ttftMs: null,
  shownCharacters: 40,
  acceptedCharacters: ending === 'accepted' ? 10 : 0,
  sources: ['recent-tabs'],
  ...changes,
});

const kept = (afterMs: number, share: number, changes: object = {}): StatisticsLine => ({
  kind: 'kept',
  at: 0,
  afterMs,
  kept: share,
  language: 'go',
  provider: 'ollama',
  model: 'm',
  version: null,
  origin: 'model',
  sources: ['recent-tabs'],
  ...changes,
});

const request = (ttftMs: number | null, completionTokens = 0, dollars = 0): StatisticsLine => ({
  kind: 'request',
  at: 0,
  provider: 'ollama',
  model: 'm',
  version: null,
  language: 'go',
  reason: 'stop',
  ttftMs,
  promptTokens: 100,
  cachedTokens: 60,
  completionTokens,
  dollars,
});

describe('summary of statistics', () => {
  test('acceptance counts only what the user judged', () => {
    const lines = [ended('accepted'), ended('rejected'), ended('superseded'), ended('typed', { language: 'rust' })];
    const summary = summarize(lines);
    expect(summary.total).toMatchObject({ shown: 4, accepted: 1, rejected: 1, acceptanceRate: 0.5 });
    expect(summary.byLanguage.map(({ name, acceptanceRate }) => [name, acceptanceRate])).toEqual([
      ['go', 0.5],
      ['rust', undefined],
    ]);
  });

  test('the versions that a service has run under one name are kept apart', () => {
    const lines = [
      ended('accepted', { model: 'latest', version: 'v1' }),
      ended('rejected', { model: 'latest', version: 'v2' }),
      kept(300_000, 0.5, { model: 'latest', version: 'v1' }),
      ended('accepted', { model: 'v3', version: 'v3' }),
    ];
    expect(
      summarize(lines).byModel.map(({ name, acceptanceRate, keptRate }) => [name, acceptanceRate, keptRate]),
    ).toEqual([
      ['v1 (latest)', 1, 0.5],
      ['v2 (latest)', 0, undefined],
      ['v3', 1, undefined],
    ]);
  });

  test('what was kept is told by language, model, source and author, and by when it was looked at', () => {
    const summary = summarize([
      kept(30_000, 1),
      kept(300_000, 0.5),
      kept(300_000, 1, { sources: [], origin: 'draft' }),
    ]);
    expect(summary.total.keptRate).toBe(0.75);
    expect(summary.bySource).toMatchObject([{ name: 'recent-tabs', keptRate: 0.5 }]);
    expect(summary.byOrigin.map(({ name, keptRate }) => [name, keptRate])).toEqual([
      ['model', 0.5],
      ['draft', 1],
    ]);
    expect(summary.kept).toEqual([
      { afterMs: 30_000, share: 1, count: 1 },
      { afterMs: 300_000, share: 0.75, count: 2 },
    ]);
  });

  test("days and hours are the user's own", () => {
    const at = 23 * hourMs;
    const [utc, ahead] = [0, 2 * hourMs].map((aheadOfUtc) => summarize([ended('accepted', { at })], aheadOfUtc));
    expect([utc?.byDay[0]?.name, utc?.byHour[0]?.name]).toEqual(['0', '23']);
    expect([ahead?.byDay[0]?.name, ahead?.byHour[0]?.name]).toEqual(['1', '1']);
  });

  test('tokens that a model wrote and nobody saw are waste; what the embedded engine showed pays for none', () => {
    const lines = [request(null, 50, 0.002), ended('rejected'), ended('accepted', { origin: 'embedded' })];
    const { completionTokens, wastedTokens, cachedTokens, dollars, requests } = summarize(lines);
    expect({ completionTokens, wastedTokens, cachedTokens, dollars, requests }).toEqual({
      completionTokens: 50,
      wastedTokens: 40,
      cachedTokens: 60,
      dollars: 0.002,
      requests: 1,
    });
  });

  test('times to the first token fall into buckets, each once', () => {
    const { ttftCounts, ttftMs } = summarize([10, 49, 50, 399, 400, 9000, null].map((ms) => request(ms)));
    expect(ttftCounts.map(({ count }) => count)).toEqual([2, 1, 0, 1, 1, 0, 1]);
    expect(ttftMs).toEqual({ p50: 399, p90: 9000 });
  });
});
