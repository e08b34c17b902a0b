import { beforeEach, describe, expect, test } from 'vitest';
import { type AssembleRequest, ContextAssembler } from '../../../../src/core/context/assemble.ts';
import { TokenEstimator } from '../../../../src/core/context/tokens.ts';
import { type DocumentSnapshot, type Uri, applyEdits, createSnapshot } from '../../../../src/core/document.ts';
import type { ContextAnswer, ContextQuery } from '../../../../src/core/protocol.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const uri = 'file:///a.py' as Uri;
const weights = {};

let clock: FakeClock;
/** Questions that the worker has not answered yet, the oldest first. */
let questions: { readonly query: ContextQuery; readonly reply: (answer: ContextAnswer | null) => void }[];
let assembler: ContextAssembler;
let document: DocumentSnapshot;

beforeEach(() => {
  clock = new FakeClock();
  questions = [];
  assembler = new ContextAssembler({
    clock,
    tokens: new TokenEstimator(),
    gather: (query) => new Promise((reply) => questions.push({ query, reply })),
    pathOf: () => 'a.py',
    repositoryNameOf: () => undefined,
  });
  document = snapshot(1, 'a = ');
});

function snapshot(version: number, text: string): DocumentSnapshot {
  return createSnapshot({ uri, languageId: 'python', version, text });
}

function requestAt(offset: number): AssembleRequest {
  return {
    document,
    offset,
    model: 'm',
    limits: { locality: 'hosted', answerTokens: 1 },
    settings: { maxContextTokens: 1000, weights },
  };
}

/** The labels of a prompt that the worker is given `ms` for, and how old its word was. */
async function promptWithin(ms: number): Promise<{ labels: readonly string[]; gathered: string; ms: number }> {
  const assembling = assembler.assemble(requestAt(document.text.length));
  await clock.advance(ms);
  const { draft, record } = await assembling;
  return { labels: draft.snippets.map(({ label }) => label), gathered: record.gathered, ms: record.totalMs };
}

function type(insertedText: string): void {
  const edits = [{ offset: document.text.length, deletedLength: 0, insertedText }];
  const versionBefore = document.version;
  document = snapshot(versionBefore + 1, applyEdits(document.text, edits));
  assembler.didChange({ document, versionBefore, edits, reason: 'edit' });
}

/** The worker answers its oldest question with one definition of a name. */
async function reply(name: string): Promise<void> {
  questions.shift()?.reply({
    snippets: [
      {
        source: 'definitions',
        label: name,
        uri: 'file:///b.py' as Uri,
        path: 'b.py',
        languageId: 'python',
        text: `def ${name}(value_of_${name}):`,
        score: 1,
        tokens: 10,
        key: name,
      },
    ],
    offered: {},
    elapsedMs: 1,
  });
  await clock.advance(0);
}

describe('the worker is asked ahead', () => {
  beforeEach(async () => {
    await promptWithin(10);
    await reply('first');
  });

  test('at each edit, so that the next prompt waits for nothing', async () => {
    type('x');
    await reply('second');
    expect(await promptWithin(0)).toEqual({ labels: ['second'], gathered: 'fresh', ms: 0 });
    expect(questions).toEqual([]);
  });

  test('once for an edit and a prompt at the same place', async () => {
    type('x');
    const prompt = promptWithin(1);
    await reply('second');
    expect((await prompt).labels).toEqual(['second']);
    expect(questions).toEqual([]);
  });

  test('one question at a time, and the newest text next', async () => {
    for (const key of 'xyz') type(key);
    expect(questions.map(({ query }) => query.version)).toEqual([2]);
    await reply('second');
    expect(questions.map(({ query }) => query.version)).toEqual([4]);
    await reply('fourth');
    expect((await promptWithin(0)).labels).toEqual(['fourth']);
  });

  test('a bracket that the editor closed does not make the answer one to another place', async () => {
    type('()');
    await reply('second');
    const { record } = await assembler.assemble(requestAt(document.text.length - 1));
    expect(record.gathered).toBe('fresh');
  });

  test('not where somebody else writes, such as a formatter or a rename', async () => {
    const mine = document;
    document = createSnapshot({ uri: 'file:///c.py' as Uri, languageId: 'python', version: 1, text: 'c = ' });
    await promptWithin(10);
    questions = [];
    document = mine;
    type('x');
    expect(questions).toEqual([]);
  });

  test('not where nobody wanted a prompt', () => {
    const other = createSnapshot({ uri: 'file:///c.py' as Uri, languageId: 'python', version: 2, text: 'x' });
    const edits = [{ offset: 0, deletedLength: 0, insertedText: 'x' }];
    assembler.didChange({ document: other, versionBefore: 1, edits, reason: 'edit' });
    expect(questions).toEqual([]);
  });
});

describe('a worker that is late', () => {
  test('is waited for half of the 10 ms that a prompt may take, and no longer', async () => {
    expect(await promptWithin(5)).toEqual({ labels: [], gathered: 'none', ms: 5 });
    expect(clock.pendingTimers).toBe(0);
  });

  test('is not waited for right after edits in other documents, which it reads first', async () => {
    void promptWithin(0);
    await reply('before');
    const elsewhere = createSnapshot({ uri: 'file:///c.py' as Uri, languageId: 'python', version: 2, text: 'c' });
    const edits = [{ offset: 0, deletedLength: 0, insertedText: 'c' }];
    assembler.didChange({ document: elsewhere, versionBefore: 1, edits, reason: 'edit' });
    type('b');
    expect(await promptWithin(0)).toEqual({ labels: ['before'], gathered: 'stale', ms: 0 });
    await reply('after');
    await clock.advance(100);
    type('c');
    expect(await promptWithin(5)).toEqual({ labels: ['after'], gathered: 'stale', ms: 5 });
  });

  test('is waited for at the first key in a document that one comes back to', async () => {
    void promptWithin(0);
    await reply('before');
    const elsewhere = { ...requestAt(0), document: createSnapshot({ ...document, uri: 'file:///c.py' as Uri }) };
    void assembler.assemble(elsewhere);
    await clock.advance(5);
    type('b');
    expect(await promptWithin(5)).toEqual({ labels: ['before'], gathered: 'stale', ms: 5 });
  });

  test('has its word of before stand in', async () => {
    await promptWithin(5);
    await reply('first');
    type('x');
    expect(await promptWithin(5)).toEqual({ labels: ['first'], gathered: 'stale', ms: 5 });
  });

  test('says nothing any more about files that are gone, whenever it was asked', async () => {
    await promptWithin(5);
    await reply('first');
    type('x');
    assembler.didRemoveFiles();
    await reply('second');
    expect((await promptWithin(5)).labels).toEqual([]);
  });

  test('a prompt that waits while files go does without', async () => {
    const prompt = promptWithin(1);
    assembler.didRemoveFiles();
    await reply('first');
    expect((await prompt).labels).toEqual([]);
  });
});
