import { expect, test } from 'vitest';
import { causesOfThePlace } from './causes-of-the-place.ts';
import { causesOfProviders } from './causes-of-providers.ts';
import { openWindow } from './window.ts';

const causes = { ...causesOfThePlace, ...causesOfProviders };
const told = new Map<string, string>();

test.each(Object.entries(causes))('nothing is shown where %s, and the answer says so', async (name, cause) => {
  const window = await openWindow(cause.options);
  await cause.happen(window);
  const { sentence, certainty, action } = window.why();
  expect(sentence).toMatch(cause.sentence);
  expect(certainty).toBe(cause.certainty ?? 'known');
  expect(action).toBe(cause.action ?? action);
  expect(told.get(sentence), 'Each has a sentence of its own.').toBeUndefined();
  told.set(sentence, name);
});
