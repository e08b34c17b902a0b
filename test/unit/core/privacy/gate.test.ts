import type { Uri } from '../../../../src/core/document.ts';
import { describe, expect, test, vi } from 'vitest';
import { Consent } from '../../../../src/core/privacy/consent.ts';
import { DocumentSecrets } from '../../../../src/core/privacy/document-secrets.ts';
import { FileRules } from '../../../../src/core/privacy/file-rules.ts';
import { PrivacyGate } from '../../../../src/core/privacy/gate.ts';
import { Placeholders } from '../../../../src/core/privacy/placeholders.ts';
import type { Destination } from '../../../../src/core/privacy/sendable-prompt.ts';
import type { ContextSnippet, PromptDraft } from '../../../../src/core/prompt.ts';
import { FakeHost } from '../../../support/fake-host.ts';

const local: Destination = { locality: 'local', origin: 'http://127.0.0.1:11434' };
const hosted: Destination = { locality: 'hosted', origin: 'https://api.example' };
const key = 'q7Zx0Lk2Vb9Nm4Rt6Yw1Ps8Df3Gh5JcA';

function createGate() {
  const host = new FakeHost();
  host.findSecrets = (text) =>
    [...text.matchAll(/SECRET-\w+/g)].map(({ index, 0: found }) => ({
      start: index,
      end: index + found.length,
      rule: 'test',
    }));
  const settings = { remote: 'on' as 'on' | 'off', isWorkspaceTrusted: true };
  const consent = new Consent({ storage: host.storage, clock: host.clock, log: host.log, workspace: 'w' });
  const rules = new FileRules({ files: host.files, log: host.log });
  const secrets = new DocumentSecrets(host.secretScanner, host.clock);
  const gate = new PrivacyGate({
    rules,
    consent,
    secrets,
    placeholders: new Placeholders(),
    documents: host.documents,
    settings: () => settings,
  });
  /** A draft of a document with the cursor at `█`, whose window is `before` and `after` characters wide. */
  const draft = (text: string, before = text.length, after = text.length): PromptDraft => {
    const offset = text.indexOf('█');
    const { uri, languageId, ...document } = host.documents.open('a.ts', text.replace('█', ''));
    return {
      uri,
      offset,
      path: 'a.ts',
      languageId,
      repositoryName: undefined,
      prefix: document.text.slice(Math.max(0, offset - before), offset),
      suffix: document.text.slice(offset, offset + after),
      snippets: [],
    };
  };
  return { host, rules, secrets, gate, consent, settings, draft };
}

describe('privacy gate', () => {
  test('a server on this machine needs no consent', async () => {
    const { gate, draft } = createGate();
    expect(await gate.seal(draft('a = █'), local)).toMatchObject({ kind: 'sendable', prompt: { prefix: 'a = ' } });
  });

  test('a hosted service gets nothing before consent, and nothing after it is revoked', async () => {
    const { gate, consent, draft } = createGate();
    expect(await gate.seal(draft('█'), hosted)).toEqual({ kind: 'refused', reason: 'no-consent' });
    await consent.record(hosted.origin, 'granted');
    expect((await gate.seal(draft('█'), hosted)).kind).toBe('sendable');
    await consent.revoke(hosted.origin);
    expect(await gate.seal(draft('█'), hosted)).toEqual({ kind: 'refused', reason: 'no-consent' });
  });

  test('an answer in one window counts in the others', async () => {
    const { host, gate, draft } = createGate();
    const other = new Consent({ storage: host.storage, clock: host.clock, log: host.log, workspace: 'w' });
    await gate.seal(draft('█'), hosted);
    await other.record(hosted.origin, 'granted');
    await host.clock.advance(2000);
    expect((await gate.seal(draft('█'), hosted)).kind).toBe('sendable');
    await other.revoke(hosted.origin);
    await host.clock.advance(2000);
    expect(await gate.seal(draft('█'), hosted)).toEqual({ kind: 'refused', reason: 'no-consent' });
  });

  test('while the record of consent cannot be read nothing is sent', async () => {
    const { host, gate, consent, draft } = createGate();
    await consent.record(hosted.origin, 'granted');
    host.storage.readShared = () => Promise.reject(new Error('no'));
    await host.clock.advance(2000);
    expect(await gate.seal(draft('█'), hosted)).toEqual({ kind: 'refused', reason: 'no-consent' });
  });

  test('remote off and an untrusted workspace win over consent', async () => {
    const { gate, consent, settings, draft } = createGate();
    await consent.record(hosted.origin, 'granted');
    settings.remote = 'off';
    expect(await gate.seal(draft('█'), hosted)).toEqual({ kind: 'refused', reason: 'remote-off' });
    settings.remote = 'on';
    settings.isWorkspaceTrusted = false;
    expect(await gate.seal(draft('█'), hosted)).toEqual({ kind: 'refused', reason: 'untrusted-workspace' });
  });

  test('secret values are placeholders on both sides of the cursor, the same each time', async () => {
    const { gate, draft } = createGate();
    const text = `a = "SECRET-one"\nb = █\nc = "SECRET-two"; d = "SECRET-one"`;
    expect(await gate.seal(draft(text), local)).toMatchObject({
      prompt: {
        prefix: 'a = "MIDFILL_SECRET_1_"\nb = ',
        suffix: '\nc = "MIDFILL_SECRET_2_"; d = "MIDFILL_SECRET_1_"',
      },
    });
  });

  test('a secret that the window cuts is masked as far as it shows', async () => {
    const { gate, draft } = createGate();
    const sealed = await gate.seal(draft('k = "SECRET-abcdef"\nx = █', 12), local);
    expect(JSON.stringify(sealed)).not.toContain('cdef');
  });

  test('of a secret that an older text of the document cuts, nothing is left either', async () => {
    const { gate, draft } = createGate();
    const now = draft('k = "SECRET-abcdefgh"\nx = █');
    const older = await gate.seal({ ...now, prefix: 'efgh"\ny = ' }, local);
    expect(older).toMatchObject({ prompt: { prefix: 'MIDFILL_SECRET_1_"\ny = ' } });
  });

  test('a file that git ignores gives nothing to the prompts of others, and its own edits to its own', async () => {
    const { host, gate, draft } = createGate();
    host.files.contents.set('file:///project/.gitignore', 'made.ts\n');
    const of = (name: string) => ({
      source: 'recent-edits' as const,
      label: name,
      uri: `file:///project/${name}` as Uri,
      path: name,
      languageId: 'typescript',
      text: `+ ${name}`,
    });
    const sealed = await gate.seal({ ...draft('█'), snippets: [of('made.ts'), of('b.ts')] }, local);
    expect(sealed).toMatchObject({ prompt: { snippets: [{ path: 'b.ts' }] } });
    const own = { ...draft('█'), uri: of('made.ts').uri, snippets: [of('made.ts')] };
    expect(await gate.seal(own, local)).toMatchObject({ prompt: { snippets: [{ path: 'made.ts' }] } });
  });

  test('a snippet that holds the middle of a key block holds nothing of it', async () => {
    const { host, gate, draft } = createGate();
    const block = ['-----BEGIN PRIVATE KEY-----', 'A'.repeat(64), 'B'.repeat(64), '-----END PRIVATE KEY-----'].join(
      '\n',
    );
    const { uri } = host.documents.open('keys.ts', `const key = \`${block}\`;\n`);
    const snippet = {
      source: 'recent-tabs',
      label: 'keys.ts',
      uri,
      path: 'keys.ts',
      languageId: 'typescript',
      text: `${'B'.repeat(64)}\nother();`,
    } as const;
    const sealed = await gate.seal({ ...draft('█'), snippets: [snippet] }, local);
    expect(sealed).toMatchObject({ prompt: { snippets: [{ text: 'MIDFILL_SECRET_1_\nother();' }] } });
  });

  test('with the cursor inside a secret nothing is sent', async () => {
    const { gate, draft } = createGate();
    expect(await gate.seal(draft('k = "SECRET-ab█cd"'), local)).toEqual({
      kind: 'refused',
      reason: 'cursor-in-secret',
    });
  });

  test('a key that no rule knows is found by its entropy', async () => {
    const { gate, draft } = createGate();
    const sealed = await gate.seal(draft(`api_key = "${key}"\nx = █`), local);
    expect(JSON.stringify(sealed)).not.toContain(key);
  });

  test('a placeholder that the model repeats comes back as the value, whatever the chunks', async () => {
    const { gate, draft } = createGate();
    const sealed = await gate.seal(draft('a = "SECRET-one"█'), local);
    if (sealed.kind !== 'sendable') throw new Error(sealed.reason);
    const restorer = gate.createRestorer(sealed.prompt);
    const pieces = ['x = "MIDF', 'ILL_SEC', 'RET_1', '_"; M', 'ID'].map((piece) => restorer.push(piece));
    expect(pieces.join('') + restorer.end()).toBe('x = "SECRET-one"; MID');
  });

  test('a placeholder that its prompt did not hold stays a word', async () => {
    const { gate, draft } = createGate();
    await gate.seal(draft('a = "SECRET-one"█'), local);
    const sealed = await gate.seal(draft('other = █'), local);
    if (sealed.kind !== 'sendable') throw new Error(sealed.reason);
    expect(gate.createRestorer(sealed.prompt).push('get("MIDFILL_SECRET_1_")')).toBe('get("MIDFILL_SECRET_1_")');
  });

  test('what was prepared, or sealed before, is neither scanned again nor looked for on the disk', async () => {
    const { host, gate, draft } = createGate();
    const scan = vi.spyOn(host.secretScanner, 'scan');
    const realUri = vi.spyOn(host.files, 'realUri');
    const snippets = ['one', 'two', 'three'].map((name) => snippetOf(`${name}.ts`, `const ${name} = SECRET-${name};`));
    void gate.prepare(snippets);
    await host.clock.advance(10);
    await gate.seal(draft('a = █'), local);
    scan.mockClear();
    realUri.mockClear();
    const sealed = await gate.seal({ ...draft('a = █'), snippets }, local);
    expect(sealed.kind === 'sendable' && sealed.prompt.snippets.map(({ text }) => text)).toEqual([
      'const one = MIDFILL_SECRET_1_;',
      'const two = MIDFILL_SECRET_2_;',
      'const three = MIDFILL_SECRET_3_;',
    ]);
    expect(scan).not.toHaveBeenCalled();
    expect(realUri.mock.calls).toEqual([['file:///project/a.ts']]);
  });

  test('of documents that were just edited no more is looked at than a key may wait for; the rest is left out', async () => {
    const { host, secrets, gate, draft } = createGate();
    const own = draft('a = █');
    const opened = Array.from({ length: 8 }, (_, at) =>
      host.documents.open(`other-${at}.ts`, `const value${at} = 1;\n${'// padding\n'.repeat(600)}`),
    );
    for (const document of opened) await secrets.find(document);
    const snippets = opened.map(({ text }, at) => snippetOf(`other-${at}.ts`, text.slice(0, 18)));
    const sealedPaths = async (): Promise<readonly string[]> => {
      const sealed = await gate.seal({ ...own, snippets }, local);
      return sealed.kind === 'sendable' ? sealed.prompt.snippets.map(({ path }) => path) : [];
    };
    expect(await sealedPaths()).toHaveLength(8);
    host.documents.onDidChange((change) => secrets.didChange(change));
    for (const { uri } of opened) {
      host.documents.edit(uri, [{ offset: 0, deletedLength: 0, insertedText: 'SECRET-new;\n' }]);
    }
    expect(await sealedPaths()).toEqual(['other-0.ts', 'other-1.ts']);
    await host.clock.advance(20);
    expect(await sealedPaths()).toHaveLength(8);
  });

  test('a snippet of a file that is a link now is judged by where it leads', async () => {
    const { host, rules, gate, draft } = createGate();
    const snippets = [snippetOf('plain.ts', 'const plain = 1;')];
    const sealedSnippets = async (): Promise<number> => {
      const sealed = await gate.seal({ ...draft('a = █'), snippets }, local);
      return sealed.kind === 'sendable' ? sealed.prompt.snippets.length : -1;
    };
    expect(await sealedSnippets()).toBe(1);
    host.files.links.set('file:///project/plain.ts', 'file:///home/me/notes.ts' as Uri);
    rules.didChange('file:///project/plain.ts' as Uri);
    expect(await sealedSnippets()).toBe(0);
  });

  test('a snippet of the index waits for no disk, and for the rules all the same', async () => {
    const { host, rules, gate, draft } = createGate();
    await gate.seal(draft('a = █'), local);
    const realUri = vi.spyOn(host.files, 'realUri').mockImplementation(() => new Promise(() => {}));
    const snippets = [{ ...snippetOf('one.ts', 'const one = 1;'), source: 'definitions' as const }];
    const sealedSnippets = async (): Promise<number> => {
      const sealed = await gate.seal({ ...draft('a = █'), snippets }, local);
      return sealed.kind === 'sendable' ? sealed.prompt.snippets.length : -1;
    };
    expect(await sealedSnippets()).toBe(1);
    realUri.mockRestore();
    host.files.contents.set('file:///project/.gitignore', 'one.ts\n');
    rules.didChange('file:///project/.gitignore' as Uri);
    expect(await sealedSnippets()).toBe(0);
  });

  test('files of which nothing is known are all looked for at once', async () => {
    const { host, gate, draft } = createGate();
    let waiting = 0;
    let most = 0;
    vi.spyOn(host.files, 'realUri').mockImplementation(async (uri) => {
      waiting += 1;
      most = Math.max(most, waiting);
      await new Promise(setImmediate);
      waiting -= 1;
      return uri;
    });
    const snippets = Array.from({ length: 20 }, (_, at) => snippetOf(`file-${at}.ts`, `const value = ${at};`));
    await gate.seal({ ...draft('a = █'), snippets }, local);
    expect(most).toBeGreaterThanOrEqual(20);
  });
});

function snippetOf(name: string, text: string): ContextSnippet {
  const uri = `file:///project/${name}` as Uri;
  return { source: 'recent-tabs', label: name, uri, path: name, languageId: 'typescript', text };
}
