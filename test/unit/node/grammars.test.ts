import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Grammars } from '../../../src/core/context/syntax/syntax-tree.ts';
import { collectGarbage } from '../../../src/node/collect-garbage.ts';
import { createGrammars, grammarsFolder } from '../../../src/node/grammars.ts';

const folder = grammarsFolder(undefined, import.meta.url);

async function rootOf(grammars: Grammars): Promise<string | undefined> {
  const tree = (await grammars.load('python'))?.parse('value = 1\n', null);
  const type = tree?.rootNode.type;
  tree?.delete();
  return type;
}

async function weakParser(grammars: Grammars): Promise<WeakRef<object>> {
  const parser = await grammars.load('python');
  return new WeakRef(parser ?? {});
}

test('nothing of a parser is held once it is released, and the next file is parsed by a new one', async () => {
  const grammars = createGrammars(folder);
  expect(await rootOf(grammars)).toBe('module');
  const parser = await weakParser(grammars);
  await nextTurn();
  collectGarbage();
  expect(parser.deref()).toBeDefined();
  grammars.release();
  await nextTurn();
  collectGarbage();
  expect(parser.deref()).toBeUndefined();
  expect(await rootOf(grammars)).toBe('module');
});

test('a parser that is in use outlives the release of the others', async () => {
  const grammars = createGrammars(folder);
  const parser = await grammars.load('python');
  grammars.release();
  const tree = parser?.parse('def f(): pass\n', null);
  expect(tree?.rootNode.type).toBe('module');
  tree?.delete();
});
