import { expect, test } from 'vitest';
import type { Uri } from '../../../src/core/document.ts';
import { childUri, pathFromUri, relativePathBelow, uriFromPath } from '../../../src/node/file-uris.ts';

const folder = (uri: string): { uri: Uri } => ({ uri: uri as Uri });

test('a path with special characters is spelled as VS Code spells it', () => {
  expect(uriFromPath("/project/a b/it's(1)&ü.ts")).toBe('file:///project/a%20b/it%27s%281%29%26%C3%BC.ts');
});

test('a URI leads back to its path', () => {
  expect(pathFromUri(uriFromPath('/project/a b/#1?.ts'))).toBe('/project/a b/#1?.ts');
});

test('a buffer without a file has no path', () => {
  expect(pathFromUri('untitled:Untitled-1' as Uri)).toBeUndefined();
});

test('an entry found in a folder has the URI of its path', () => {
  expect(childUri(uriFromPath('/project/a b'), 'c d!.ts')).toBe(uriFromPath('/project/a b/c d!.ts'));
});

test('a relative path starts at the innermost folder', () => {
  const folders = [folder('file:///project'), folder('file:///project/inner')];
  expect(relativePathBelow(folders, 'file:///project/inner/a%20b/c.ts' as Uri)).toBe('a b/c.ts');
});

test("a notebook's cell has its notebook's path", () => {
  const cell = 'vscode-notebook-cell:/project/two%20books/a.ipynb#W0sZmlsZQ%3D%3D' as Uri;
  expect(relativePathBelow([folder('file:///project')], cell)).toBe('two books/a.ipynb');
});

test('a folder whose name another one begins with does not hold its files', () => {
  expect(relativePathBelow([folder('file:///project')], 'file:///workshop/a.ts' as Uri)).toBeUndefined();
});
