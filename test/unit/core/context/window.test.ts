import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type WindowAnchors, cutWindow, noAnchors } from '../../../../src/core/context/window.ts';

const lines = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, at) => `const value${from + at} = compute(${from + at});\n`).join('');

const cut = (text: string, offset: number, anchors: WindowAnchors = noAnchors, budget = 1000) =>
  cutWindow({ text, offset, prefixCharacters: budget, suffixCharacters: budget / 2, anchors });

const loneSurrogate = /\p{Surrogate}/u;

describe('the window around the cursor', () => {
  test('a short document is taken whole', () => {
    const text = lines(10);
    expect(cut(text, 100).window).toEqual({ start: 0, end: text.length });
  });

  test('it starts and ends at line borders', () => {
    const text = lines(300);
    const { window } = cut(text, 5000);
    expect(text[window.start - 1]).toBe('\n');
    expect(text[window.end]).toBe('\n');
  });

  test('it starts where a scope begins, if one is near', () => {
    const text = `${'function early() {\n  work();\n}\n\n'.repeat(100)}  let x = █`;
    const { window } = cut(text, text.indexOf('█'));
    expect(text.slice(window.start)).toMatch(/^function early/);
  });

  test('its start stays while one types, until the budget is used up', () => {
    let text = lines(200);
    let { window, anchors } = cut(text, text.length);
    const starts = new Set([window.start]);
    for (let key = 0; key < 300; key += 1) {
      text += 'x';
      ({ window, anchors } = cut(text, text.length, anchors));
      starts.add(window.start);
      expect(text.length - window.start).toBeLessThanOrEqual(1000);
    }
    expect(starts.size).toBe(1);
  });

  test('over a long stretch of typing its start moves seldom', () => {
    let text = lines(100);
    let anchors = noAnchors;
    const starts = new Set<number>();
    for (let line = 0; line < 100; line += 1) {
      text += lines(1, line);
      const next = cut(text, text.length, anchors);
      anchors = next.anchors;
      starts.add(next.window.start);
    }
    expect(starts.size).toBeLessThan(14);
  });

  test('an edit above it does not move what it shows', () => {
    const text = lines(300);
    const first = cut(text, 9000);
    const inserted = `// a note\n${text}`;
    const second = cut(inserted, 9010, first.anchors);
    expect(inserted.slice(second.window.start, 9010)).toBe(text.slice(first.window.start, 9000));
  });

  test('the suffix keeps its bytes while one types on the line before it', () => {
    const text = lines(300);
    const offset = text.indexOf('\n', 5000);
    const first = cut(text, offset);
    const typed = `${text.slice(0, offset)}.map((x) => x)${text.slice(offset)}`;
    const second = cut(typed, offset + 14, first.anchors);
    expect(typed.slice(offset + 14, second.window.end)).toBe(text.slice(offset, first.window.end));
  });

  test('the suffix keeps its bytes when a line is added before it', () => {
    const text = lines(300);
    const offset = text.indexOf('\n', 5000);
    const first = cut(text, offset);
    const typed = `${text.slice(0, offset)}\n  ${text.slice(offset)}`;
    const second = cut(typed, offset + 3, first.anchors);
    expect(typed.slice(offset + 3, second.window.end)).toBe(text.slice(offset, first.window.end));
  });

  test('what stands behind the cursor on its line does not shorten what follows', () => {
    const text = lines(300);
    const offset = text.indexOf('\n', 5000);
    const first = cut(text, offset);
    const closed = `${text.slice(0, offset)}(█)${text.slice(offset)}`.replace('█', '');
    const second = cut(closed, offset + 1, first.anchors);
    expect(closed.slice(offset + 1, second.window.end)).toBe(`)${text.slice(offset, first.window.end)}`);
  });

  test('a line of 100,000 characters is cut, between surrogate pairs', () => {
    const text = '😀'.repeat(50_000);
    const { window } = cut(text, 50_000);
    expect(window.end - window.start).toBeLessThan(1600);
    expect(text.slice(window.start, 50_000)).not.toMatch(loneSurrogate);
    expect(text.slice(50_000, window.end)).not.toMatch(loneSurrogate);
  });

  test('behind a line of 100,000 characters it starts with the next one', () => {
    const text = `${'x'.repeat(100_000)}\nconst next = `;
    const { window } = cut(text, text.length);
    expect(text.slice(window.start)).toBe('const next = ');
  });

  test('where no line starts in the stretch that is looked at, it starts with the line before', () => {
    const text = `${lines(100)}const long = ${'1 + '.repeat(170)}`;
    const { window } = cut(text, text.length);
    expect(text.slice(window.start)).toMatch(/^const long/);
  });

  test('a jump of the cursor makes a window of its own', () => {
    const text = lines(1000);
    const first = cut(text, 30_000);
    const second = cut(text, 3000, first.anchors);
    expect(second.window.start).toBeLessThan(3000);
    expect(3000 - second.window.start).toBeGreaterThan(300);
  });

  test('stays in its budget and cuts no line and no surrogate pair, whatever is edited between two cuts', () => {
    const line = fc.oneof(fc.stringMatching(/^[ a]{0,12}$/), fc.constant('😀'.repeat(90)), fc.constant('}'));
    const text = fc.array(line, { maxLength: 60 }).map((all) => all.join('\n'));
    const edit = fc.record({ at: fc.nat(1000), deleted: fc.nat(60), inserted: fc.oneof(line, fc.constant('\n')) });
    const place = (whole: string, share: number): number => {
      const at = Math.floor((share / 1001) * whole.length);
      return /[\uDC00-\uDFFF]/.test(whole.charAt(at)) ? at - 1 : at;
    };
    fc.assert(
      fc.property(text, fc.array(fc.tuple(edit, fc.nat(1000)), { minLength: 1, maxLength: 8 }), (start, rounds) => {
        let now = start;
        let anchors = noAnchors;
        for (const [{ at, deleted, inserted }, cursor] of rounds) {
          const from = place(now, at);
          const to = place(now, Math.min(1000, at + deleted));
          now = now.slice(0, from) + inserted + now.slice(to);
          const offset = place(now, cursor);
          const { window, anchors: next } = cutWindow({
            text: now,
            offset,
            prefixCharacters: 120,
            suffixCharacters: 60,
            anchors,
          });
          anchors = next;
          const [prefix, suffix] = [now.slice(window.start, offset), now.slice(offset, window.end)];
          expect(prefix.length).toBeLessThanOrEqual(121);
          expect(suffix.length - Math.max(0, suffix.indexOf('\n'))).toBeLessThanOrEqual(60);
          expect(prefix + suffix).not.toMatch(loneSurrogate);
          const isLongBefore = !now.slice(Math.max(0, offset - 121), offset).includes('\n');
          const isLongAfter = !now.slice(offset, offset + 61).includes('\n');
          expect(window.start === 0 || now[window.start - 1] === '\n' || isLongBefore).toBe(true);
          expect(window.end === now.length || now[window.end] === '\n' || isLongAfter).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
