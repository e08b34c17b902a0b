import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'src/extension.ts',
    'src/cli/main.ts',
    'src/node/workers/{interactive,background}.ts',
    'src/node/transport/{undici-transport,mistral-stream}.ts',
    'test/editor/start.ts',
    'test/editor/picture/take-picture.ts',
    'test/editor/{global,desktop}-setup.ts',
    'test/editor/vitest.desktop.config.ts',
    'test/{unit,stories,services,faults,editor}/**/*.test.ts',
    'test/*.test.ts',
    'test/bench/*.ts',
    // Run by hand, or built when a suite starts.
    'src/cli/bench/embedded-fit.ts',
    'test/services/run.ts',
    'test/soak/*.ts',
    'test/editor/companion/companion.ts',
    '.ci/*.{ts,mjs}',
  ],
  project: ['src/**/*.ts', 'test/**/*.ts', '!test/fixtures/**', '.ci/*.{ts,mjs}'],
  ignoreExportsUsedInFile: true,
  // Resolved by path, for what it carries.
  ignoreDependencies: ['@sparticuz/chromium'],
};

export default config;
