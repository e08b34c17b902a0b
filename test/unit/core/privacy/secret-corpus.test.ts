import { describe, expect, test } from 'vitest';
import { DocumentSecrets } from '../../../../src/core/privacy/document-secrets.ts';
import { createSecretScanner } from '../../../../src/node/secret-scanner.ts';
import { collectLookAlikes } from '../../../support/look-alikes.ts';
import { plantSecrets, secretKinds } from '../../../support/secret-corpus.ts';

const secrets = new DocumentSecrets(createSecretScanner());

describe('secrets in realistic files', () => {
  test('there are thirty kinds', () => {
    expect(new Set(secretKinds.map(({ name }) => name)).size).toBe(30);
  });

  test('of two hundred planted ones not a character is left over', async () => {
    const missed: string[] = [];
    for (const { name, languageId, text, secret } of plantSecrets(200)) {
      const spans = await secrets.scanText(text);
      const start = text.indexOf(secret);
      const isHidden = spans.some((span) => span.start <= start && span.end >= start + secret.length);
      if (!isHidden) missed.push(`${name} in ${languageId}`);
    }
    expect(missed).toEqual([]);
  });

  test('of five hundred look-alikes in real code under 2 % are taken for secrets', async () => {
    const lookAlikes = collectLookAlikes(500);
    expect(lookAlikes.length).toBe(500);
    const alarms: string[] = [];
    for (const line of lookAlikes) {
      if ((await secrets.scanText(line)).length > 0) alarms.push(line.trim().slice(0, 120));
    }
    expect(alarms.length, alarms.join('\n')).toBeLessThan(10);
  });
});
