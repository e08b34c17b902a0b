import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import process from 'node:process';
import * as esbuild from 'esbuild';

/** Separate outputs, so that activation loads little: the transport and the workers come when they are needed. */
const bundles = [
  { entry: 'src/extension.ts', outfile: 'dist/extension.cjs', format: 'cjs', external: ['vscode'] },
  { entry: 'src/node/workers/interactive.ts', outfile: 'dist/interactive-worker.cjs', format: 'cjs' },
  { entry: 'src/node/workers/background.ts', outfile: 'dist/background-worker.cjs', format: 'cjs' },
  // The SDK asks for OpenTelemetry in a try: it is there for those who trace, and absent here.
  {
    entry: 'src/node/transport/third-party.ts',
    outfile: 'dist/transport.cjs',
    format: 'cjs',
    external: ['@opentelemetry/*'],
  },
  { entry: 'src/cli/main.ts', outfile: 'dist/cli.mjs', format: 'esm' },
];

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });

const builds = bundles
  .filter(({ entry }) => existsSync(entry))
  .map(async ({ entry, ...options }) => {
    const { metafile } = await esbuild.build({
      entryPoints: [entry],
      ...options,
      bundle: true,
      platform: 'node',
      target: 'node22',
      minify: true,
      sourcemap: process.argv.includes('--sourcemap') ? 'linked' : false,
      metafile: true,
      logLevel: 'warning',
    });
    await writeFile(options.outfile.replace(/\.[cm]js$/, '.meta.json'), JSON.stringify(metafile));
    const bytes = metafile.outputs[options.outfile]?.bytes ?? 0;
    return `${(bytes / 1024).toFixed(1).padStart(8)} kB  ${options.outfile}`;
  });
console.log((await Promise.all(builds)).join('\n'));
