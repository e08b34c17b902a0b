import { identifiersIn } from './identifiers.ts';

/** Files that use more names than that are told by the first of them. */
const maxNames = 1200;
const maxCharacters = 120_000;
/** Shorter names are variables. */
const leastLength = 4;

/** The names that a text uses, as hashes: an index keeps them for each of ten thousand files. */
export function namesUsedIn(text: string): Uint32Array {
  const hashes = new Set<number>();
  for (const { name } of identifiersIn(text.slice(0, maxCharacters))) {
    if (name.length >= leastLength) hashes.add(hashOf(name));
    if (hashes.size >= maxNames) break;
  }
  return Uint32Array.from(hashes);
}

/** FNV-1a over UTF-16 units. Two names in a folder that collide cost a little of an estimate. */
export function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
