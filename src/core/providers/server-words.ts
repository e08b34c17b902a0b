import { plainText } from '../../base/plain-text.ts';

/** No model's name is longer. */
export const maxNameCharacters = 160;

/**
 * What a server says of itself, for a line in a message, a list or a log: bounded, without line ends or control
 * characters, and without links, which the editor's notifications would make clickable.
 */
export function serverWords(text: string, maxCharacters: number): string {
  const line = plainText(text.slice(0, maxCharacters * 4))
    .replace(/\s+/g, ' ')
    .trim();
  // Cut between the halves of a character, one half is left, and taken out.
  return plainText(line.slice(0, maxCharacters)).replaceAll('](', '] (');
}
