import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StatisticsLine } from '../../src/core/telemetry/statistics.ts';
import { randomNumbers } from '../bench/replay/traces.ts';

const dayMs = 86_400_000;
const fiveMinutesMs = 300_000;

const models = [
  { provider: 'codestral', model: 'codestral-latest', version: 'codestral-2508', rate: 0.42 },
  { provider: 'codestral', model: 'codestral-latest', version: 'codestral-2501', rate: 0.33 },
  { provider: 'ollama', model: 'qwen2.5-coder:1.5b-base', version: null, rate: 0.24 },
  { provider: 'embedded', model: 'embedded', version: null, rate: 0.47 },
] as const;

const languages = ['typescript', 'python', 'go', 'rust', 'java'] as const;
/** When accepted text is looked at again, and about how much is there. */
const looks = [
  [30_000, 0.97],
  [120_000, 0.92],
  [300_000, 0.87],
] as const;
const sources = ['definitions', 'recent-edits', 'recent-tabs', 'fingerprint'] as const;

/** A month of somebody's work in made-up numbers, as lines of statistics; the same each time. */
export function sampleStatistics(now: number): readonly StatisticsLine[] {
  const random = randomNumbers(7);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() ** 1.6 * items.length)]!;
  const lines: StatisticsLine[] = [];
  for (let day = 29; day >= 0; day -= 1) {
    const isWeekend = new Date(now - day * dayMs).getDay() % 6 === 0;
    const amount = Math.round((isWeekend ? 6 : 55) * (0.6 + 0.8 * random()));
    for (let shown = 0; shown < amount; shown += 1) {
      const hour = 8 + Math.floor(10 * (0.5 + 0.5 * (random() - random())));
      const at = Math.floor((now - day * dayMs) / dayMs) * dayMs + hour * 3_600_000;
      if (at + fiveMinutesMs > now) continue;
      const { rate, ...model } = pick(models);
      const language = pick(languages);
      const luck = random() / (language === 'rust' ? 0.5 : 1);
      const ending =
        luck < rate ? 'accepted' : luck < rate + 0.08 ? 'partly-accepted' : random() < 0.7 ? 'rejected' : 'typed';
      const characters = Math.round(10 + 60 * random());
      const origin = model.provider === 'embedded' ? ('embedded' as const) : ('model' as const);
      const context = sources.filter(() => random() < 0.6);
      const about = { at, language, ...model, origin, sources: context };
      const isTaken = ending === 'accepted' || ending === 'partly-accepted';
      lines.push({
        kind: 'ended',
        ...about,
        ending,
        visibleMs: 900,
        ttftMs: null,
        shownCharacters: characters,
        acceptedCharacters: isTaken ? characters : 0,
      });
      for (const [afterMs, share] of isTaken ? looks : []) {
        const kept = Math.min(1, share + 0.2 * (random() - 0.5));
        lines.push({ kind: 'kept', ...about, at: at + afterMs, afterMs, kept });
      }
      if (origin === 'embedded') continue;
      const ttftMs = Math.round(60 + 500 * random() ** 3);
      const usage = { promptTokens: 900, cachedTokens: 700, completionTokens: Math.ceil(characters / 3) };
      const dollars = model.provider === 'codestral' ? 0.00024 : 0;
      lines.push({ kind: 'request', at, ...model, language, reason: 'stop', ttftMs, ...usage, dollars });
    }
  }
  return lines;
}

/** Leaves them in a folder of the storage as a window would that has ended. */
export async function writeStatistics(storage: string, lines: readonly StatisticsLine[]): Promise<void> {
  const folder = join(storage, 'lines/statistics');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '1-000000000000'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
