/** Calls `onRest` so long after the last sign of work, which the function that it returns is told of. */
export function whenAtRest(restMs: number, onRest: () => void): () => void {
  const timer = setTimeout(onRest, restMs);
  return () => void timer.refresh();
}
