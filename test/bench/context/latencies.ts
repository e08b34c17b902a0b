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
  /** By the clock, between turns of the same timer: the machine's other work counts. */
  readonly p99Ms: number;
  readonly mostMs: number;
}

/** Watches this thread by a 1 ms timer. */
export function watchBlocks(): { stop(): Blocks } {
  let mostCpuMs = 0;
  const turns: number[] = [];
  let lastCpu = process.threadCpuUsage();
  let last = performance.now();
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(lastCpu);
    mostCpuMs = Math.max(mostCpuMs, (user + system) / 1000);
    turns.push(performance.now() - last);
    lastCpu = process.threadCpuUsage();
    last = performance.now();
  }, 1);
  return {
    stop: () => {
      clearInterval(timer);
      const { p99, most } = quantilesOf(turns);
      return { mostCpuMs: Math.round(mostCpuMs * 10) / 10, p99Ms: p99, mostMs: most };
    },
  };
}
