// The cost of redaction at each key: see redaction.md.
import { type DocumentEdit, type Uri, applyEdits, createSnapshot } from '../../src/core/document.ts';
import { DocumentSecrets } from '../../src/core/privacy/document-secrets.ts';
import { createSecretScanner } from '../../src/node/secret-scanner.ts';
import { plantSecrets } from '../support/secret-corpus.ts';

const keys = 600;
const scanner = createSecretScanner();
const planted = plantSecrets(20).map(({ text }) => text.replace('█', ''));

function fileOf(lines: number): string {
  const filler = Array.from({ length: lines }, (_unused, at) => `const value_${at} = compute(${at}, other_${at});`);
  for (const [index, text] of planted.entries()) filler.splice(Math.floor((lines * index) / planted.length), 0, text);
  return filler.join('\n');
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}

for (const lines of [200, 2000, 10_000]) {
  const secrets = new DocumentSecrets(scanner);
  const uri = 'file:///project/a.ts' as Uri;
  let document = createSnapshot({ uri, languageId: 'typescript', version: 1, text: fileOf(lines) });
  const wholeMs: number[] = [];
  for (let time = 0; time < 8; time += 1) {
    const startedMs = performance.now();
    await secrets.scanText(document.text);
    wholeMs.push(performance.now() - startedMs);
  }
  await secrets.find(document);
  const keyMs: number[] = [];
  for (let key = 0; key < keys; key += 1) {
    const offset = document.text.indexOf('\n', Math.floor(document.text.length / 2) + 200);
    const edit: DocumentEdit = { offset, deletedLength: 0, insertedText: 'total = price * count;'[key % 22] ?? ' ' };
    const before = document;
    document = createSnapshot({ ...before, version: before.version + 1, text: applyEdits(before.text, [edit]) });
    const startedMs = performance.now();
    secrets.didChange({ document, versionBefore: before.version, edits: [edit], reason: 'edit' });
    await secrets.find(document);
    keyMs.push(performance.now() - startedMs);
  }
  const [p50, p99, whole] = [percentile(keyMs, 0.5), percentile(keyMs, 0.99), percentile(wholeMs, 0.5)];
  console.log(
    `${String(lines).padStart(6)} lines: a key ${p50.toFixed(2)} ms at p50, ${p99.toFixed(2)} at p99; the whole file ${whole.toFixed(1)} ms; a key is ${((p50 / whole) * 100).toFixed(1)} % of it`,
  );
}
