import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ServerEvent, readEvents } from '../../../../src/core/providers/event-stream.ts';
import { readLines } from '../../../../src/core/providers/json-lines.ts';

async function* inPieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array, void, void> {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let start = 0;
  for (const place of [...places, bytes.length]) {
    yield bytes.subarray(start, place);
    start = place;
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

function lines(text: string, cuts: readonly number[] = []): Promise<readonly string[]> {
  return all(readLines(inPieces(new TextEncoder().encode(text), cuts)));
}

function events(text: string, cuts: readonly number[] = []): Promise<readonly ServerEvent[]> {
  return all(readEvents(inPieces(new TextEncoder().encode(text), cuts)));
}

const cuts = fc.array(fc.nat(2000), { maxLength: 40 });
/** Text with everything that a cut could break: surrogate pairs, combining marks, blanks, escapes. */
const content = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .map((text) => text.replace(/[\r\n\u0085\u2028\u2029]/g, ' '));

describe('lines', () => {
  test('are the same in any chunking of the bytes', async () => {
    const body = fc.array(fc.tuple(content, fc.constantFrom('\n', '\r\n', '\n\n')), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(body, cuts, async (pieces, where) => {
        const text = pieces.map((piece) => JSON.stringify(piece[0]) + piece[1]).join('');
        expect(await lines(text, where)).toEqual(pieces.map(([piece]) => JSON.stringify(piece)));
      }),
    );
  });

  test('need no end at the end', async () => {
    expect(await lines('{"a":1}\n{"b":2}')).toEqual(['{"a":1}', '{"b":2}']);
  });

  test('beyond the limit fail, wherever they are cut', async () => {
    async function* endless(): AsyncGenerator<Uint8Array, void, void> {
      for (;;) yield new TextEncoder().encode('x'.repeat(100));
    }
    await expect(all(readLines(endless(), 1000))).rejects.toMatchObject({ name: 'FramingError' });
    await expect(all(readLines(inPieces(new TextEncoder().encode(`${'x'.repeat(1001)}\n`), []), 1000))).rejects.toThrow(
      'longer than 1000',
    );
  });
});

describe('events', () => {
  test('are the same in any chunking of the bytes', async () => {
    const event = fc.record({ data: content, end: fc.constantFrom('\n\n', '\r\n\r\n'), comment: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 10 }), cuts, async (list, where) => {
        const text = list
          .map(({ data, end, comment }) => `${comment ? ': keep-alive\n\n' : ''}data: ${JSON.stringify(data)}${end}`)
          .join('');
        expect(await events(text, where)).toEqual(
          list.map(({ data }) => ({ type: 'message', data: JSON.stringify(data) })),
        );
      }),
    );
  });

  test('leave out comments', async () => {
    expect(await events(': keep-alive\n\n:\n\ndata: 1\n\n')).toEqual([{ type: 'message', data: '1' }]);
  });

  test('end without the blank line that should follow', async () => {
    expect(await events('data: 1\n\ndata: [DONE]')).toEqual([
      { type: 'message', data: '1' },
      { type: 'message', data: '[DONE]' },
    ]);
  });

  test('are errors where the server names them so', async () => {
    expect(await events('event: error\ndata: {"message":"no"}\n\n')).toEqual([
      { type: 'error', data: '{"message":"no"}' },
    ]);
  });

  test('are errors in the field that old llama.cpp servers wrote', async () => {
    expect(await events('error: {"code":500}\n\n')).toEqual([{ type: 'error', data: '{"code":500}' }]);
  });

  test('are errors where bare JSON stands in the stream', async () => {
    expect(await events('{"error":{"message":"no"}}\n\n')).toEqual([
      { type: 'error', data: '{"error":{"message":"no"}}' },
    ]);
  });

  test('beyond the limit fail', async () => {
    async function* endless(): AsyncGenerator<Uint8Array, void, void> {
      yield new TextEncoder().encode('data: ');
      for (;;) yield new TextEncoder().encode('x'.repeat(100));
    }
    await expect(all(readEvents(endless(), 1000))).rejects.toMatchObject({ name: 'FramingError' });
  });
});
