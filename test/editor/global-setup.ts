import type { TestProject } from 'vitest/node';
import { startWebEditor } from './harness/start-web-editor.ts';
import { endingWith } from './harness/suite-folders.ts';

/** Starts one server and one browser for the whole suite; answers what stops and removes them. */
export function setup(project: TestProject): Promise<() => Promise<void>> {
  return endingWith(async (end) => project.provide('editor', await startWebEditor(end)));
}
