/** Makes a value at its first use: what is made for each start takes its time from the editor's. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
