import type { SecretSpan } from '../host.ts';

/** A run of characters that tokens and keys are made of, long enough to be one. */
const candidate = /[A-Za-z0-9+/=_-]{20,}/g;
const longestCandidate = 512;
/** Names that announce a secret on the same line, right before its value. */
const announcement =
  /(?:secret|token|passw(?:or)?d|pwd|api[_-]?key|access[_-]?key|auth|bearer|credential|private[_-]?key|client[_-]?id|signature)[\w.-]{0,24}["'`]?\s*(?:[:=]>?|,|\()\s*(?:[bru]?["'`])?\s*(?:bearer\s+|basic\s+)?$/i;

/** What random keys of an alphabet have, less a margin; words and names in code stay below. Bits a character. */
const minBitsAlone = 4.6;
const minBitsAnnounced = 3.4;

/**
 * Finds literals that look random: mixed letters and digits whose Shannon entropy is that of generated keys. Alone it
 * asks for more than after a name such as `api_key`. Hashes in hexadecimal (commit ids, digests) count only when
 * announced, since code is full of them.
 */
export function findHighEntropy(text: string): readonly SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (const match of text.matchAll(candidate)) {
    const value = match[0];
    if (value.length > longestCandidate || !hasMixture(value)) continue;
    const before = text.slice(Math.max(0, match.index - 64), match.index);
    const isAnnounced = announcement.test(before.slice(before.lastIndexOf('\n') + 1));
    const isHex = /^[0-9a-f-]+$/i.test(value);
    const isQuoted = /["'`]$/.test(before) && /^["'`]/.test(text.slice(match.index + value.length));
    const bits = entropy(value);
    const isSecret = isAnnounced ? bits >= minBitsAnnounced : !isHex && isQuoted && bits >= minBitsAlone;
    if (isSecret && !isOrdinary(value)) {
      spans.push({ start: match.index, end: match.index + value.length, rule: 'entropy' });
    }
  }
  return spans;
}

function hasMixture(value: string): boolean {
  return /\d/.test(value) && /[A-Za-z]/.test(value);
}

/** Paths, identifiers of words, alphabets and sequences have high counts of different characters without being random. */
function isOrdinary(value: string): boolean {
  if (/abcdefg|ABCDEFG|0123456|xxxx|XXXX/.test(value)) return true;
  const words = value.split(/[-_/=+]|(?<=[a-z])(?=[A-Z])|(?<=\D)(?=\d)|(?<=\d)(?=\D)/).filter((part) => part !== '');
  const inWords = words.filter((part) => /^[A-Za-z]?[a-z]{3,}$|^[A-Z]{4,}$/.test(part)).join('').length;
  return inWords > value.length * 0.55;
}

/** Shannon entropy of the characters' distribution. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
