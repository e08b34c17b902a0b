import { beforeAll, describe, expect, test } from 'vitest';
import { type DocumentSnapshot, type Uri, applyEdits, createSnapshot } from '../../../../src/core/document.ts';
import type { SecretScanner, SecretSpan } from '../../../../src/core/host.ts';
import { DocumentSecrets } from '../../../../src/core/privacy/document-secrets.ts';
import { createSecretScanner } from '../../../../src/node/secret-scanner.ts';
import { FakeClock, settle } from '../../../support/fake-clock.ts';
import { createRandom, plantSecrets } from '../../../support/secret-corpus.ts';

const scanner = createSecretScanner();
// Its rules are read from disk, which no virtual clock waits for.
beforeAll(() => scanner.scan(''));

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

describe('after an edit', () => {
  const token = `ghp_${'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA2cD4'}`;
  const open = (name: string, text: string): DocumentSnapshot =>
    createSnapshot({ uri: `file:///project/${name}` as Uri, languageId: 'typescript', version: 1, text });
  const createCounted = () => {
    const clock = new FakeClock();
    const looks: string[] = [];
    const scan = (text: string): Promise<readonly SecretSpan[]> => {
      looks.push(text);
      return scanner.scan(text);
    };
    return { clock, looks, secrets: new DocumentSecrets({ scan }, clock) };
  };
  const typeIn = (secrets: DocumentSecrets, before: DocumentSnapshot, insertedText: string): DocumentSnapshot => {
    const edits = [{ offset: 0, deletedLength: 0, insertedText }];
    const document = createSnapshot({ ...before, version: before.version + 1, text: insertedText + before.text });
    secrets.didChange({ document, versionBefore: before.version, edits, reason: 'edit' });
    return document;
  };

  test('of many documents none is looked at in the same turn, and each has its own later', async () => {
    const { clock, looks, secrets } = createCounted();
    const documents = ['a.ts', 'b.ts', 'c.ts'].map((name) => open(name, 'const value = 1;\n'));
    for (const document of documents) await secrets.find(document);
    looks.length = 0;
    const edited = documents.map((document, at) => typeIn(secrets, document, `const token${at} = '${token}';\n`));
    await settle();
    expect(looks).toEqual([]);
    expect(edited.map((document) => secrets.workFor(document) > 0)).toEqual([true, true, true]);
    await clock.advance(10);
    expect(looks).toHaveLength(3);
    expect(edited.map((document) => secrets.workFor(document))).toEqual([0, 0, 0]);
    for (const document of edited) expect(hides(await secrets.find(document), 16, 16 + token.length)).toBe(true);
    expect(looks).toHaveLength(3);
  });

  test('whoever asks need not wait for a turn, and several edits are one look', async () => {
    const { clock, looks, secrets } = createCounted();
    const before = open('a.ts', 'const value = 1;\n');
    await secrets.find(before);
    looks.length = 0;
    const first = typeIn(secrets, before, `f('${token}');\n`);
    const second = typeIn(secrets, first, 'g();\n');
    expect(hides(await secrets.find(second), 8, 8 + token.length)).toBe(true);
    expect(looks).toHaveLength(1);
    await clock.advance(10);
    expect(looks).toHaveLength(1);
  });

  test('an older text that is asked about does not stand in for the newest', async () => {
    const { clock, looks, secrets } = createCounted();
    const before = open('a.ts', 'const value = 1;\n');
    await secrets.find(before);
    const after = typeIn(secrets, before, `f('${token}');\n`);
    await clock.advance(10);
    expect(await secrets.find(before)).toEqual([]);
    looks.length = 0;
    expect(hides(await secrets.find(after), 3, 3 + token.length)).toBe(true);
    expect(looks).toEqual([]);
  });

  test('a key that is pasted and beheaded in the same turn stays hidden', async () => {
    const { clock, secrets } = createCounted();
    const before = open('a.ts', 'const value = 1;\n');
    await secrets.find(before);
    const pasted = typeIn(secrets, before, `${block(keyBody.join('\n'))}\n`);
    const deletedLength = '-----BEGIN RSA PRIVATE KEY-----\n'.length;
    const text = pasted.text.slice(deletedLength);
    const document = createSnapshot({ ...pasted, version: 3, text });
    const edits = [{ offset: 0, deletedLength, insertedText: '' }];
    secrets.didChange({ document, versionBefore: 2, edits, reason: 'edit' });
    await clock.advance(10);
    expect(hides(await secrets.find(document), 0, 64)).toBe(true);
  });
});

describe('snippets that are looked at together', () => {
  test('hide what each of them hides alone', async () => {
    const texts = plantSecrets(120).map(({ text }) => text.replace('█', ''));
    const together = new DocumentSecrets(scanner);
    await together.scanSnippets(texts);
    for (const text of texts) {
      const spans = await together.scanSnippet(text);
      for (const { start, end, rule } of await new DocumentSecrets(scanner).scanText(text)) {
        expect(hides(spans, start, end), `${rule} in ${text}`).toBe(true);
      }
    }
  });

  test('are one look, and none the next time', async () => {
    let looks = 0;
    const scan = (text: string): Promise<readonly SecretSpan[]> => {
      looks += 1;
      return scanner.scan(text);
    };
    const secrets = new DocumentSecrets({ scan });
    const texts = Array.from({ length: 30 }, (_, at) => `const value${at} = other(${at});`);
    await secrets.scanSnippets(texts);
    expect(looks).toBe(1);
    for (const text of texts) expect(await secrets.scanSnippet(text)).toEqual([]);
    expect(looks).toBe(1);
  });

  test('are looked at alone where something reaches from one to the next', async () => {
    const scan = (text: string): Promise<readonly SecretSpan[]> => {
      const match = /open[^]*close/.exec(text);
      return Promise.resolve(
        match === null ? [] : [{ start: match.index, end: match.index + match[0].length, rule: 'test' }],
      );
    };
    const secrets = new DocumentSecrets({ scan });
    const texts = ['an open end', 'nothing here', 'to close it'];
    await secrets.scanSnippets(texts);
    for (const text of texts) expect(await secrets.scanSnippet(text)).toEqual([]);
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
