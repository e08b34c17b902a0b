import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DocumentSnapshot, type Uri, applyEdits, createSnapshot } from '../../src/core/document.ts';
import { DocumentSecrets } from '../../src/core/privacy/document-secrets.ts';
import { FileRules } from '../../src/core/privacy/file-rules.ts';
import { IgnoreRules, expandBraces } from '../../src/core/privacy/ignore-rules.ts';
import { Placeholders } from '../../src/core/privacy/placeholders.ts';
import { checkSetting } from '../../src/core/setting-schemas.ts';
import { initialSettings, readSettings } from '../../src/core/settings.ts';
import { createSecretScanner } from '../../src/node/secret-scanner.ts';
import { FakeHost } from '../support/fake-host.ts';
import { plantSecrets } from '../support/secret-corpus.ts';
import { cutInto, fuzz, places, trickyJson, trickyText } from './fuzz.ts';

const name = fc.oneof(fc.constantFrom('a', '..', '.', '.env', 'src', 'a b', '%2e', '*', '!x', '#', '\\'), trickyText);
const path = fc.array(name, { minLength: 1, maxLength: 8 }).map((names) => names.join('/'));
const pattern = fc.oneof(
  trickyText,
  fc
    .array(fc.constantFrom('**', '*', '/', 'a', '?', '[', ']', '!', '-', 'z', '\\', '.', '{', '}', ',', '#'), {
      maxLength: 40,
    })
    .map((parts) => parts.join('')),
);

test('patterns and paths of any kind have a verdict, soon', async () => {
  await fuzz(fc.tuple(fc.array(pattern, { maxLength: 12 }), path), ([patterns, place]) => {
    const began = process.cpuUsage();
    expect(['ignored', 'unignored', 'unmentioned']).toContain(new IgnoreRules(patterns).test(place));
    for (const glob of patterns) expect(expandBraces(glob).length).toBeLessThanOrEqual(64);
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(1000);
  });
});

test('files of any name, under rules of any text, have a verdict; a secret file never gets away', async () => {
  await fuzz(fc.tuple(fc.array(pattern, { maxLength: 6 }), path), async ([lines, place]) => {
    const host = new FakeHost();
    host.files.contents.set('file:///project/.gitignore', lines.join('\n'));
    host.files.contents.set('file:///project/.midfillignore', lines.toReversed().join('\n'));
    const rules = new FileRules({ files: host.files, log: host.log });
    const uri = `file:///project/${Buffer.from(place).toString().split('/').map(encodeURIComponent).join('/')}` as Uri;
    const verdict = await rules.load(uri);
    expect(rules.verdict(uri)).toEqual(verdict);
    expect(verdict.maySend && !verdict.mayRunLocally).toBe(false);
    const secret = await rules.load(`${uri}/.env` as Uri);
    expect(secret).toMatchObject({ mayIndex: false, mayRunLocally: false, maySend: false });
  });
});

test('settings of any value are read as valid ones', async () => {
  const keys = Object.keys(initialSettings) as (keyof typeof initialSettings)[];
  const value = fc.oneof(trickyJson, fc.constant(undefined), trickyText, fc.double());
  await fuzz(fc.dictionary(fc.constantFrom(...keys), value), (values) => {
    const settings = readSettings(
      (key) => values[key],
      () => {},
    );
    for (const key of keys) {
      expect(checkSetting(key, settings[key]), key).toEqual({ value: settings[key] });
    }
  });
});

test('secrets found edit by edit are all that a look at the whole text finds', async () => {
  const planted = plantSecrets(60).map(({ text }) => text.replace('█', ''));
  const scanner = createSecretScanner();
  const edits = fc.array(
    fc.record({
      at: fc.nat(100_000),
      deleted: fc.nat(60),
      text: fc.oneof(trickyText, fc.constantFrom('\n', ' ', '"', 'x'), fc.constantFrom(...planted)),
    }),
    { minLength: 1, maxLength: 6 },
  );
  await fuzz(
    fc.tuple(fc.array(fc.constantFrom(...planted), { minLength: 1, maxLength: 6 }), edits),
    async ([texts, changes]) => {
      const secrets = new DocumentSecrets(scanner);
      const uri = 'file:///project/a.ts' as Uri;
      let document = createSnapshot({ uri, languageId: 'typescript', version: 1, text: texts.join('\n') });
      await secrets.find(document);
      for (const { at, deleted, text } of changes) {
        const offset = at % (document.text.length + 1);
        const edit = {
          offset,
          deletedLength: Math.min(deleted, document.text.length - offset),
          insertedText: text.replace(/\r\n?/g, '\n'),
        };
        const before: DocumentSnapshot = document;
        document = createSnapshot({
          ...before,
          version: before.version + 1,
          text: applyEdits(before.text, [edit]),
        });
        secrets.didChange({ document, versionBefore: before.version, edits: [edit], reason: 'edit' });
      }
      const known = await secrets.find(document);
      const whole = await secrets.scanText(document.text);
      const hidden = new Set(
        known.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at)),
      );
      const shown = whole.flatMap(({ start, end }) =>
        Array.from({ length: end - start }, (_, at) => start + at).filter((at) => !hidden.has(at)),
      );
      expect(shown.map((at) => document.text.slice(at, at + 1)).join('')).toBe('');
    },
    0.15,
  );
});

test('what is masked comes back the same in every chunking, and nothing else changes', async () => {
  await fuzz(fc.tuple(trickyText, fc.array(fc.tuple(fc.nat(500), fc.nat(40)), { maxLength: 4 }), places), (input) => {
    const [text, ranges, where] = input;
    const placeholders = new Placeholders();
    const spans = ranges
      .map(([start, length]) => ({ start, end: Math.min(text.length, start + length), rule: 'x' }))
      .filter(({ start, end }) => start < end)
      .toSorted((a, b) => a.start - b.start);
    const masked = placeholders.redact(text, spans);
    const restorer = placeholders.createRestorer([masked]);
    const back = cutInto(masked, where).map((piece) => restorer.push(piece));
    // A text that spells a placeholder itself can't be told from one.
    if (!text.includes('MIDFILL_SECRET_')) expect(back.join('') + restorer.end()).toBe(text);
  });
});
