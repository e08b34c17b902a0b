import { expect, test } from 'vitest';
import { createLog } from '../../../src/node/log.ts';

test('a line has its level, its origin, a sentence and its data', () => {
  const lines: string[] = [];
  createLog((level, line) => lines.push(`${level} ${line}`))
    .child('routing')
    .child('health')
    .warn('It is slow.', { provider: 'ollama', ms: 12.345, none: undefined, note: 'two words' });
  expect(lines).toEqual(['warn [routing.health] It is slow. provider=ollama ms=12.3 note="two words"']);
});

test('a message cannot begin a second line', () => {
  const lines: string[] = [];
  createLog((_level, line) => lines.push(line)).info('a\nb');
  expect(lines).toEqual(['a\\nb']);
});
