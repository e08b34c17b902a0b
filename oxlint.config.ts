import { defineConfig } from 'oxlint';

// TypeScript rather than JSON: the layer rule is two short lists here and would be eighteen near-copies there.

/** Core's folders in the order in which they may use each other; each uses only those before it. */
const coreFolders = [
  'supervision',
  'privacy',
  'providers',
  'routing',
  'context',
  'embedded',
  'workers',
  'telemetry',
  'completion',
];

/** Packages that need nothing of their surroundings, so that the core may use them. */
const corePackages = ['zod/mini', 'zod/locales', 'eventsource-parser', 'ignore'];

/** Anything a virtual clock or a scripted service could not stand in for. */
const hostGlobals = [
  'Date',
  'performance',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'queueMicrotask',
  'requestIdleCallback',
  'fetch',
  'WebSocket',
  'XMLHttpRequest',
  'EventSource',
  'Worker',
  'crypto',
  'console',
  'process',
  'Buffer',
  'globalThis',
  'self',
  'navigator',
  'indexedDB',
  'caches',
];

type ImportPattern =
  | { readonly group: string[]; readonly message: string }
  | { readonly regex: string; readonly message: string };

const climbing = String.raw`^(\.\./)+`;

/** Forbids imports that climb out of a folder into one of `folders`. */
function noImportsFrom(folders: readonly string[], message: string): ImportPattern {
  return { regex: `${climbing}(${folders.join('|')})(/|$)`, message };
}

/** Goes last in a list: what it lets pass is not looked at any further. */
function noPackagesBut(packages: readonly string[], message: string): ImportPattern {
  return { group: ['*', '!./**', '!../**', ...packages.map((name) => `!${name}`)], message };
}

function imports(...patterns: readonly ImportPattern[]): ['error', { patterns: ImportPattern[] }] {
  return ['error', { patterns: [...patterns] }];
}

const noVscode: ImportPattern = {
  group: ['vscode'],
  message: 'Only src/vscode and src/extension.ts may know VS Code.',
};
const noHosts = noImportsFrom(
  ['node', 'vscode', 'cli', 'extension.ts'],
  'Imports point down: base <- core <- node <- (vscode | cli). Ask the Host (core/host.ts).',
);
const noEngine: ImportPattern = {
  regex: String.raw`^\.{1,2}/([^/]+/)*engine\.ts$`,
  message: 'engine.ts puts the folders of the core together; none of them may know it.',
};
const coreOnlyPurePackages = noPackagesBut(
  corePackages,
  'The core takes no VS Code, no Node and few packages: ask the Host (core/host.ts).',
);

export default defineConfig({
  ignorePatterns: ['node_modules/**', 'dist/**', '.cache/**', 'test-results/**', 'test/fixtures/**', 'media/**'],
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'vitest', 'promise'],
  categories: { correctness: 'error' },
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  rules: {
    'eslint/curly': ['error', 'multi-line'],
    'eslint/eqeqeq': ['error', 'always', { null: 'ignore' }],
    'eslint/max-lines': ['error', { max: 400 }],
    'eslint/no-console': 'error',
    'eslint/no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
    'eslint/no-eval': 'error',
    'eslint/no-implicit-coercion': 'error',
    'eslint/no-param-reassign': 'error',
    'eslint/no-unused-vars': [
      'error',
      { args: 'all', argsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true },
    ],
    'eslint/no-var': 'error',
    'eslint/object-shorthand': 'error',
    'eslint/prefer-const': 'error',
    // Node runs the sources as they are, and it guesses no extension.
    'import/extensions': ['error', 'ignorePackages', { ts: 'always' }],
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-default-export': 'error',
    'import/no-mutable-exports': 'error',
    'oxc/no-barrel-file': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/explicit-module-boundary-types': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-namespace': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-unnecessary-type-assertion': 'error',
    'typescript/no-unsafe-argument': 'error',
    'typescript/no-unsafe-assignment': 'error',
    'typescript/no-unsafe-call': 'error',
    'typescript/no-unsafe-member-access': 'error',
    'typescript/no-unsafe-return': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/parameter-properties': ['error', { prefer: 'class-property' }],
    // Errors cross threads as plain values, told apart by `kind`: bundles don't share classes.
    'typescript/prefer-promise-reject-errors': 'off',
    'typescript/return-await': ['error', 'error-handling-correctness-only'],
    'typescript/switch-exhaustiveness-check': [
      'error',
      { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
    ],
    'typescript/triple-slash-reference': ['error', { types: 'never', path: 'never', lib: 'never' }],
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    // It calls the copy that a loop needs, when its body adds to the collection, useless.
    'unicorn/no-useless-spread': 'off',
    'unicorn/prefer-node-protocol': 'error',
    'vitest/no-disabled-tests': 'error',
    'vitest/no-focused-tests': 'error',
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
  },
  overrides: [
    {
      files: ['*.config.*'],
      rules: { 'import/no-default-export': 'off' },
    },
    {
      files: ['*.config.*', '.ci/**'],
      rules: { 'eslint/no-console': 'off' },
    },
    {
      // Plain JavaScript has no types to be safe with.
      files: ['**/*.mjs'],
      rules: {
        'typescript/explicit-module-boundary-types': 'off',
        'typescript/no-unsafe-argument': 'off',
        'typescript/no-unsafe-assignment': 'off',
        'typescript/no-unsafe-call': 'off',
        'typescript/no-unsafe-member-access': 'off',
        'typescript/no-unsafe-return': 'off',
      },
    },
    {
      files: ['src/base/**'],
      rules: {
        'no-restricted-imports': imports(
          noImportsFrom(['core', 'node', 'vscode', 'cli', 'extension.ts'], 'base imports nothing.'),
          noPackagesBut([], 'base imports nothing.'),
        ),
      },
    },
    {
      files: ['src/core/**'],
      rules: {
        'no-restricted-imports': imports(
          noHosts,
          noEngine,
          {
            regex: String.raw`^\./(${coreFolders.join('|')})/`,
            message: "What stands beside the core's folders is their border, and uses none of them.",
          },
          coreOnlyPurePackages,
        ),
      },
    },
    {
      files: ['src/core/engine.ts'],
      rules: { 'no-restricted-imports': imports(noHosts, coreOnlyPurePackages) },
    },
    ...coreFolders.map((folder, index) => ({
      files: [`src/core/${folder}/**`],
      rules: {
        'no-restricted-imports': imports(
          noHosts,
          noEngine,
          noImportsFrom(
            coreFolders.slice(index + 1),
            `Inside core a folder uses only those before it: ${coreFolders.join(', ')}.`,
          ),
          coreOnlyPurePackages,
        ),
      },
    })),
    {
      files: ['src/base/**', 'src/core/**'],
      rules: {
        'no-restricted-globals': [
          'error',
          ...hostGlobals.map((name) => ({
            name,
            message: 'Ask the Host (core/host.ts), or the virtual clock lies.',
          })),
        ],
        'no-restricted-properties': [
          'error',
          {
            object: 'Math',
            property: 'random',
            message: 'Ask the Host, so that a run can be repeated.',
          },
          {
            object: 'AbortSignal',
            property: 'timeout',
            message: 'It runs on the real clock: ask the Host.',
          },
        ],
      },
    },
    {
      files: ['src/node/**'],
      rules: {
        'no-restricted-imports': imports(
          noVscode,
          noImportsFrom(['vscode', 'cli', 'extension.ts'], 'node serves the hosts and knows none of them.'),
        ),
      },
    },
    {
      files: ['src/vscode/**'],
      rules: {
        'no-restricted-imports': imports(noImportsFrom(['cli', 'extension.ts'], 'Hosts never import each other.')),
      },
    },
    {
      files: ['src/cli/**'],
      rules: {
        'no-restricted-imports': imports(
          noVscode,
          noImportsFrom(['vscode', 'extension.ts'], 'Hosts never import each other.'),
        ),
        // Standard output and error are the console's user interface.
        'eslint/no-console': 'off',
      },
    },
    {
      // What has to hold depends on what came.
      files: ['test/fuzz/**'],
      rules: { 'vitest/expect-expect': 'off', 'vitest/no-conditional-expect': 'off' },
    },
    {
      files: ['test/**'],
      rules: {
        // A value that isn't there fails the test anyway.
        'typescript/no-non-null-assertion': 'off',
        // expect.any() and its like are `any`.
        'typescript/no-unsafe-assignment': 'off',
        'eslint/no-console': 'off',
      },
    },
  ],
});
