import { beforeEach, expect, test } from 'vitest';
import { editorExcludes } from '../../../src/vscode/editor-excludes.ts';
import { editor } from '../../support/fake-vscode.ts';

beforeEach(() => editor.reset());

test('a default is taken back by the user, and by no workspace, which may add', () => {
  editor.configure('files.exclude', {
    defaultValue: { '**/.git': true, '**/.svn': true },
    globalValue: { '**/.git': false, '**/gen': true },
    workspaceValue: { '**/.svn': false, '**/gen': false, '**/*.{a,b}': true },
  });
  editor.configure('search.exclude', { defaultValue: { '**/node_modules': true } });
  expect(editorExcludes()).toEqual(['**/.svn', '**/gen', '**/*.a', '**/*.b', '**/node_modules']);
});
