import type { SecretSpan } from '../host.ts';

/** A run of characters that tokens and keys are made of, long enough to be one. */
const candidate = /[A-Za-z0-9+/=_-]{16,}/g;
const longestCandidate = 512;
const shortestAlone = 20;
/** What may stand between the name of a secret and its value, in most languages, the opening quote included. */
const assignment = String.raw`[\w.-]{0,24}["'\x60\])]*\s*[^\n;"'\x60]{0,24}?[=:,(>]\s*(?:[bru]{0,2}["'\x60])?(?:bearer\s+|basic\s+)?$`;
/** Names that announce a secret on the same line. */
const announcements = [
  new RegExp(`(?:secret|token|passw(?:or)?d|pwd|auth|bearer|credential|api-?key|[_-]key)${assignment}`, 'i'),
  new RegExp(`[a-z]Key${assignment}`),
];

/**
 * How near a value's entropy must come to the most that its length allows. Random keys of 20 to 64 characters reach
 * 0.88 and more; identifiers made of words stay below 0.85. Hexadecimal has four bits at most.
 */
const minShareAlone = 0.88;
const minShareAnnounced = 0.74;

/**
 * Finds literals that look random: mixed letters and digits whose Shannon entropy is that of generated keys. Standing
 * alone a value needs more of it than after a name such as `api_key`. Hexadecimal values count only when announced,
 * since code is full of digests and ids.
 */
export function findHighEntropy(text: string): readonly SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (const match of text.matchAll(candidate)) {
    const value = match[0];
    const end = match.index + value.length;
    if (value.length > longestCandidate || !/\d/.test(value) || !/[A-Za-z]/.test(value) || isOrdinary(value)) continue;
    const before = text.slice(Math.max(0, match.index - 96), match.index);
    const share = entropy(value) / Math.log2(Math.min(value.length, alphabetSize(value)));
    const isQuoted = /["'`]$/.test(before) && /^["'`]/.test(text.slice(end, end + 1));
    const isAlone = isQuoted && value.length >= shortestAlone && hasThreeClasses(value) && share >= minShareAlone;
    const isAnnounced = share >= minShareAnnounced && isAnnouncedBy(before);
    if (isAlone || isAnnounced) spans.push({ start: match.index, end, rule: 'entropy' });
  }
  return spans;
}

function isAnnouncedBy(before: string): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return announcements.some((pattern) => pattern.test(line));
}

function alphabetSize(value: string): number {
  return /^[0-9a-f-]+$/i.test(value) ? 16 : 64;
}

function hasThreeClasses(value: string): boolean {
  return /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value);
}

/** Paths, names made of words, alphabets and sequences have many different characters without being random. */
function isOrdinary(value: string): boolean {
  if (/abcdefg|0123456|1234567|xxxx|aaaa|0000/i.test(value)) return true;
  const parts = value.split(/[-_/=+]|(?<=[a-z])(?=[A-Z])|(?<=\D)(?=\d)|(?<=\d)(?=\D)/);
  const inWords = parts.filter((part) => /^[A-Z]?[a-z]{3,}$|^[A-Z]{4,}$/.test(part)).join('').length;
  return inWords > value.length * 0.5;
}

/** Shannon entropy of the characters' distribution, in bits a character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
