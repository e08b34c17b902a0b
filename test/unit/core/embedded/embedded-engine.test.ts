import { expect, test } from 'vitest';
import type { EmbeddedAnswer } from '../../../../src/core/protocol.ts';
import { EmbeddedEngine } from '../../../../src/core/embedded/embedded-engine.ts';

function ask(engine: EmbeddedEngine, text: string, maxLines = 1): EmbeddedAnswer | null {
  const [prefix = '', suffix = ''] = text.split('█');
  return engine.complete({ uri: 'file:///a.ts', languageId: 'typescript', prefix, suffix, purpose: 'alone', maxLines });
}

const logger = 'logger.warning("connection lost", { attempt, delayMs });\n';

test('a line that the file has three times is finished from its start', () => {
  expect(ask(new EmbeddedEngine(), `${logger}a();\n${logger}b();\n${logger}c();\nlogger.warn█`)?.text).toBe(
    'ing("connection lost", { attempt, delayMs });',
  );
});

test('what other files say is suggested here', () => {
  const engine = new EmbeddedEngine();
  const text = `${logger}${logger}${logger}`;
  engine.addFiles([
    { uri: 'file:///b.ts', languageId: 'typescript', text },
    { uri: 'file:///c.ts', languageId: 'typescript', text: `run();\n${text}` },
  ]);
  expect(ask(engine, 'start();\nlogger.warning(█')?.text).toBe('"connection lost", { attempt, delayMs });');
});

test('a removed file is forgotten', () => {
  const engine = new EmbeddedEngine();
  engine.addFiles([{ uri: 'file:///b.ts', languageId: 'typescript', text: logger.repeat(4) }]);
  engine.removeFile('file:///b.ts');
  expect(ask(engine, 'start();\nlogger.warning(█')).toBeNull();
});

test('an empty engine has nothing to say in an empty file', () => {
  expect(ask(new EmbeddedEngine(), '█')).toBeNull();
});
