import { describe, expect, test } from 'vitest';
import type { Uri } from '../../../../src/core/document.ts';
import { FileRules } from '../../../../src/core/privacy/file-rules.ts';
import { expandBraces } from '../../../../src/core/privacy/ignore-rules.ts';
import { FakeHost } from '../../../support/fake-host.ts';

function createRules(files: Readonly<Record<string, string>>) {
  const host = new FakeHost();
  for (const [path, text] of Object.entries(files)) host.files.contents.set(`file:///project/${path}`, text);
  const rules = new FileRules({ files: host.files, log: host.log });
  return { host, rules, because: async (path: string) => (await rules.load(uri(path))).because };
}

const uri = (path: string) => `file:///project/${path}` as Uri;

describe('file rules', () => {
  test('a plain file may be indexed, completed in and sent', async () => {
    const { rules } = createRules({});
    expect(await rules.load(uri('src/a.ts'))).toMatchObject({ mayIndex: true, mayRunLocally: true, maySend: true });
  });

  test('files that hold secrets by nature are closed to everything, examples of them are not', async () => {
    const { because } = createRules({});
    expect(await Promise.all(['.env', 'a/.env.local', 'k/id_rsa', 'x.pem'].map(because))).toEqual(
      Array.from({ length: 4 }, () => 'secret-file'),
    );
    expect(await because('.env.example')).toBe('allowed');
  });

  test('a git-ignored file that is open may run locally and is not sent', async () => {
    const { rules } = createRules({ '.gitignore': 'build/\n' });
    expect(await rules.load(uri('build/x/a.ts'))).toEqual({
      mayIndex: false,
      mayRunLocally: true,
      maySend: false,
      because: 'gitignore',
    });
  });

  test('.midfillignore closes a file to everything', async () => {
    const { because } = createRules({ '.midfillignore': 'private/**\n' });
    expect(await because('private/a.ts')).toBe('midfillignore');
  });

  test('deeper ignore files win, but nothing comes back out of an ignored folder', async () => {
    const { because } = createRules({
      '.gitignore': '*.gen.ts\nout/\n',
      'src/.gitignore': '!kept.gen.ts\n',
      'out/.gitignore': '!kept.ts\n',
    });
    expect(await because('src/a.gen.ts')).toBe('gitignore');
    expect(await because('src/kept.gen.ts')).toBe('allowed');
    expect(await because('out/kept.ts')).toBe('gitignore');
  });

  test('paths with blanks and other letters are compared as they are spelled on disk', async () => {
    const { because } = createRules({ '.gitignore': 'my files/\n' });
    expect(await because('my%20files/a.ts')).toBe('gitignore');
  });

  test('a repository opts out of remote by a line in .midfillignore', async () => {
    const { rules } = createRules({ '.midfillignore': '# remote: off\n' });
    expect(await rules.load(uri('a.ts'))).toMatchObject({ mayRunLocally: true, maySend: false, because: 'remote-off' });
  });

  test('until ignore files are read the verdict is loading, and a change is read again', async () => {
    const { host, rules } = createRules({});
    expect(rules.verdict(uri('a.ts'))).toBe('loading');
    await rules.load(uri('a.ts'));
    expect(rules.verdict(uri('a.ts'))).toMatchObject({ maySend: true });
    host.files.contents.set('file:///project/.midfillignore', 'a.ts');
    rules.didChange(uri('.midfillignore'));
    expect(rules.verdict(uri('a.ts'))).toBe('loading');
    expect(await rules.load(uri('a.ts'))).toMatchObject({ mayRunLocally: false });
  });

  test("the editor's excludes close a file to the index and to sending", async () => {
    const { rules } = createRules({});
    rules.setExcludes(['**/vendor']);
    expect(await rules.load(uri('vendor/a.ts'))).toMatchObject({
      mayIndex: false,
      maySend: false,
      mayRunLocally: true,
    });
  });

  test('an ignore file that cannot be read closes its folder', async () => {
    const { host, rules } = createRules({});
    const readText = host.files.readText.bind(host.files);
    host.files.readText = (file, maxBytes) =>
      file.endsWith('.gitignore')
        ? Promise.reject(Object.assign(new Error('no'), { kind: 'file-error', cause: 'no-permission' }))
        : readText(file, maxBytes);
    expect(await rules.load(uri('a.ts'))).toMatchObject({ maySend: false });
  });

  test('an ignore file that cannot be read for now closes its folder until it can be', async () => {
    const { host, rules } = createRules({ '.gitignore': 'b.ts\n' });
    const readText = host.files.readText.bind(host.files);
    const trouble = Object.assign(new Error('Too many open files.'), { kind: 'file-error', cause: 'other' });
    host.files.readText = (file, maxBytes) =>
      file.endsWith('.gitignore') ? Promise.reject(trouble) : readText(file, maxBytes);
    expect(await rules.load(uri('a.ts'))).toMatchObject({ maySend: false });
    expect(rules.verdict(uri('a.ts'))).toBe('loading');
    expect(await rules.load(uri('a.ts'))).toMatchObject({ maySend: false });
    expect(host.logLines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    host.files.readText = readText;
    expect(await rules.load(uri('a.ts'))).toMatchObject({ maySend: true });
    expect(await rules.load(uri('b.ts'))).toMatchObject({ maySend: false });
  });

  test('a cell is judged as its notebook', async () => {
    const { rules } = createRules({ '.midfillignore': 'private/\n', '.gitignore': 'scratch.ipynb\n' });
    const cell = (path: string) => `vscode-notebook-cell:/project/${path}#W0sZmlsZQ%3D%3D` as Uri;
    expect(await rules.load(cell('private/a.ipynb'))).toMatchObject({ because: 'midfillignore', mayRunLocally: false });
    expect(await rules.load(cell('scratch.ipynb'))).toMatchObject({ because: 'gitignore', maySend: false });
    expect(await rules.load(cell('a.ipynb'))).toMatchObject({ because: 'allowed' });
    const remote = 'vscode-notebook-cell://ssh-remote%2Bhost/project/scratch.ipynb#W0sdnNjb2RlLXJlbW90ZQ%3D%3D' as Uri;
    expect(await rules.load(remote)).toMatchObject({ because: 'gitignore', maySend: false });
  });

  test.each([
    ['a secret file', 'file:///project/.env', 'secret-file'],
    ['an ignored file', 'file:///project/build/a.ts', 'gitignore'],
    ['a place outside', 'file:///home/me/notes.ts', 'linked-outside'],
    ['a secret file outside', 'file:///home/me/.aws/credentials', 'secret-file'],
  ])('a link to %s is judged by where it leads', async (_where, target, because) => {
    const { host, rules } = createRules({ '.gitignore': 'build/\n' });
    host.files.links.set(uri('plain.ts'), target as Uri);
    expect(rules.verdict(uri('plain.ts'))).toBe('loading');
    expect(await rules.load(uri('plain.ts'))).toMatchObject({ mayIndex: false, maySend: false, because });
    expect(rules.verdict(uri('plain.ts'))).toMatchObject({ because });
  });

  test.each(['**/a/'.repeat(40), `${'a'.repeat(20_000)}`, `${'*a'.repeat(400)}b`, '['.repeat(500), '\\'.repeat(501)])(
    'a pattern made to take long takes no time: %.20s…',
    async (pattern) => {
      const { rules } = createRules({ '.gitignore': pattern });
      const began = process.cpuUsage();
      await rules.load(uri(`${'a/'.repeat(60)}${'a'.repeat(200)}`));
      expect(process.cpuUsage(began).user / 1000).toBeLessThan(500);
    },
  );

  test('a path deeper than any project is left out', async () => {
    const { because } = createRules({ '.gitignore': 'x' });
    expect(await because(`${'a/'.repeat(80)}a.ts`)).not.toBe('allowed');
  });
});

test("the editor's globs have alternatives, in bounds", () => {
  expect(expandBraces('**/{dist,out}/*.{js,map}')).toEqual([
    '**/dist/*.js',
    '**/dist/*.map',
    '**/out/*.js',
    '**/out/*.map',
  ]);
  expect(expandBraces('{a,b}'.repeat(40))).toEqual(['*']);
});
