import { expect, test } from 'vitest';
import { EmbeddedEngine } from '../../../../src/core/embedded/embedded-engine.ts';
import { similarFunctions } from '../../../support/similar-functions.ts';

/** Types `text` after `before`, and takes each suggestion that is right. */
function write(before: string, text: string): { readonly typed: number; readonly taken: number } {
  const engine = new EmbeddedEngine();
  const place = { uri: 'file:///shop/a', languageId: '', suffix: '', purpose: 'alone', maxLines: 8 } as const;
  let at = 0;
  let typed = 0;
  let taken = 0;
  while (at < text.length) {
    const answer = engine.complete({ ...place, prefix: before + text.slice(0, at) });
    const isRight = answer !== null && text.startsWith(answer.text, at);
    if (isRight) taken += 1;
    else typed += 1;
    at += isRight ? answer.text.length : 1;
  }
  return { typed, taken };
}

test.each(similarFunctions)(
  'of the fourth of four similar functions in $languageId, names changed, a tenth is typed and the rest taken',
  ({ before, fourth }) => {
    const { typed, taken } = write(before, fourth);
    expect(typed).toBeLessThan(fourth.length / 8);
    expect(taken).toBeLessThan(12);
  },
);
