import { describe, expect, test } from 'vitest';
import { knows, story } from './story.ts';

describe('from key to ghost text', () => {
  test('a key brings the rest of the line', async () => {
    const s = story('const total = █\n', { model: knows('const total = price * count;') });
    await s.type('p', 400);
    expect(s.line).toBe('const total = p[rice * count;]\n');
    expect(s.outcomes[0]).toBe('shown: fresh');
  });

  test('typing through keeps it without a gap and without a request', async () => {
    const s = story('const total = █\n', { model: knows('const total = price * count;') });
    await s.type('p', 400);
    const gaps: string[] = [];
    s.editor.onGhost = (_before, after): void => void (after === undefined && gaps.push(s.screen));
    await s.type('rice * ', 120);
    expect(s.line).toBe('const total = price * [count;]\n');
    expect(gaps).toEqual([]);
    expect(s.router.requests).toHaveLength(1);
    expect(s.lastOutcome).toBe('shown: state');
  });

  test('a mismatch removes it at once, and the next answer comes after the debounce', async () => {
    const s = story('const total = █\n', { model: knows('const total = price * count;') });
    await s.type('p', 400);
    s.router.script = knows('const total = parts.length;');
    s.editor.type('a');
    expect(s.line).toBe('const total = pa█\n');
    await s.wait(500);
    expect(s.line).toBe('const total = pa[rts.length;]\n');
  });

  test('thirty that were wrong at once and one that was right throughout make the next no shorter', async () => {
    const words = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];
    const line = `x = sum(${words.join(', ')});`;
    const s = story('█\n', { model: 'quite another text, and a long one of many words' });
    for (const name of 'abcdefghijklmnoprstuvwxyzABCDE') {
      await s.type(name, 600);
      s.editor.enter();
      await s.wait(600);
    }
    expect(s.events.filter(({ kind }) => kind === 'diverged').length).toBeGreaterThanOrEqual(29);
    s.router.script = knows(line);
    s.editor.enter();
    await s.wait(600);
    await s.type(line, 150);
    s.editor.enter();
    await s.wait(600);
    expect(s.line).toBe(`[${line}]\n`);
  });

  test('backspace shows again what was there, without a request', async () => {
    const s = story('const total = █\n', { model: knows('const total = price * count;') });
    await s.type('pri', 400);
    s.editor.backspace();
    expect(s.line).toBe('const total = pr[ice * count;]\n');
    await s.wait(100);
    s.editor.backspace();
    await s.wait(100);
    expect(s.line).toBe('const total = p[rice * count;]\n');
    expect(s.router.requests).toHaveLength(1);
  });

  test('Tab inserts exactly what was shown', async () => {
    const s = story('const total = █\n', { model: knows('const total = price * count;') });
    await s.type('p', 400);
    s.editor.accept();
    await s.wait(300);
    expect(s.editor.text).toBe('const total = price * count;\n');
    expect(s.events.map(({ kind }) => kind)).toContain('accepted');
  });

  test('a wrong key and its backspace bring the suggestion back from the cache', async () => {
    const s = story('const total = █\n', { model: knows('const total = price * count;') });
    await s.type('p', 400);
    s.editor.type('x');
    await s.wait(60);
    s.editor.backspace();
    await s.wait(60);
    expect(s.line).toBe('const total = p[rice * count;]\n');
    expect(s.outcomes.at(-1)).toBe('shown: cache');
  });

  test('edits elsewhere in the document do not lose it', async () => {
    const s = story('// header\nconst total = █\n', { model: knows('const total = price * count;') });
    await s.type('p', 400);
    s.editor.editElsewhere(0, 0, '// Copyright\n');
    await s.wait(100);
    expect(s.line).toBe('const total = p[rice * count;]\n');
    expect(s.router.requests).toHaveLength(1);
  });
});

describe('an empty line', () => {
  test('that the first Tab indents, as VS Code does where a suggestion begins with blanks, keeps what comes behind them', async () => {
    const s = story('def f():█\n', { language: 'python', model: '\n    return a' });
    s.router.script = ({ prefix }): string => (prefix.endsWith('\n') ? '    return a' : '');
    s.editor.enter();
    await s.wait(600);
    expect(s.screen).toBe('def f():\n[    return a]\n');
    s.editor.type('    ');
    await s.wait(100);
    expect(s.screen).toBe('def f():\n    [return a]\n');
    s.editor.accept();
    expect(s.editor.text).toBe('def f():\n    return a\n');
    expect(s.router.requests).toHaveLength(1);
  });
});

describe('streams', () => {
  test('a key that the stream agrees with joins it', async () => {
    const s = story('const total = █\n', { model: knows('const total = price * count;'), ttftMs: 300 });
    await s.type('p', 200);
    await s.type('r', 400);
    expect(s.router.requests).toHaveLength(1);
    expect(s.line).toBe('const total = pr[ice * count;]\n');
    expect(s.outcomes).toContain('shown: joined');
  });

  test('a stream that the document contradicts is aborted with the key', async () => {
    const s = story('const total = █\n', { model: 'rice * count * discount * tax;', ttftMs: 60, tokensPerSecond: 20 });
    await s.type('p', 250);
    expect(s.router.running).toBe(1);
    s.editor.type('x');
    await s.wait(0);
    expect(s.router.running).toBe(0);
  });

  test('an answer later than the call is painted by refresh once typing rests', async () => {
    const s = story('const total = █\n', { model: knows('const total = price * count;'), ttftMs: 600 });
    await s.type('p', 400);
    expect(s.line).toBe('const total = p█\n');
    expect(s.lastOutcome).toBe('later');
    await s.wait(700);
    expect(s.line).toBe('const total = p[rice * count;]\n');
    expect(s.host.refreshes.length).toBeGreaterThan(0);
  });

  test('without refresh a late answer is there with the next key', async () => {
    const s = story('const total = █\n', {
      model: knows('const total = price * count;'),
      ttftMs: 900,
      canRefresh: false,
    });
    await s.type('p', 1500);
    expect(s.line).toBe('const total = p█\n');
    await s.type('r', 60);
    expect(s.line).toBe('const total = pr[ice * count;]\n');
    expect(s.lastOutcome).toBe('shown: cache');
  });

  test.each([{ canRefresh: false }, { settings: { growInPlace: false } }])(
    'where nothing can grow, half a line waits for its other half: %j',
    async (options) => {
      const s = story('const total = █\n', {
        model: knows('const total = price * count;'),
        tokensPerSecond: 20,
        ...options,
      });
      await s.type('p', 1500);
      expect(s.line).toBe('const total = p[rice * count;]\n');
    },
  );

  test.each(['automatic', 'explicit'])(
    'with growth off, a line slower than the call comes late as a whole: %s',
    async (kind) => {
      const s = story('const total = █\n', {
        model: knows('const total = price * count * discount;'),
        tokensPerSecond: 6,
        settings: { growInPlace: false },
      });
      const seen = new Set<string | undefined>();
      s.editor.onGhost = (_before, after): void => void seen.add(after?.text);
      s.editor.type('p');
      if (kind === 'explicit') void s.editor.trigger();
      await s.wait(2500);
      expect([...seen]).toStrictEqual(['rice * count * discount;']);
    },
  );
});

describe('dismissal', () => {
  test('Escape removes the suggestion, and nothing comes back', async () => {
    const s = story('const total = █\n', { model: knows('const total = price * count;') });
    await s.type('p', 400);
    s.editor.escape();
    await s.wait(2000);
    expect(s.line).toBe('const total = p█\n');
    await s.type('r', 500);
    expect(s.line).toBe('const total = pr█\n');
    expect(s.lastOutcome).toBe('nothing: rejected-before');
  });

  test('Escape during a stream ends it', async () => {
    const s = story('function f() {\n   █\n}\n', {
      model: 'const a = 1;\n    const b = 2;\n    return a + b;\n',
      tokensPerSecond: 10,
    });
    await s.type(' ', 700);
    expect(s.router.running).toBe(1);
    s.editor.escape();
    await s.wait(100);
    expect(s.router.running).toBe(0);
  });
});

describe('the embedded engine', () => {
  test('alone, it answers every call without a debounce', async () => {
    const s = story('let a = █\n', {
      embeddedAlone: true,
      embedded: () => ({ text: 'b + c;', confidence: 0.9, source: 'ngram', isBlock: false }),
    });
    await s.type(' ', 60);
    expect(s.line).toBe('let a =  [b + c;]\n');
    expect(s.router.requests).toHaveLength(0);
  });

  test('does not say the line below again', async () => {
    const s = story('a = 1;\n█\nc = 3;\n', {
      embeddedAlone: true,
      embedded: () => ({ text: 'b = 2;\nc = 3;', confidence: 0.9, source: 'copy', isBlock: true }),
    });
    await s.type('  ', 100);
    expect(s.screen).toBe('a = 1;\n  [b = 2;]\nc = 3;\n');
  });

  test('where nothing is left of what it says, the reason is told', async () => {
    const s = story('a = 1;\n█\nc = 3;\n', {
      embeddedAlone: true,
      embedded: () => ({ text: 'c = 3;', confidence: 0.9, source: 'copy', isBlock: false }),
    });
    await s.type(' ', 100);
    expect(s.lastOutcome).toBe('nothing: repeats-suffix');
  });

  test('it is asked again while one types, and what is shown grows', async () => {
    const s = story('let a =█\n', {
      embeddedAlone: true,
      embedded: ({ offset }) => ({
        text: offset < 9 ? 'b + c' : ' + c + d;',
        confidence: 0.9,
        source: 'ngram',
        isBlock: false,
      }),
    });
    await s.type(' ', 100);
    expect(s.line).toBe('let a = [b + c]\n');
    await s.type('b', 60);
    expect(s.line).toBe('let a = b[ + c]\n');
    await s.wait(400);
    expect(s.line).toBe('let a = b[ + c + d;]\n');
    expect(s.events.filter(({ kind }) => kind === 'shown')).toHaveLength(1);
  });

  test('a confident draft is there long before a slow model, which then confirms it', async () => {
    const s = story('let a =█\n', {
      model: 'b + c * d;',
      ttftMs: 500,
      embedded: () => ({ text: 'b + c', confidence: 0.9, source: 'ngram', isBlock: false }),
    });
    await s.type(' ', 60);
    expect(s.line).toBe('let a = [b + c]\n');
    await s.wait(1200);
    expect(s.line).toBe('let a = [b + c * d;]\n');
  });

  test('it is made with the key, before the editor calls, and once', async () => {
    const asked: number[] = [];
    const s = story('let a █\n', {
      ttftMs: 500,
      embedded: ({ offset }) => {
        asked.push(offset);
        return offset < 8 ? null : { text: 'b + c', confidence: 0.9, source: 'ngram', isBlock: false };
      },
    });
    await s.type('=', 10);
    expect(asked).toEqual([7]);
    await s.wait(90);
    await s.type(' ', 10);
    expect(asked).toEqual([7, 8]);
    await s.wait(50);
    expect(s.line).toBe('let a = [b + c]\n');
    expect(asked).toEqual([7, 8]);
  });

  test('a draft stays whole where the model agrees, though of the model less would be shown', async () => {
    const long = `${Array.from({ length: 8 }, (_unused, index) => `price${index} + count${index}`).join(' + ')};`;
    const s = story('let a =█\n', {
      model: long,
      ttftMs: 500,
      embedded: () => ({ text: long, confidence: 0.9, source: 'ngram', isBlock: false }),
    });
    await s.type(' ', 60);
    expect(s.line).toBe(`let a = [${long}]\n`);
    await s.wait(3000);
    expect(s.line).toBe(`let a = [${long}]\n`);
  });

  test('a draft that the model contradicts is replaced once', async () => {
    const s = story('let a =█\n', {
      model: 'sum(d);',
      ttftMs: 500,
      embedded: () => ({ text: 'b + c', confidence: 0.9, source: 'ngram', isBlock: false }),
    });
    const seen: (string | undefined)[] = [];
    s.editor.onGhost = (_before, after): void => void seen.push(after?.text);
    await s.type(' ', 1500);
    expect(seen).toEqual(['b + c', 'sum(d);']);
  });
});

describe('what is told of a suggestion', () => {
  test('an opener with its closer is typed, not taken by word', async () => {
    const s = story('x = █\n', { autoClose: true, model: knows('x = foo(a);') });
    await s.type('f', 400);
    await s.type('oo(', 150);
    expect(s.events.map(({ kind }) => kind)).not.toContain('word-taken');
  });

  test('acceptance counts also where the next call came before its word', async () => {
    const s = story('let a =█\n', {
      embeddedAlone: true,
      embedded: ({ offset }) =>
        offset < 9 ? { text: 'b + c;', confidence: 0.9, source: 'ngram', isBlock: false } : null,
    });
    await s.type(' ', 100);
    const id = s.editor.ghost?.suggestion.id;
    // The editor has put the text in, and calls before it runs the accept command.
    s.editor.type('b + c;');
    await s.wait(300);
    s.engine.session.didAccept(id!);
    expect(s.embeddedOutcomes).toMatchObject([{ kind: 'accepted', text: 'b + c;' }]);
  });
});
