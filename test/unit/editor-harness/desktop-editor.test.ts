import { realpathSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { findDesktopEditor } from '../../editor/harness/desktop-editor.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe.runIf(process.platform === 'linux')('finding VS Code for the desktop', () => {
  let folder = '';
  const environment = (): NodeJS.ProcessEnv => ({ DISPLAY: ':0', PATH: join(folder, 'bin') });

  beforeEach(async () => {
    folder = realpathSync(temporaryFolder());
    await mkdir(join(folder, 'bin'));
    await mkdir(join(folder, 'share/code/bin'), { recursive: true });
    await writeFile(join(folder, 'share/code/bin/code'), '');
    await symlink(join(folder, 'share/code/bin/code'), join(folder, 'bin/code'));
  });

  it('finds the program beside what the command on PATH links to', async () => {
    const executable = join(folder, 'share/code/code');
    await writeFile(executable, '');
    expect(findDesktopEditor(environment())).toEqual({ cli: join(folder, 'bin/code'), executable });
  });

  it('leaves a command alone that has no program beside it, as in a remote window', () => {
    expect(findDesktopEditor(environment())).toBeUndefined();
  });

  it('finds none where there is no screen', async () => {
    await writeFile(join(folder, 'share/code/code'), '');
    expect(findDesktopEditor({ ...environment(), DISPLAY: '' })).toBeUndefined();
  });
});
