/** Says what is happening now; slow steps end with how long they took. */
export type Progress = (line: string) => void;

export function toConsole(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Reports a step that may take long: once as it starts, and once when it is done. */
export async function reportStep<T>(progress: Progress, step: string, work: () => Promise<T>): Promise<T> {
  progress(`${step} …`);
  const startedAt = performance.now();
  const result = await work();
  progress(`${step}: done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return result;
}
