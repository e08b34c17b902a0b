import { describe, expect, test } from 'vitest';
import { type DocumentSnapshot, type Uri, applyEdits, createSnapshot } from '../../../../src/core/document.ts';
import type { SecretScanner, SecretSpan } from '../../../../src/core/host.ts';
import { DocumentSecrets } from '../../../../src/core/privacy/document-secrets.ts';
import { createSecretScanner } from '../../../../src/node/secret-scanner.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { createRandom, plantSecrets } from '../../../support/secret-corpus.ts';

const scanner = createSecretScanner();
const block = (body: string): string => `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----`;
const keyBody =
  plantSecrets(200)
    .find(({ name }) => name === 'rsa key')
    ?.text.match(/^[\w+/]{64}$/gm) ?? [];

/** A document whose secrets are followed from edit to edit. */
class Edited {
  readonly secrets: DocumentSecrets;
  document: DocumentSnapshot;

  constructor(text: string, by: SecretScanner = scanner) {
    this.secrets = new DocumentSecrets(by);
    this.document = createSnapshot({ uri: 'file:///project/a.ts' as Uri, languageId: 'typescript', version: 1, text });
  }

  find(): Promise<readonly SecretSpan[]> {
    return this.secrets.find(this.document);
  }

  edit(offset: number, deletedLength: number, insertedText: string): void {
    const { version, text } = this.document;
    const edit = { offset, deletedLength: Math.min(deletedLength, text.length - offset), insertedText };
    this.document = createSnapshot({ ...this.document, version: version + 1, text: applyEdits(text, [edit]) });
    this.secrets.didChange({ document: this.document, versionBefore: version, edits: [edit], reason: 'edit' });
  }

  delete(part: string): void {
    this.edit(this.document.text.indexOf(part), part.length, '');
  }
}

const hides = (spans: readonly SecretSpan[], start: number, end: number): boolean =>
  spans.some((span) => span.start <= start && span.end >= end);

describe('the secrets of a document', () => {
  test.each([1, 2, 3])('after any edits are at least those that a look at the whole finds (%i)', async (seed) => {
    const random = createRandom(seed);
    const below = (count: number): number => Math.floor(random() * count);
    const texts = plantSecrets(60).map(({ text }) => text.replace('█', ''));
    const edited = new Edited(`${texts.slice(0, 30).join('\n')}\n${'padding = other(value)\n'.repeat(200)}`);
    await edited.find();
    for (let step = 0; step < 80; step += 1) {
      const { length } = edited.document.text;
      const kinds = [
        () => edited.edit(below(length), 0, 'x = 1;\n'[below(7)] ?? ' '),
        () => edited.edit(below(length), 0, texts[below(texts.length)] ?? ''),
        () => edited.edit(below(length), below(40), ''),
        () => edited.edit(below(length), below(3000), ''),
      ];
      kinds[below(kinds.length)]?.();
      const spans = await edited.find();
      for (const { start, end, rule } of await new DocumentSecrets(scanner).scanText(edited.document.text)) {
        expect(hides(spans, start, end), `${rule} after step ${step}`).toBe(true);
      }
    }
  });

  test('on a line without end are found, by looks at a part of it', async () => {
    const looks: number[] = [];
    const counting: SecretScanner = {
      scan: (text) => {
        looks.push(text.length);
        return scanner.scan(text);
      },
    };
    const half = 'f(a,b);'.repeat(20_000);
    const token = `ghp_${'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA2cD4'}`;
    const edited = new Edited(`${half}t="${token}";${half}`, counting);
    expect(hides(await edited.find(), half.length + 3, half.length + 3 + token.length)).toBe(true);
    expect(Math.max(...looks)).toBeLessThan(21_000);
    looks.length = 0;
    edited.edit(half.length + token.length + 5, 0, 'u=1;');
    expect(hides(await edited.find(), half.length + 3, half.length + 3 + token.length)).toBe(true);
    expect(looks).toHaveLength(1);
    expect(looks[0]).toBeLessThan(5000);
  });

  test('of a large file are looked for with rests in between', async () => {
    const clock = new FakeClock();
    const secrets = new DocumentSecrets(scanner, clock);
    const text = `${'padding = other(value)\n'.repeat(3000)}`;
    let isDone = false;
    void secrets.scanText(text).then(() => (isDone = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(clock.pendingTimers).toBe(1);
    expect(isDone).toBe(false);
    await clock.advance(1000);
    expect(isDone).toBe(true);
  });
});

describe('a key block that is taken apart', () => {
  test.each([
    ['its first line', '-----BEGIN RSA PRIVATE KEY-----\n'],
    ['its last line', '\n-----END RSA PRIVATE KEY-----'],
    ['its first half', `-----BEGIN RSA PRIVATE KEY-----\n${keyBody.slice(0, 4).join('\n')}\n`],
    ['a piece of each end', `KEY-----\n${keyBody[0]?.slice(0, 30) ?? ''}`],
  ])('stays hidden when %s is deleted', async (_part, part) => {
    const edited = new Edited(`const key = \`${block(keyBody.join('\n'))}\`;\n`);
    await edited.find();
    edited.delete(part);
    const { text } = edited.document;
    const spans = await edited.find();
    const left = keyBody.flatMap((line) => [line, line.slice(30)]).filter((line) => text.includes(line));
    expect(left.length).toBeGreaterThan(2);
    for (const line of left) {
      const start = text.indexOf(line);
      expect(hides(spans, start, start + line.length), line).toBe(true);
    }
  });

  test('is hidden in what its document was, in other documents, and in a text that was looked at before', async () => {
    const edited = new Edited(`const key = \`${block(keyBody.join('\n'))}\`;\n`);
    const diff = `-${keyBody[1] ?? ''}\n-${keyBody[2] ?? ''}\n+const key = read();`;
    expect(await edited.secrets.scanSnippet(diff)).toEqual([]);
    await edited.find();
    expect(hides(await edited.secrets.scanSnippet(diff), 1, 65)).toBe(true);
    const other = createSnapshot({ ...edited.document, uri: 'file:///project/b.ts' as Uri, text: diff });
    expect(hides(await edited.secrets.find(other), 67, 131)).toBe(true);
  });

  test('does not make secrets of words that follow a marker in code', async () => {
    const code = `if (text.startsWith('-----BEGIN PRIVATE KEY-----')) {\n  return readPrivateKeyBlock2(text, options);\n}\n`;
    const edited = new Edited(code);
    const spans = await edited.find();
    expect(spans.every(({ end }) => end <= code.indexOf(')) {'))).toBe(true);
    expect(await edited.secrets.scanSnippet('readPrivateKeyBlock2(text, options)')).toEqual([]);
  });
});
