import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

// Apart from the other projects, so that nothing but `npm run test:desktop` asks for a desktop VS Code.
export default defineConfig({
  test: {
    root: resolve(import.meta.dirname, '../..'),
    name: 'desktop',
    include: ['test/editor/*.test.ts'],
    // It is about VS Code in the browser.
    exclude: ['test/editor/start.test.ts'],
    globalSetup: 'test/editor/desktop-setup.ts',
    fileParallelism: false,
    expect: { poll: { timeout: 15_000, interval: 20 } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
