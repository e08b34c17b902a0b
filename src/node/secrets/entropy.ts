import type { SecretSpan } from '../../core/host.ts';

/** A run of characters that keys, tokens and hashes are written with, in quotes or after `=` or `:`. */
const candidate = /(["'`]|[=:][ \t]*)([A-Za-z0-9+/_=.-]{20,512})(?=["'`\s,;)\]}]|$)/gm;

/** Said of a value by the name that it is given to. */
const secretName =
  /(secret|token|passw|passphrase|api_?-?key|private_?-?key|access_?-?key|credential|auth)\w*["']?\s*$/i;

/** Bits a character. Random base64 of 32 characters has about 4.5, random hexadecimal about 3.6, identifiers under 4. */
const namedMinimumBits = 3;
const anonymousMinimumBits = 4.3;

/**
 * Literals too random to be words. Under a name such as `apiKey` less is enough; without one, letters of both cases and
 * digits are asked for too, so that long identifiers and paths stay what they are.
 */
export function findHighEntropyLiterals(text: string): readonly SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (const match of text.matchAll(candidate)) {
    const [, opening = '', value = ''] = match;
    const start = match.index + opening.length;
    const nameBefore = text.slice(Math.max(0, match.index - 40), match.index).replace(/[=:\s]+$/, '');
    const isNamed = secretName.test(nameBefore);
    if (isNamed ? looksRandom(value) : looksLikeKey(value)) {
      spans.push({ start, end: start + value.length, rule: 'entropy' });
    }
  }
  return spans;
}

function looksRandom(value: string): boolean {
  return /\d/.test(value) && /[A-Za-z]/.test(value) && bitsPerCharacter(value) >= namedMinimumBits;
}

function looksLikeKey(value: string): boolean {
  if (!/\d/.test(value) || !/[a-z]/.test(value) || !/[A-Z]/.test(value)) return false;
  // Words joined by dots, slashes or dashes: paths, module names, versions.
  const longestPiece = Math.max(...value.split(/[./_-]/).map((piece) => piece.length));
  return longestPiece >= 20 && bitsPerCharacter(value) >= anonymousMinimumBits;
}

/** Shannon's entropy of the value's own characters. */
function bitsPerCharacter(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
