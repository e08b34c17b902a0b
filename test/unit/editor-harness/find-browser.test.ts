import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { findBrowser } from '../../editor/harness/find-browser.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe.runIf(process.platform === 'linux')('finding a browser', () => {
  let folder = '';
  beforeEach(() => {
    folder = temporaryFolder();
  });

  it('takes the one that MIDFILL_CHROMIUM names', async () => {
    const named = join(folder, 'mine');
    await writeFile(named, '');
    expect(findBrowser({ MIDFILL_CHROMIUM: named, PATH: '' })?.executable).toBe(named);
  });

  it('says so where the named one is not there', () => {
    expect(() => findBrowser({ MIDFILL_CHROMIUM: join(folder, 'gone') })).toThrow(/which is not there/);
  });

  it('finds Chromium on PATH', async () => {
    await writeFile(join(folder, 'chromium'), '');
    expect(findBrowser({ PATH: `/nowhere:${folder}` })?.executable).toBe(join(folder, 'chromium'));
  });

  it('finds none on a bare machine', () => {
    expect(findBrowser({ PATH: folder })).toBeUndefined();
  });
});
