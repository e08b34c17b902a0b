import { expect, test } from 'vitest';

test('scripts run under the Node that the project brings', () => {
  expect(process.versions.node).toMatch(/^24\./);
});
