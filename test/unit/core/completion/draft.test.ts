import { describe, expect, test } from 'vitest';
import { type Candidate, anchorAt } from '../../../../src/core/completion/candidate.ts';
import { verify, wantsDraft } from '../../../../src/core/completion/draft.ts';
import { type Uri, createSnapshot } from '../../../../src/core/document.ts';
import type { Route } from '../../../../src/core/routing/route.ts';

const document = createSnapshot({ uri: 'file:///a' as Uri, languageId: 'x', version: 1, text: 'a = \n' });
const candidate = (text: string, state: Candidate['state'] = 'done'): Candidate =>
  ({ anchor: anchorAt(document, 4), text, state }) as Candidate;
const verdict = (draft: string, model: string, state: Candidate['state']): string =>
  verify(candidate(draft), candidate(model, state), document, 4);

describe('a draft', () => {
  test.each([
    ['agrees with a stream that says more of the same', 'price', 'price * count', 'streaming', 'agrees'],
    ['is undecided while the stream says a start of it', 'price * count', 'price', 'streaming', 'undecided'],
    ['is contradicted by another text', 'price', 'parts', 'streaming', 'contradicts'],
    ['is contradicted by a model that ends sooner', 'price * count', 'price', 'done', 'contradicts'],
    ['stands when the model fails', 'price', '', 'failed', 'undecided'],
  ] as const)('%s', (_name, draft, model, state, expected) => {
    expect(verdict(draft, model, state)).toBe(expected);
  });
});

describe('a draft is wanted', () => {
  const route = (expectedTtftMs: number): Route => ({
    kind: 'model',
    provider: 'codestral',
    model: 'm',
    locality: 'hosted',
    expectedTtftMs,
    concurrency: 2,
    requestsLeft: Infinity,
  });

  test('where the model takes its time', () => {
    expect(wantsDraft(true, route(300), true)).toBe(true);
  });

  test('not where it is quick, nor switched off, nor where it could not be corrected', () => {
    expect(wantsDraft(true, route(100), true)).toBe(false);
    expect(wantsDraft(false, route(300), true)).toBe(false);
    expect(wantsDraft(true, route(300), false)).toBe(false);
  });
});
