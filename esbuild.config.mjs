import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import * as esbuild from 'esbuild';
import { packageDirectories, thirdPartyNotices } from './.ci/third-party-notices.ts';

const root = import.meta.dirname;

/**
 * What is loaded at its first use, each from a bundle of its own: by `import()`, or, where `functions` are named, at the
 * first call of one of them. Sources import those as any others.
 */
const lazyBundles = [
  { entry: 'src/node/transport/transport.ts', outfile: 'dist/http.cjs', functions: ['createTransport'] },
  { entry: 'src/node/transport/undici-transport.ts', outfile: 'dist/transport.cjs' },
  // The SDK asks for OpenTelemetry in a try: there for those who trace, absent here.
  { entry: 'src/node/transport/mistral-stream.ts', outfile: 'dist/mistral-sdk.cjs', external: ['@opentelemetry/*'] },
  { entry: 'src/node/secret-rules.ts', outfile: 'dist/secret-rules.cjs' },
  { entry: 'src/vscode/commands/all.ts', outfile: 'dist/commands.cjs' },
  { entry: 'src/core/setting-schemas.ts', outfile: 'dist/setting-schemas.cjs', functions: ['checkSetting'] },
  { entry: 'src/core/providers/services.ts', outfile: 'dist/services.cjs', functions: ['createService'] },
  { entry: 'src/core/privacy/ignore-patterns.ts', outfile: 'dist/ignore-patterns.cjs', functions: ['compilePatterns'] },
  { entry: 'src/core/completion/explain-place.ts', outfile: 'dist/explain-place.cjs', functions: ['explainPlace'] },
  {
    entry: 'src/vscode/status-view.ts',
    outfile: 'dist/status-view.cjs',
    functions: ['statusView', 'stateOf'],
  },
  { entry: 'src/core/routing/licences.ts', outfile: 'dist/licences.cjs', functions: ['judgeLicence', 'licenceOf'] },
  {
    entry: 'src/core/telemetry/events.ts',
    outfile: 'dist/events.cjs',
    functions: ['readSignal', 'isReceipt', 'fieldReasons'],
  },
];

/** Separate outputs, so that activation loads little. */
const bundles = [
  { entry: 'src/extension.ts', outfile: 'dist/extension.cjs' },
  { entry: 'src/node/workers/interactive.ts', outfile: 'dist/interactive-worker.cjs' },
  { entry: 'src/node/workers/background.ts', outfile: 'dist/background-worker.cjs' },
  { entry: 'src/cli/main.ts', outfile: 'dist/cli.mjs' },
  ...lazyBundles,
];

/** The languages that Midfill parses, besides the parser itself; the other grammars weigh 15 MB. */
const grammars = ['typescript', 'tsx', 'javascript', 'python', 'go', 'java', 'rust'];

/** Turns an import of such code into a load of its bundle. */
const lazyLoading = {
  name: 'lazy-loading',
  setup(build) {
    const lazyOnes = new Map(lazyBundles.map((bundle) => [path.join(root, bundle.entry), bundle]));
    build.onResolve({ filter: /\.ts$/ }, ({ path: specifier, resolveDir, kind }) => {
      const lazy = lazyOnes.get(path.resolve(resolveDir, specifier));
      if (lazy === undefined || kind === 'entry-point') return undefined;
      if (kind === 'dynamic-import') return { path: `./${path.basename(lazy.outfile)}`, external: true };
      if (lazy.functions !== undefined) return { path: lazy.outfile, namespace: 'at-first-call' };
      return { errors: [{ text: `${specifier} loads lazily: import("${specifier}"), or import its types.` }] };
    });
    build.onLoad({ filter: /^/, namespace: 'at-first-call' }, ({ path: outfile }) => {
      const { functions } = lazyBundles.find((bundle) => bundle.outfile === outfile);
      const load = `require('./${path.basename(outfile)}')`;
      const lines = functions.map((name) => `export const ${name} = (...given) => ${load}.${name}(...given);`);
      return { contents: lines.join('\n') };
    });
    build.onResolve({ filter: /^/, namespace: 'at-first-call' }, ({ path: name }) => ({ path: name, external: true }));
  },
};

/**
 * VS Code's API as it is: by `import * as` it would be copied name by name, as imports of CommonJS are, and for each of
 * the forty files that import it, which takes longer at the start than all else that activation runs.
 */
const editorApiUncopied = {
  name: 'editor-api-uncopied',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/](vscode[\\/].*|extension)\.ts$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      const contents = text.replace("import * as vscode from 'vscode';", "import { vscode } from 'editor-api';");
      return { contents, loader: 'ts' };
    });
    build.onResolve({ filter: /^editor-api$/ }, ({ path: name }) => ({ path: name, namespace: name }));
    build.onLoad({ filter: /^/, namespace: 'editor-api' }, () => ({
      contents: "export const vscode = require('vscode');",
    }));
    build.onResolve({ filter: /^vscode$/ }, () => ({ path: 'vscode', external: true }));
  },
};

/** In CommonJS import.meta is empty; sources ask it where they lie. */
const importMetaInCommonJs = {
  banner: { js: '"use strict";const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  define: {
    'import.meta.url': 'importMetaUrl',
    'import.meta.dirname': '__dirname',
    'import.meta.filename': '__filename',
  },
};

/** In a module there is no require; bundled CommonJS asks for it. */
const requireInModules = {
  banner: {
    js: 'import { createRequire as requireOf } from "node:module";const require = requireOf(import.meta.url);',
  },
};

async function bundle({ entry, outfile, external = [] }) {
  const isModule = outfile.endsWith('.mjs');
  const { metafile } = await esbuild.build({
    entryPoints: [entry],
    outfile,
    external,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: isModule ? 'esm' : 'cjs',
    minify: true,
    // `--sourcemap` is for debugging; maps are never packaged.
    sourcemap: process.argv.includes('--sourcemap') ? 'linked' : false,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [lazyLoading, editorApiUncopied],
    ...(isModule ? requireInModules : importMetaInCommonJs),
  });
  await writeFile(outfile.replace(/\.[cm]js$/, '.meta.json'), JSON.stringify(metafile));
  const bytes = metafile.outputs[outfile]?.bytes ?? 0;
  console.log(`${(bytes / 1024).toFixed(1).padStart(8)} kB  ${outfile}`);
  return Object.keys(metafile.inputs);
}

process.chdir(root);
await rm('dist', { recursive: true, force: true });
await mkdir('dist/grammars', { recursive: true });
const grammarPackage = 'node_modules/@vscode/tree-sitter-wasm';
await Promise.all(
  ['tree-sitter.wasm', ...grammars.map((language) => `tree-sitter-${language}.wasm`)].map((name) =>
    copyFile(path.join(grammarPackage, 'wasm', name), path.join('dist/grammars', name)),
  ),
);
await copyFile(path.join(grammarPackage, 'wasm/tree-sitter.js'), 'dist/grammars/tree-sitter.cjs');
const inputs = await Promise.all(bundles.map(bundle));
await writeFile(
  'dist/THIRD-PARTY-NOTICES.txt',
  await thirdPartyNotices(packageDirectories([...inputs.flat(), `${grammarPackage}/wasm`])),
);
