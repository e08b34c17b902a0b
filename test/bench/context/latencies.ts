import { PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';

/** Median and tail of milliseconds, to a hundredth. */
export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

export function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    return Math.round(value * 100) / 100;
  };
  return { p50: at(0.5), p99: at(0.99), most: at(1) };
}

/** What a thread was kept from its other work. */
export interface Blocks {
  /** Processor time between two turns of a 1 ms timer: other processes don't count, nor does waiting. */
  readonly mostCpuMs: number;
  /** The same over turns in which V8 didn't collect garbage. */
  readonly mostOwnCpuMs: number;
  /** By the clock, between turns of the same timer: the machine's other work counts. */
  readonly p99Ms: number;
  readonly mostMs: number;
}

/** Shorter collections are part of a turn like any other. */
const longCollectionMs = 1;

/** Watches this thread by a 1 ms timer. */
export function watchBlocks(): { stop(): Blocks } {
  const turns: { readonly from: number; readonly to: number; readonly cpuMs: number }[] = [];
  const collections: PerformanceEntry[] = [];
  const observer = new PerformanceObserver((list) => void collections.push(...list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  let lastCpu = process.threadCpuUsage();
  let last = performance.now();
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(lastCpu);
    turns.push({ from: last, to: performance.now(), cpuMs: (user + system) / 1000 });
    lastCpu = process.threadCpuUsage();
    last = performance.now();
  }, 1);
  return {
    stop: () => {
      clearInterval(timer);
      collections.push(...observer.takeRecords());
      observer.disconnect();
      const long = collections.filter(({ duration }) => duration >= longCollectionMs);
      const own = turns.filter(({ from, to }) => !long.some(({ startTime }) => startTime >= from && startTime <= to));
      const most = (of: readonly { readonly cpuMs: number }[]): number =>
        Math.round(10 * of.reduce((longest, { cpuMs }) => Math.max(longest, cpuMs), 0)) / 10;
      const wall = quantilesOf(turns.map(({ from, to }) => to - from));
      return { mostCpuMs: most(turns), mostOwnCpuMs: most(own), p99Ms: wall.p99, mostMs: wall.most };
    },
  };
}
