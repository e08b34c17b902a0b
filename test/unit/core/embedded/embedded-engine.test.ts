import { expect, test } from 'vitest';
import type { Uri } from '../../../../src/core/document.ts';
import { hashOutcome } from '../../../../src/core/embedded/hashed-outcome.ts';
import { EmbeddedEngine } from '../../../../src/core/embedded/embedded-engine.ts';
import type { EmbeddedAnswer, HashedOutcome } from '../../../../src/core/protocol.ts';

const uri = 'file:///shop/a.ts';

function ask(engine: EmbeddedEngine, text: string, maxLines = 1): EmbeddedAnswer | null {
  const [prefix = '', suffix = ''] = text.split('█');
  return engine.complete({ uri, languageId: 'typescript', prefix, suffix, purpose: 'alone', maxLines });
}

const line = 'logger.warning("connection lost", { attempt, delayMs });';
const rest = 'ing("connection lost", { attempt, delayMs });';
const thrice = `${line}\na();\n${line}\nb();\n${line}\nc();\n`;

test('a line that the file has three times is finished from its start', () => {
  expect(ask(new EmbeddedEngine(), `${thrice}logger.warn█`)).toMatchObject({ text: rest, isBlock: false });
});

test('a block is finished where it was often the same', () => {
  const block = `try {\n  ${line}\n  retry(attempt);\n} finally {\n  close();\n}\n`;
  const answer = ask(new EmbeddedEngine(), `${block.repeat(4)}try {\n  logger.warn█`, 4);
  expect(answer).toMatchObject({ isBlock: true });
  expect(answer?.text).toContain(`${rest}\n  retry(attempt);`);
});

test('a block is found again at another depth', () => {
  const block = (indent: string): string => `${indent}if (lost) {\n${indent}  ${line}\n${indent}}\n`;
  const answer = ask(new EmbeddedEngine(), `${block('').repeat(3)}{\n  {\n    if (lost) {█`, 2);
  expect(answer?.text.startsWith(`\n      ${line}`)).toBe(true);
});

test('what other files say is suggested here', () => {
  const engine = new EmbeddedEngine();
  engine.addFiles([
    { uri: 'file:///shop/b.ts', languageId: 'typescript', text: thrice },
    { uri: 'file:///shop/c.ts', languageId: 'typescript', text: `run();\n${thrice}` },
  ]);
  expect(ask(engine, 'start();\nlogger.warn█')?.text).toBe(rest);
});

test('what an open file says now stands for what the index has of it', () => {
  const engine = new EmbeddedEngine();
  engine.addFiles([{ uri: 'file:///shop/b.ts', languageId: 'typescript', text: thrice }]);
  engine.setOpenFile({ uri: 'file:///shop/b.ts', text: thrice.replaceAll('lost', 'gone') });
  expect(ask(engine, 'start();\nlogger.warn█')?.text).toBe(rest.replace('lost', 'gone'));
});

test('a closed file is what the index has of it again', () => {
  const engine = new EmbeddedEngine();
  engine.addFiles([{ uri: 'file:///shop/b.ts', languageId: 'typescript', text: thrice }]);
  engine.setOpenFile({ uri: 'file:///shop/b.ts', text: 'nothing' });
  engine.closeFile('file:///shop/b.ts');
  expect(ask(engine, 'start();\nlogger.warn█')?.text).toBe(rest);
});

test('a removed file is forgotten', () => {
  const engine = new EmbeddedEngine();
  engine.addFiles([{ uri: 'file:///shop/b.ts', languageId: 'typescript', text: thrice }]);
  engine.removeFile('file:///shop/b.ts');
  expect(ask(engine, 'start();\nlogger.warning(█')).toBeNull();
});

test('a file that is indexed anew replaces its older self', () => {
  const engine = new EmbeddedEngine();
  engine.addFiles([{ uri: 'file:///shop/b.ts', languageId: 'typescript', text: thrice }]);
  engine.addFiles([{ uri: 'file:///shop/b.ts', languageId: 'typescript', text: thrice.replaceAll('lost', 'gone') }]);
  expect(ask(engine, 'start();\nlogger.warn█')?.text).toBe(rest.replace('lost', 'gone'));
});

test('a span that is left out is never suggested', () => {
  const secret = 'const token = "hunter2hunter2hunter2";\n';
  const engine = new EmbeddedEngine();
  const start = secret.indexOf('hunter2');
  const leaveOut = [0, 1, 2].map((index) => {
    const from = index * (secret.length + 2) + start;
    return { start: from, end: from + 21 };
  });
  engine.addFiles([{ uri: 'file:///shop/b.ts', languageId: '', text: `${secret}\n\n`.repeat(3), leaveOut }]);
  expect(ask(engine, 'const token = "█')?.text ?? '').not.toContain('hunter');
});

test('the suggestion stops before what stands after the cursor', () => {
  const call = 'register(handlers, options.defaults);\n';
  expect(ask(new EmbeddedEngine(), `${call.repeat(4)}register(█);\n`)?.text).toBe('handlers, options.defaults');
});

test('a line that stands below already is not written again', () => {
  expect(ask(new EmbeddedEngine(), `${thrice}logger.warn█\n${line}\n`)).toBeNull();
});

test('where certainty ends in the middle of a line, the suggestion does', () => {
  const calls = ['alpha', 'beta', 'gamma', 'delta'].map((name) => `client.connect(settings.host, ${name}());\n`);
  expect(ask(new EmbeddedEngine(), `${calls.join('')}client.con█`)?.text).toBe('nect(settings.host,');
});

function outcome(kind: 'accepted' | 'rejected', inFile: string = uri): HashedOutcome {
  return hashOutcome({ uri: inFile as Uri, kind, text: rest, prefixTail: 'c();\nlogger.warn' }, 0);
}

test('what was refused is not offered again in this file', () => {
  const engine = new EmbeddedEngine();
  engine.learn(outcome('rejected'));
  expect(ask(engine, `${thrice}logger.warn█`)).toBeNull();
  expect(ask(engine, `${thrice}logger.warning(█`)).toBeNull();
});

test('what was refused and then taken is offered again', () => {
  const engine = new EmbeddedEngine();
  for (const kind of ['rejected', 'accepted'] as const) {
    engine.learn(outcome(kind));
  }
  expect(ask(engine, `${thrice}logger.warn█`)?.text).toBe(rest);
});

test('what was taken elsewhere is surer, what was refused elsewhere less sure', () => {
  const confidenceAfter = (kind: 'accepted' | 'rejected' | undefined): number => {
    const engine = new EmbeddedEngine();
    if (kind !== undefined) engine.learn(outcome(kind, 'file:///shop/z.ts'));
    return ask(engine, `${thrice}logger.warn█`)?.confidence ?? 0;
  };
  expect(confidenceAfter('accepted')).toBeGreaterThan(confidenceAfter(undefined));
  expect(confidenceAfter('rejected')).toBeLessThan(confidenceAfter(undefined));
});

test('a name that has been begun is found wherever it stands in the file', () => {
  const before = `register(connectionTimeout);\n${'advance();\n'.repeat(40)}const wait = connec█`;
  expect(ask(new EmbeddedEngine(), `${before}\n`)?.text).toMatch(/^tionTimeout/);
});

test('a name that only stands below is found where it is declared', () => {
  const text = 'const pend█\nfor (const one of pendingInvoices) send(one);\nclear(pendingInvoices);\n';
  expect(ask(new EmbeddedEngine(), text)?.text).toMatch(/^ingInvoices/);
});

test('an empty engine has nothing to say in an empty file', () => {
  expect(ask(new EmbeddedEngine(), '█')).toBeNull();
});
