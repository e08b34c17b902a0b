import { type TestProjectInlineConfiguration, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Each run of a pipeline adds a report of its own, for the sum.
    reporters: process.env['CI'] ? ['default', 'json'] : ['default'],
    outputFile: { json: `test-results/reports/${process.pid}.json` },
    restoreMocks: true,
    // What happens at the other end of a socket is waited for, and a busy machine takes its time.
    expect: { poll: { timeout: 15_000, interval: 10 } },
    // For what hangs. What is slow on a busy machine is not wrong.
    testTimeout: 60_000,
    hookTimeout: 90_000,
    // Files share a process, and each leaves it as it was: a third of the time goes into loading otherwise.
    isolate: false,
    maxWorkers: 2,
    // VS Code brings this module; outside of it there is none.
    alias: { vscode: new URL('test/support/fake-vscode.ts', import.meta.url).pathname },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'test/unit/**/*.test.ts',
            'test/rules/*.test.ts',
            'test/{documentation,examples,localisation,manifest,readme,toolchain}.test.ts',
          ],
        },
      },
      // Reads what `npm run package` wrote.
      { extends: true, test: { name: 'package', include: ['test/package.test.ts'] } },
      { extends: true, test: { name: 'stories', include: ['test/stories/**/*.test.ts'] } },
      { extends: true, test: { name: 'fuzz', include: ['test/fuzz/**/*.test.ts'], testTimeout: 600_000 } },
      { extends: true, test: { name: 'services', include: ['test/services/**/*.test.ts'] } },
      // They measure memory, so each file has a process of its own.
      {
        extends: true,
        test: { name: 'faults', include: ['test/faults/**/*.test.ts'], testTimeout: 30_000, isolate: true },
      },
      // What takes minutes: `npm run soak`.
      ...(process.env['MIDFILL_SOAK'] === undefined
        ? []
        : [{ extends: true as const, test: { name: 'soak', include: ['test/soak/**/*.test.ts'] } }]),
      editorProject('editor', 'test/editor/*.test.ts'),
      // Each command once, and what else takes its time in the editor: `npm run test:pass`; settings: `test:settings`.
      ...(process.env['MIDFILL_PASS'] === undefined
        ? []
        : ['pass', 'settings'].map((name) => editorProject(name, `test/editor/${name}/*.test.ts`))),
    ],
  },
});

function editorProject(name: string, include: string): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      name,
      include: [include],
      globalSetup: 'test/editor/global-setup.ts',
      // One at a time: every file drives the same server and browser.
      fileParallelism: false,
      isolate: true,
      expect: { poll: { timeout: 15_000, interval: 20 } },
      testTimeout: 60_000,
      hookTimeout: 120_000,
    },
  };
}
