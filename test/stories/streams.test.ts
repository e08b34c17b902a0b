import { describe, expect, test } from 'vitest';
import { ProviderError } from '../../src/core/providers/errors.ts';
import { Refusal } from '../../src/core/routing/route.ts';
import { knows, story } from './story.ts';

const line = 'const total = price * count * discount;';

describe('one stream is enough', () => {
  test('fast typing that agrees makes one request', async () => {
    const s = story('const total = █\n', { model: knows(line), ttftMs: 250 });
    await s.type('price * ', 90);
    await s.wait(600);
    expect(s.router.requests.length).toBeLessThanOrEqual(2);
    expect(s.line).toBe('const total = price * [count * discount;]\n');
  });

  test('typing ahead of a stream keeps it as long as it agrees', async () => {
    const s = story('const total = █\n', { model: knows(line), ttftMs: 100, tokensPerSecond: 5 });
    await s.type('p', 300);
    await s.type('rice * cou', 60);
    expect(s.router.requests).toHaveLength(1);
    expect(s.router.running).toBe(1);
  });

  test.each([
    ['no more than two streams run for a document', 'hosted', 2],
    ['a local server with one slot has one', 'local', 1],
  ] as const)('%s', async (_name, locality, concurrency) => {
    const s = story('█\n', { model: 'x'.repeat(400), tokensPerSecond: 5, ttftMs: 1000 });
    s.router.setRoute({ concurrency, locality });
    let most = 0;
    for (const key of 'a b c d e f ') {
      s.editor.type(key);
      await s.wait(500);
      most = Math.max(most, s.router.running);
    }
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(concurrency);
  });

  test('a stream that nobody waits for ends after two seconds', async () => {
    const s = story('const total = █\n', { model: 'x'.repeat(400), tokensPerSecond: 2, ttftMs: 100 });
    await s.type('p', 400);
    s.editor.moveTo(3);
    await s.wait(1500);
    expect(s.router.running).toBe(1);
    await s.wait(1000);
    expect(s.router.running).toBe(0);
  });

  test('a slow answer is waited for as long as the cursor rests', async () => {
    const s = story('const total = █\n', { model: knows(line), ttftMs: 4000 });
    await s.type('p', 6000);
    expect(s.line).toBe('const total = p[rice * count * discount;]\n');
  });

  test('the rest of a stream that was typed away from is there when one comes back', async () => {
    const s = story('const total = █\n', { model: knows(line) });
    await s.type('p', 500);
    s.editor.type('x');
    await s.wait(200);
    s.editor.backspace();
    await s.wait(60);
    expect(s.line).toBe('const total = p[rice * count * discount;]\n');
  });

  test('closing the document ends its streams', async () => {
    const s = story('const total = █\n', { model: 'x'.repeat(400), tokensPerSecond: 2 });
    await s.type('p', 400);
    s.host.documents.close(s.uri);
    await s.wait(10);
    expect(s.router.running).toBe(0);
  });

  test('another model does not get the answers of the last one', async () => {
    const s = story('const total = █\n', { model: knows(line) });
    await s.type('p', 500);
    s.router.setRoute({ model: 'other' });
    s.router.script = knows('const total = parts;');
    s.engine.reset();
    s.editor.backspace();
    await s.wait(300);
    await s.type('p', 500);
    expect(s.line).toBe('const total = p[arts;]\n');
  });
});

describe('typing ahead of a stream', () => {
  test('that then ends with nothing has the new place asked for, and no key has to tell', async () => {
    const body = 'const a = 1;\n  return a;';
    const s = story('function f() █\n}\n', {
      model: ({ prefix }) => (prefix.endsWith('\n  ') ? `${body}\n}` : ''),
      ttftMs: 200,
    });
    s.editor.type('{');
    await s.wait(120);
    s.editor.enter('  ');
    await s.wait(2000);
    expect(s.line).toBe(`  [${body}]\n}\n`);
    expect(s.router.requests).toHaveLength(2);
  });

  test('past the end of its line ends it: the rest of a line cannot say that', async () => {
    const s = story('const total = █\n', { model: knows(line), ttftMs: 1500 });
    await s.type('p', 200);
    expect(s.router.requests).toHaveLength(1);
    s.editor.enter();
    await s.wait(60);
    expect(s.router.requests.map(({ abortedAt }) => abortedAt !== undefined)).toEqual([true, false]);
  });

  test('past the lines of its block ends it', async () => {
    const s = story('function f() {█\n}\n', { model: 'unheard', ttftMs: 60_000 });
    await s.type(' ', 200);
    for (let row = 0; row < 20; row += 1) {
      s.editor.enter('  ');
      await s.type('g();', 60);
    }
    expect(s.router.requests[0]?.abortedAt).toBeDefined();
  });

  test('further than a text is likely right, another is asked beside it', async () => {
    const s = story('const total = █\n', { model: 'price * count;', ttftMs: 60_000 });
    await s.type('p', 200);
    await s.type('ab '.repeat(30), 60);
    expect(s.router.requests).toHaveLength(1);
    await s.type('ab '.repeat(10), 100);
    expect(s.router.requests).toHaveLength(2);
  });

  test('when it then says something else, another is asked at once, and no key has to tell', async () => {
    const s = story('const total = █\n', { model: 'rice * count * discount * tax;', ttftMs: 500, tokensPerSecond: 10 });
    await s.type('p', 200);
    s.router.script = knows('const total = pay * count;');
    s.editor.type('a');
    await s.wait(395);
    expect(s.router.requests.map(({ abortedAt }) => abortedAt)).toEqual([590, undefined]);
    expect(s.router.requests[1]?.at).toBe(590);
    await s.wait(3000);
    expect(s.line).toBe('const total = pa[y * count;]\n');
  });

  test('the time to that request counts from what the stream said, and not from the call', async () => {
    const s = story('const total = █\n', { model: 'rice * count * discount * tax;', ttftMs: 400, tokensPerSecond: 10 });
    await s.type('p', 300);
    await s.type('a', 600);
    expect(s.router.requests.map(({ at }) => at)).toEqual([90, 490]);
    const asked = s.engine.decisions.all().filter(({ requestMs }) => requestMs !== undefined);
    expect(asked.map(({ outcome, requestMs }) => [outcome.kind, requestMs])).toContainEqual(['later', 0]);
  });

  test('when what it says ends its line elsewhere, too', async () => {
    const s = story('const total = █\n', { model: '1;\n', ttftMs: 500 });
    await s.type('p', 200);
    s.router.script = knows('const total = pay * count;');
    await s.type('a', 1500);
    expect(s.line).toBe('const total = pa[y * count;]\n');
  });
});

describe('when things go wrong', () => {
  test('a failed request is an outcome, and the embedded engine steps in', async () => {
    const s = story('let a =█\n', {
      model: () => {
        throw new ProviderError('server-error', 'The server had an error.');
      },
      embedded: ({ purpose }) =>
        purpose === 'alone' ? { text: 'b + c;', confidence: 0.9, source: 'ngram', isBlock: false } : null,
    });
    await s.type(' ', 300);
    expect(s.line).toBe('let a = [b + c;]\n');
  });

  test('without a fallback the error is recorded, nothing is shown, nothing throws', async () => {
    const s = story('let a =█\n', {
      settings: { fallback: [] },
      model: () => {
        throw new ProviderError('key-refused', 'Codestral refused the key (401).');
      },
    });
    await s.type(' ', 300);
    expect(s.line).toBe('let a = █\n');
    expect(s.engine.decisions.all().at(-1)?.outcome).toEqual({
      kind: 'failed',
      error: 'key-refused',
      isRetryable: false,
    });
  });

  test("the privacy gate's no is recorded as such", async () => {
    const s = story('let a =█\n', {
      settings: { fallback: [] },
      model: () => {
        throw new Refusal('no-consent');
      },
    });
    await s.type(' ', 300);
    expect(s.lastOutcome).toBe('refused: no-consent');
  });

  test('an unexpected error is logged, without its text in the decision', async () => {
    const s = story('let a =█\n', {
      settings: { fallback: [] },
      model: () => {
        throw new TypeError('boom');
      },
    });
    await s.type(' ', 300);
    expect(s.engine.decisions.all().at(-1)?.outcome).toMatchObject({ kind: 'failed', error: 'internal' });
    expect(s.host.logLines.some(({ level }) => level === 'error')).toBe(true);
  });

  test('the next key asks again after a failure', async () => {
    let isBroken = true;
    const s = story('let a = █\n', {
      settings: { fallback: [] },
      model: () => {
        if (isBroken) throw new ProviderError('overloaded', 'Busy.', { isRetryable: true });
        return ' + c;';
      },
    });
    await s.type('b', 300);
    isBroken = false;
    s.editor.type('b');
    await s.wait(400);
    expect(s.line).toBe('let a = bb[ + c;]\n');
  });

  test('with nobody to ask, nothing is shown and the reason is there', async () => {
    const s = story('let a =█\n', {});
    s.router.current = { kind: 'none', reason: 'key-missing' };
    await s.type(' ', 300);
    expect(s.lastOutcome).toBe('no-provider: key-missing');
  });
});

describe('the record', () => {
  test('every call leaves one, without source text', async () => {
    const s = story('const secretName = █\n', { model: 'secretValue;' });
    await s.type('s', 500);
    expect(s.host.decisions.length).toBeGreaterThan(0);
    expect(s.host.decisions.join('\n')).not.toMatch(/secret/);
    expect(s.host.decisions.join('\n')).not.toMatch(/story/);
  });

  test('says how long the debounce was and when the request went out', async () => {
    const s = story('const a = █\n', { model: 'b * c * d;' });
    await s.type('x', 500);
    const decision = s.engine.decisions.all().find(({ outcome }) => outcome.kind === 'shown');
    expect(decision?.debounce).toEqual({ ms: 75, reason: 'bounds' });
    expect(decision).toMatchObject({ requestMs: 25, waitMs: 25 });
    expect(decision?.triggerReason).toBe('typing');
    expect(decision?.contextTokens).toBe(3);
  });

  test('no more than 200 are kept', async () => {
    const s = story('█\n', { settings: { enabled: false } });
    await s.type('x'.repeat(250), 60);
    expect(s.engine.decisions.all()).toHaveLength(200);
  });

  test('tells the life of a suggestion from its first showing to its end', async () => {
    const s = story('const total = █\n', { model: knows(line) });
    await s.type('p', 500);
    await s.type('ri', 200);
    s.editor.acceptWord();
    await s.wait(200);
    s.editor.accept();
    await s.wait(50);
    const kinds = s.events.map(({ kind }) => kind).filter((kind) => kind !== 'grown');
    expect(kinds).toEqual(['shown', 'typed', 'typed', 'word-taken', 'rest-taken', 'accepted']);
    expect(new Set(s.events.map(({ suggestionId }) => suggestionId)).size).toBe(1);
  });

  test('typing over a suggestion ends it as diverged', async () => {
    const s = story('const total = █\n', { model: knows(line) });
    await s.type('p', 500);
    await s.type('x', 20);
    expect(s.events.at(-1)?.kind).toBe('diverged');
  });

  test('what the embedded engine offered is told to it when taken', async () => {
    const s = story('let a =█\n', {
      embeddedAlone: true,
      embedded: () => ({ text: 'b + c;', confidence: 0.9, source: 'ngram', isBlock: false }),
    });
    await s.type(' ', 100);
    s.editor.accept();
    expect(s.embeddedOutcomes).toMatchObject([{ kind: 'accepted', text: 'b + c;' }]);
  });
});
