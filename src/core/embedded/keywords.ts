import { hashText } from './token.ts';

/*
 * Words that carry structure in the common languages. A shape keeps them as they are, where other names may change.
 * One list for all: a keyword of one language that is a name in another costs a shape, never a wrong text.
 */
const words =
  'abstract and as assert async await bool boolean break byte case catch chan char class const continue crate def ' +
  'default defer del delete do double dyn elif else end enum except export extends extern false final finally float ' +
  'fn for foreach from func function global go goto if impl implements import in include instanceof int interface ' +
  'is lambda let long loop map match mod module move mut namespace new nil None nonlocal not null number object or ' +
  'override package pass private protected pub public raise range readonly ref require return select self Self ' +
  'short sizeof static str string struct super switch synchronized template then this throw throws trait True ' +
  'False true try type typedef typeof undefined union unless unsafe unsigned use using val var virtual void volatile ' +
  'when where while with yield';

const hashes = new Set(words.split(' ').map((word) => hashText(word, 0, word.length)));

export function isKeywordHash(hash: number): boolean {
  return hashes.has(hash);
}
