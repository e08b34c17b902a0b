/** What this thread's heap and its buffers take, WebAssembly's included; code and stacks that threads share are not. */
export function threadMemoryBytes(): number {
  const { heapTotal, external } = process.memoryUsage();
  return heapTotal + external;
}
