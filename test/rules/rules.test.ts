import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CheckStep, mistakes } from './mistakes.ts';

const root = path.resolve(import.meta.dirname, '../..');
const bin = path.join(root, 'node_modules', '.bin');

/** The tool behind each step, with output that names file and rule on one line where the tool can. */
const commands: Record<CheckStep, readonly string[]> = {
  types: ['tsc', '--pretty', 'false'],
  core: ['tsc', '--pretty', 'false', '-p', 'src/core'],
  lint: ['oxlint', '--format=unix'],
  format: ['oxfmt', '--check'],
  unused: ['knip', '--no-config-hints', '--reporter', 'compact'],
};
const configurations = [
  'package.json',
  'tsconfig.json',
  'src/core/tsconfig.json',
  'oxlint.config.ts',
  '.oxfmtrc.json',
  'knip.config.ts',
];
const clean = { path: 'src/base/clean.ts', source: `export const clean = 'nothing to find here';\n` };
const leaf = {
  path: 'src/node/leaf.ts',
  source: `export type Leaf = 1;\nexport const leaf = 1;\nexport const twig = 2;\n`,
};

const reports = new Map<CheckStep, { readonly exitCode: number; readonly lines: readonly string[] }>();
let directory = '';

/** A directory of its own for each step: one step's mistakes hide another's, such as an import that brings Node's types. */
async function plant(step: CheckStep): Promise<string> {
  const planted = path.join(directory, step);
  for (const name of configurations) {
    await cp(path.join(root, name), path.join(planted, name), { recursive: true });
  }
  await symlink(path.join(root, 'node_modules'), path.join(planted, 'node_modules'), 'junction');
  for (const { path: file, source } of [clean, leaf, ...mistakes.filter((mistake) => mistake.step === step)]) {
    await mkdir(path.dirname(path.join(planted, file)), { recursive: true });
    await writeFile(path.join(planted, file), source);
  }
  return planted;
}

async function run(step: CheckStep): Promise<void> {
  const cwd = await plant(step);
  const [tool = '', ...flags] = commands[step];
  const { exitCode, output } = await new Promise<{ exitCode: number; output: string }>((resolve) => {
    execFile(path.join(bin, tool), flags, { cwd, maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
    });
  });
  reports.set(step, { exitCode, lines: output.split('\n') });
}

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'midfill-rules-'));
  await Promise.all((Object.keys(commands) as CheckStep[]).map(run));
}, 60_000);

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

function linesAbout(step: CheckStep, file: string): string[] {
  const report = reports.get(step);
  return (report?.lines ?? []).filter((line) => line.includes(file));
}

describe('npm run check catches', () => {
  test.each(mistakes)('$step: $name', ({ step, path: file, report }) => {
    expect(reports.get(step)?.exitCode).toBeGreaterThan(0);
    expect(linesAbout(step, file).join('\n')).toContain(report);
  });
});

test.each(['types', 'core', 'lint', 'format'] as const)('the %s step leaves a clean file alone', (step) => {
  expect(linesAbout(step, clean.path)).toEqual([]);
});
