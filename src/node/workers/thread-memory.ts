/** Values on this thread's own heap. Its buffers, its code and what WebAssembly reserves come on top. */
export function heapBytes(): number {
  return process.memoryUsage().heapUsed;
}
