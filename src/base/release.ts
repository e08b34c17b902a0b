/**
 * Gives back the memory of a large array that was needed for a moment: its length is 0 from here on. It would wait for
 * the next collection, and until then what is made to stay would be put behind it, where it keeps the room from being
 * given back at all. `transfer` would keep the room of a buffer that may grow.
 */
export function release({ buffer }: ArrayBufferView): void {
  if (buffer instanceof ArrayBuffer) buffer.transferToFixedLength(0);
}
