/** A step of `npm run check`. */
export type CheckStep = 'types' | 'core' | 'lint' | 'format' | 'unused';

/** A file that breaks one rule, and what the step that catches it says. */
export interface Mistake {
  readonly name: string;
  readonly step: CheckStep;
  readonly path: string;
  readonly source: string;
  readonly report: string;
}

const restrictedImport = 'no-restricted-imports';
const restrictedGlobal = 'no-restricted-globals';
const restrictedProperty = 'no-restricted-properties';

function badImport(name: string, path: string, specifier: string): Mistake {
  const source = `import { other } from '${specifier}';\n\nexport const copy: unknown = other;\n`;
  return { name, step: 'lint', path, source, report: restrictedImport };
}

function badExpression(name: string, path: string, expression: string, report: string): Mistake {
  return { name, step: 'lint', path, source: `export const value: unknown = ${expression};\n`, report };
}

const layerBreaks: readonly Mistake[] = [
  badImport('base imports the core', 'src/base/layer-core.ts', '../core/document.ts'),
  badImport('base imports a package', 'src/base/layer-package.ts', 'zod'),
  badImport('base imports Node', 'src/base/layer-node.ts', 'node:path'),
  badImport('the core imports Node', 'src/core/layer-node.ts', 'node:fs'),
  badImport('the core imports VS Code', 'src/core/layer-vscode.ts', 'vscode'),
  badImport('the core imports a package that needs Node', 'src/core/layer-package.ts', 'undici'),
  badImport("the core imports the host's Node half", 'src/core/layer-half.ts', '../node/clock.ts'),
  badImport('the core imports a host', 'src/core/layer-host.ts', '../vscode/status-bar.ts'),
  badImport('the core imports the extension', 'src/core/layer-extension.ts', '../extension.ts'),
  badImport("the core's border imports one of its folders", 'src/core/layer-border.ts', './providers/provider.ts'),
  badImport('supervision imports privacy', 'src/core/supervision/layer.ts', '../privacy/gate.ts'),
  badImport('privacy imports providers', 'src/core/privacy/layer.ts', '../providers/registry.ts'),
  badImport('providers import routing', 'src/core/providers/layer.ts', '../routing/router.ts'),
  badImport('routing imports the context', 'src/core/routing/layer.ts', '../context/assemble.ts'),
  badImport('the context imports completion', 'src/core/context/sources/layer.ts', '../../completion/session.ts'),
  badImport('the context imports the embedded engine', 'src/core/context/layer.ts', '../embedded/model.ts'),
  badImport('the embedded engine imports telemetry', 'src/core/embedded/layer.ts', '../telemetry/events.ts'),
  badImport('the embedded engine imports a worker', 'src/core/embedded/layer.ts', '../workers/slice-feed.ts'),
  badImport('a worker imports telemetry', 'src/core/workers/layer.ts', '../telemetry/events.ts'),
  badImport('telemetry imports completion', 'src/core/telemetry/layer.ts', '../completion/session.ts'),
  badImport('completion imports the engine', 'src/core/completion/layer.ts', '../engine.ts'),
  badImport('the Node half imports VS Code', 'src/node/layer-vscode.ts', 'vscode'),
  badImport('the Node half imports a host', 'src/node/layer-host.ts', '../cli/main.ts'),
  badImport('the editor host imports the console', 'src/vscode/layer.ts', '../cli/main.ts'),
  badImport('the editor host imports its own entry', 'src/vscode/commands/layer.ts', '../../extension.ts'),
  badImport('the console imports the editor host', 'src/cli/layer-host.ts', '../vscode/status-bar.ts'),
  badImport('the console imports VS Code', 'src/cli/layer-vscode.ts', 'vscode'),
];

const impurities: readonly Mistake[] = [
  badExpression('the core reads the calendar', 'src/core/clock-date.ts', 'Date.now()', restrictedGlobal),
  badExpression('the core reads the clock', 'src/core/clock-read.ts', 'performance.now()', restrictedGlobal),
  badExpression('the core sets a timer', 'src/core/timer.ts', 'setTimeout(() => {}, 5)', restrictedGlobal),
  badExpression('the core opens a connection', 'src/core/network.ts', "fetch('https://localhost')", restrictedGlobal),
  badExpression('the core logs to the console', 'src/core/console.ts', "console.log('x')", restrictedGlobal),
  badExpression('the core makes ids', 'src/core/ids.ts', 'crypto.randomUUID()', restrictedGlobal),
  badExpression('the core goes round by globalThis', 'src/core/round.ts', 'globalThis', restrictedGlobal),
  badExpression('the core throws dice', 'src/core/dice.ts', 'Math.random()', restrictedProperty),
  badExpression('the core times out', 'src/core/time-out.ts', 'AbortSignal.timeout(5)', restrictedProperty),
  badExpression('base sets a timer', 'src/base/timer.ts', 'setInterval(() => {}, 5)', restrictedGlobal),
  {
    name: "the core loads the host's Node half on the way",
    step: 'lint',
    path: 'src/core/lazy-half.ts',
    source: `export async function load(): Promise<unknown> {\n  return import('../node/clock.ts');\n}\n`,
    report: restrictedImport,
  },
  {
    name: "the core asks for Node's types",
    step: 'lint',
    path: 'src/core/reference.ts',
    source: `/// <reference types="node" />\n\nexport const one = 1;\n`,
    report: 'triple-slash-reference',
  },
  {
    name: 'the core loads Node on the way',
    step: 'core',
    path: 'src/core/lazy-node.ts',
    source: `export async function load(): Promise<unknown> {\n  return import('node:fs');\n}\n`,
    report: 'TS2591',
  },
  {
    name: "the core uses one of Node's types",
    step: 'core',
    path: 'src/core/node-type.ts',
    source: `export type Bytes = NodeJS.Timeout;\n`,
    report: 'TS2503',
  },
  {
    name: 'the core reads the environment',
    step: 'core',
    path: 'src/core/environment.ts',
    source: `export const home: unknown = process.env;\n`,
    report: 'TS2591',
  },
];

const carelessness: readonly Mistake[] = [
  {
    name: 'a promise is left floating',
    step: 'lint',
    path: 'src/node/floating.ts',
    source: `async function save(): Promise<void> {}\n\nexport function stop(): void {\n  save();\n}\n`,
    report: 'no-floating-promises',
  },
  {
    name: 'a promise stands where a condition does',
    step: 'lint',
    path: 'src/node/misused.ts',
    source: `export function isSet(flag: Promise<boolean>): number {\n  return flag ? 1 : 0;\n}\n`,
    report: 'no-misused-promises',
  },
  {
    name: 'an export has no return type',
    step: 'lint',
    path: 'src/node/return-type.ts',
    source: `export function one() {\n  return 1;\n}\n`,
    report: 'explicit-module-boundary-types',
  },
  {
    name: 'a default export',
    step: 'lint',
    path: 'src/node/default-export.ts',
    source: `export default 1;\n`,
    report: 'no-default-export',
  },
  {
    name: '`any`',
    step: 'lint',
    path: 'src/node/any-type.ts',
    source: `export type Loose = any;\n`,
    report: 'no-explicit-any',
  },
  {
    name: 'an error is hushed up',
    step: 'lint',
    path: 'src/node/hush.ts',
    source: `// @ts-ignore\nexport const one: string = 1;\n`,
    report: 'ban-ts-comment',
  },
  {
    name: 'an unsafe value is used',
    step: 'lint',
    path: 'src/node/unsafe.ts',
    source: `export function size(text: string): number {\n  return JSON.parse(text).size;\n}\n`,
    report: 'no-unsafe-',
  },
  {
    name: 'a switch forgets a case',
    step: 'lint',
    path: 'src/node/exhaustive.ts',
    source: `export function size(kind: 'a' | 'b'): number {
  switch (kind) {
    case 'a':
      return 1;
  }
  return 0;
}
`,
    report: 'switch-exhaustiveness-check',
  },
  {
    name: 'something else than an error is thrown',
    step: 'lint',
    path: 'src/node/throws.ts',
    source: `export function fail(): never {\n  throw 'failed';\n}\n`,
    report: 'only-throw-error',
  },
  {
    name: 'a type is imported as a value',
    step: 'lint',
    path: 'src/node/type-import.ts',
    source: `import { Leaf } from './leaf.ts';\n\nexport type Copy = Leaf;\n`,
    report: 'consistent-type-imports',
  },
  {
    name: 'one module is imported twice',
    step: 'lint',
    path: 'src/node/twice.ts',
    source: `import { leaf } from './leaf.ts';\nimport { twig } from './leaf.ts';\n\nexport const both = [leaf, twig];\n`,
    report: 'no-duplicate-imports',
  },
  {
    name: 'an import has no extension',
    step: 'lint',
    path: 'src/node/extension.ts',
    source: `import { leaf } from './leaf';\n\nexport const copy = leaf;\n`,
    report: 'import(extensions)',
  },
  {
    name: 'modules import each other',
    step: 'lint',
    path: 'src/node/round-one.ts',
    source: `import type { Two } from './round-two.ts';\n\nexport type One = Two | 1;\n`,
    report: 'no-cycle',
  },
  {
    name: 'modules are imported by each other',
    step: 'lint',
    path: 'src/node/round-two.ts',
    source: `import type { One } from './round-one.ts';\n\nexport type Two = One | 2;\n`,
    report: 'no-cycle',
  },
  {
    name: 'a file name is not in kebab-case',
    step: 'lint',
    path: 'src/node/camelCase.ts',
    source: `export const camel = 1;\n`,
    report: 'filename-case',
  },
  {
    name: 'a file has more than 400 lines',
    step: 'lint',
    path: 'src/node/long.ts',
    source: Array.from({ length: 401 }, (_, index) => `export const line${index} = ${index};\n`).join(''),
    report: 'max-lines',
  },
  {
    name: 'a variable is never used',
    step: 'lint',
    path: 'src/node/unused.ts',
    source: `export function one(): number {\n  const two = 2;\n  return 1;\n}\n`,
    report: 'no-unused-vars',
  },
  {
    name: 'loose equality',
    step: 'lint',
    path: 'src/node/equality.ts',
    source: `export function isOne(text: unknown): boolean {\n  return text == 1;\n}\n`,
    report: 'eqeqeq',
  },
  {
    name: 'a test is alone',
    step: 'lint',
    path: 'test/unit/alone.test.ts',
    source: `import { expect, test } from 'vitest';\n\ntest.only('one is one', () => {\n  expect(1).toBe(1);\n});\n`,
    report: 'no-focused-tests',
  },
  {
    name: 'a test is skipped',
    step: 'lint',
    path: 'test/unit/skipped.test.ts',
    source: `import { expect, test } from 'vitest';\n\ntest.skip('one is one', () => {\n  expect(1).toBe(1);\n});\n`,
    report: 'no-disabled-tests',
  },
  {
    name: 'an enum',
    step: 'types',
    path: 'src/node/enumeration.ts',
    source: `export enum Colour {\n  Red,\n}\n`,
    report: 'TS1294',
  },
  {
    name: 'a parameter property',
    step: 'types',
    path: 'src/node/parameter-property.ts',
    source: `export class Box {\n  constructor(readonly size: number) {}\n}\n`,
    report: 'TS1294',
  },
  {
    name: 'an element that may not be there is used',
    step: 'types',
    path: 'src/node/element.ts',
    source: `export function first(list: readonly string[]): string {\n  return list[0];\n}\n`,
    report: 'TS2322',
  },
  {
    name: 'a path returns nothing',
    step: 'types',
    path: 'src/node/path-without-return.ts',
    source: `export function sign(of: number): number | undefined {\n  if (of > 0) {\n    return 1;\n  }\n}\n`,
    report: 'TS7030',
  },
  {
    name: 'a parameter is never used',
    step: 'types',
    path: 'src/node/parameter.ts',
    source: `export function one(two: number): number {\n  return 1;\n}\n`,
    report: 'TS6133',
  },
  {
    name: 'an override is not marked',
    step: 'types',
    path: 'src/node/override.ts',
    source: `class Base {\n  run(): void {}\n}\n\nexport class Derived extends Base {\n  run(): void {}\n}\n`,
    report: 'TS4114',
  },
  {
    name: 'a file is badly formatted',
    step: 'format',
    path: 'src/node/format.ts',
    source: `export const   spaced = "double"\n`,
    report: 'src/node/format.ts',
  },
  {
    name: 'nobody uses an export',
    step: 'unused',
    path: 'src/node/leaf.ts',
    source: `export type Leaf = 1;\nexport const leaf = 1;\nexport const twig = 2;\nexport const nobodyUsesMe = 3;\n`,
    report: 'nobodyUsesMe',
  },
  {
    name: 'nobody uses a file',
    step: 'unused',
    path: 'src/node/forgotten.ts',
    source: `export const forgotten = 1;\n`,
    report: 'src/node/forgotten.ts',
  },
  {
    name: 'a package is not listed',
    step: 'unused',
    path: 'src/cli/main.ts',
    source: `import { leaf } from '../node/leaf.ts';\nimport { pad } from 'left-pad';\n\npad(leaf);\n`,
    report: 'left-pad',
  },
];

/** Each breaks one rule of the project. */
export const mistakes: readonly Mistake[] = [...layerBreaks, ...impurities, ...carelessness];
