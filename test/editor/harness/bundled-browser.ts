import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { cachedFolder } from './cached-folder.ts';
import type { Browser } from './find-browser.ts';
import { reportStep } from './progress.ts';
import type { Progress } from './progress.ts';
import { runProgram } from './run-program.ts';

const packageName = '@sparticuz/chromium';

/**
 * Unpacks the Chromium that comes from npm into the cache, with the libraries (NSS, NSPR, expat) and the font that a
 * bare Linux lacks: with those masked it starts from its own copies, and needs nothing but the C library.
 */
export async function bundledBrowser(progress: Progress): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(noBrowser());
  const packageFolder = join(dirname(createRequire(import.meta.url).resolve(packageName)), '..');
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const folder = await cachedFolder(`chromium-${version}`, (partial) =>
    reportStep(progress, `Unpacking Chromium ${version}, once`, () => unpack(join(packageFolder, 'bin'), partial)),
  );
  const fonts = join(folder, 'fonts');
  // Written at each start, since the cache may have moved and fontconfig wants absolute paths.
  await writeFile(join(fonts, 'fonts.conf'), fontConfiguration(fonts));
  return {
    executable: join(folder, 'chromium'),
    environment: {
      LD_LIBRARY_PATH: [join(folder, 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
      FONTCONFIG_PATH: fonts,
    },
  };
}

async function unpack(archives: string, folder: string): Promise<void> {
  const executable = join(folder, 'chromium');
  await writeFile(executable, brotliDecompressSync(await readFile(join(archives, 'chromium.br'))));
  await chmod(executable, 0o755);
  await unpackArchive(join(archives, 'al2023.tar.br'), folder);
  await unpackArchive(join(archives, 'swiftshader.tar.br'), folder);
  await mkdir(join(folder, 'fonts'));
  await unpackArchive(join(archives, 'fonts.tar.br'), join(folder, 'fonts'));
}

async function unpackArchive(archive: string, folder: string): Promise<void> {
  const tar = join(folder, 'archive.tar');
  await writeFile(tar, brotliDecompressSync(await readFile(archive)));
  await runProgram('tar', ['-xf', tar, '-C', folder, '--no-same-owner']);
  await runProgram('rm', [tar]);
}

/** The machine's own fonts where it has some, which include one of fixed width; the package's one where not. */
function fontConfiguration(folder: string): string {
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
    `  <dir>${folder}</dir>`,
    `  <cachedir>${join(folder, 'cache')}</cachedir>`,
    '</fontconfig>',
    '',
  ].join('\n');
}

function noBrowser(): string {
  return (
    'No Chrome, Edge or Chromium was found, and npm carries one only for Linux on x64. ' +
    'Install Chrome or Chromium, or set MIDFILL_CHROMIUM to the path of one.'
  );
}
