/** Closes an exhaustive `switch`: a new member of the union becomes a compile error where it isn't handled. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
