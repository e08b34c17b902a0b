import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { allowedLicences } from '../.ci/third-party-notices.ts';
import lock from '../package-lock.json' with { type: 'json' };
import manifest from '../package.json' with { type: 'json' };
import strings from '../package.nls.json' with { type: 'json' };
import { settingSchemas } from '../src/core/setting-schemas.ts';
import { initialSettings } from '../src/core/settings.ts';

type Json = Readonly<Record<string, unknown>>;

const { commands, configuration, keybindings, walkthroughs } = manifest.contributes;
const contributed = new Map<string, Json>(configuration.flatMap(({ properties }) => Object.entries(properties)));
const schemaKeys = Object.keys(initialSettings) as (keyof typeof initialSettings)[];

/** What the settings page shows besides a value's type, bounds and default. */
const presentation = ['order', 'scope', 'tags', 'uniqueItems', 'markdownDescription', 'markdownEnumDescriptions'];

function without(schema: Json, keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !keys.includes(key)));
}

/** The code's schema as a manifest states it: the keys of a closed record as properties. */
function asContributed(schema: z.ZodMiniType): Json {
  const { propertyNames, additionalProperties, ...rest } = without(z.toJSONSchema(schema, { io: 'input' }), [
    '$schema',
    'required',
  ]);
  const names = (propertyNames as { readonly enum?: readonly string[] } | undefined)?.enum;
  if (names !== undefined) {
    const properties = Object.fromEntries(names.map((name) => [name, additionalProperties]));
    return { ...rest, properties, additionalProperties: false };
  }
  if (rest['properties'] !== undefined) return { ...rest, additionalProperties: false };
  return additionalProperties === undefined ? rest : { ...rest, additionalProperties };
}

describe('settings', () => {
  test('the manifest and the code have the same', () => {
    expect([...contributed.keys()].toSorted()).toEqual(schemaKeys.map((key) => `midfill.${key}`).toSorted());
  });

  test.each(schemaKeys)('%s has the same type, bounds and default in both', (key) => {
    expect(without(contributed.get(`midfill.${key}`) ?? {}, presentation)).toEqual({
      ...asContributed(settingSchemas[key]()),
      default: initialSettings[key],
    });
  });

  test.each([...contributed])('%s has a place, a scope and a description', (_, schema) => {
    expect(schema).toMatchObject({ order: expect.any(Number), scope: expect.any(String) });
    expect(schema['markdownDescription']).toMatch(/^%setting\..+%$/);
  });

  test('every value of a choice is described', () => {
    for (const [key, schema] of contributed) {
      if (!Array.isArray(schema['enum'])) continue;
      expect(schema['markdownEnumDescriptions'], key).toHaveLength(schema['enum'].length);
    }
  });

  test('groups and what is in them have an order of their own', () => {
    expect(new Set(configuration.map(({ order }) => order)).size).toBe(configuration.length);
    for (const { properties } of configuration) {
      const orders = Object.values<Json>(properties).map((schema) => schema['order']);
      expect(new Set(orders).size).toBe(orders.length);
    }
  });
});

describe('a workspace', () => {
  const restricted: readonly string[] = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  const isForTheUserAlone =
    /\.(provider|fallback|dailyBudget|licensePolicy|speculate|statistics)$|[uU]rl$|\.model$|endpoint$/;

  test('sets nothing that sends code elsewhere or turns a service on', () => {
    const open = [...contributed].filter(([key, { scope }]) => isForTheUserAlone.test(key) && scope !== 'machine');
    expect(open).toEqual([]);
  });

  test('that is not trusted sets nothing that is for the user alone', () => {
    const machine = [...contributed].filter(([, { scope }]) => scope === 'machine').map(([key]) => key);
    expect(restricted).toEqual(expect.arrayContaining(machine));
  });

  test('is restricted in settings that exist', () => {
    expect(restricted.filter((key) => !contributed.has(key))).toEqual([]);
  });
});

describe('commands', () => {
  test.each(commands)('$command is in the category and has a title and an icon', (command) => {
    expect(command).toMatchObject({ category: 'Midfill', title: expect.stringMatching(/^%command\..+%$/) });
    expect(command.icon).toMatch(/^\$\([a-z-]+\)$/);
  });
});

describe('commands in the code', () => {
  const root = path.resolve(import.meta.dirname, '../src');
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const text = sources.map((name) => readFileSync(path.join(root, name), 'utf8')).join('\n');
  const ids = new Set([...text.matchAll(/(?<=\bid: |Command = )'(midfill\.\w+)'/g)].map(([, id = '']) => id));
  const told = keybindings
    .flatMap((key) => ('args' in key ? key.args.commands : [key.command]))
    .filter((id) => id.startsWith('midfill.'));

  test('are contributed, or tell what the user did', () => {
    const names = new Set<string>(commands.map(({ command }) => command));
    expect([...ids].filter((id) => !names.has(id) && !id.startsWith('midfill.did'))).toEqual([]);
  });

  test('are there for every contributed one', () => {
    expect(commands.map(({ command }) => command).filter((id) => !ids.has(id))).toEqual([]);
  });

  test('are there for every key', () => {
    expect(told.filter((id) => !ids.has(id))).toEqual([]);
  });

  test('set the context keys that key bindings, commands and the walkthrough ask for', () => {
    const conditions = [...keybindings, ...walkthroughs, ...commands].map((one) => [
      'when' in one ? one.when : '',
      'enablement' in one ? one.enablement : '',
    ]);
    const events = walkthroughs.flatMap(({ steps }) => steps.flatMap((step) => step.completionEvents));
    const contexts = events.flatMap((event) => (event.startsWith('onContext:') ? event.slice(10) : []));
    const asked = [...conditions.flat(), ...contexts].flatMap((when) => when.match(/(?<![.\w])midfill\.\w+/g) ?? []);
    expect(asked).not.toEqual([]);
    const isSet = (key: string): boolean => text.includes(`'setContext', '${key}'`);
    expect(asked.filter((key) => !isSet(key))).toEqual([]);
  });
});

describe('keys', () => {
  const telling = keybindings.flatMap(({ args, ...other }) => (args === undefined ? [] : [{ ...other, args }]));

  test('none is on Tab', () => {
    expect(keybindings.filter(({ key }) => /\btab\b/i.test(key))).toEqual([]);
  });

  test.each(telling)("$key runs VS Code's own command first, and tells Midfill after", ({ command, args }) => {
    const [first, second, ...rest] = args.commands;
    expect(command).toBe('runCommands');
    expect(first).toMatch(/^editor\.action\.inlineSuggest\./);
    expect(second).toMatch(/^midfill\.did/);
    expect(rest).toEqual([]);
  });

  test.each(telling)('$key leaves every other use of it alone', ({ when }) => {
    const conditions = when.split(' && ');
    expect(conditions).toEqual(
      expect.arrayContaining([
        'midfill.suggestionShown',
        'inlineSuggestionVisible',
        'editorTextFocus',
        '!editorReadonly',
        '!suggestWidgetVisible',
        '!parameterHintsVisible',
        '!findWidgetVisible',
        '!inSnippetMode',
        '!editorHasMultipleSelections',
        '!vim.active',
        '!neovim.init',
      ]),
    );
  });
});

describe('the walkthrough', () => {
  const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  const texts = Object.entries<string>(strings).filter(([key]) => key.startsWith('walkthrough.'));

  test('is not there yet when the extension is installed, so that VS Code does not open it', () => {
    expect(walkthroughs.map(({ when }) => when)).toEqual(['midfill.hasStarted']);
  });

  test.each(steps)('step $id has its picture or page', ({ media }) => {
    const file = 'svg' in media ? media.svg : media.markdown;
    expect(existsSync(path.resolve(import.meta.dirname, '..', file))).toBe(true);
  });

  test('offers only commands that exist', () => {
    const offered = texts.flatMap(([, text]) => [...text.matchAll(/\(command:([\w.]+)/g)].map(([, id = '']) => id));
    const ours = offered.filter((id) => id.startsWith('midfill.'));
    expect(ours).not.toEqual([]);
    expect(ours.filter((id) => !commands.some(({ command }) => command === id))).toEqual([]);
  });

  test('reads the same in a light and in a dark theme: its pictures take their colours from it', () => {
    for (const { media } of steps) {
      if (!('svg' in media)) continue;
      const svg = readFileSync(path.resolve(import.meta.dirname, '..', media.svg), 'utf8');
      expect(svg.match(/(?:fill|stroke)="(?!var\(--vscode-)[^"]*"/g)).toBeNull();
    }
  });
});

test('conditions ask for settings that exist', () => {
  const asked = [...JSON.stringify(manifest.contributes).matchAll(/\bconfig\.(midfill\.[\w.]+)/g)];
  expect(asked.map(([, key = '']) => key).filter((key) => !contributed.has(key))).toEqual([]);
});

describe('strings', () => {
  const used = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key);

  test('every string that the manifest names is there', () => {
    expect(used.filter((key) => !(key in strings))).toEqual([]);
  });

  test('every string that is there is used, once', () => {
    expect(used.toSorted()).toEqual(Object.keys(strings).toSorted());
  });
});

test('the icon is there', () => {
  expect(existsSync(path.resolve(import.meta.dirname, '..', manifest.icon))).toBe(true);
});

test("runs beside the workspace's files, and elsewhere only where it is told to", () => {
  expect(manifest.extensionKind).toEqual(['workspace', 'ui']);
});

test("VS Code's types are not newer than the oldest VS Code", () => {
  const [, minor] = /\^1\.(\d+)\.0$/.exec(manifest.engines.vscode) ?? [];
  expect(manifest.devDependencies['@types/vscode'].split('.')[1]).toBe(minor);
});

test('everything that an installation without development tools brings is under a free licence', () => {
  const { packages } = lock as { readonly packages: Readonly<Record<string, { dev?: boolean; license?: string }>> };
  const shipped = Object.entries(packages).filter(([name, { dev }]) => name !== '' && dev !== true);
  expect(shipped.length).toBeGreaterThan(8);
  expect(shipped.filter(([, { license = '' }]) => !allowedLicences.includes(license)).map(([name]) => name)).toEqual(
    [],
  );
});

test('every dependency is pinned exactly, and has its reason in CONTRIBUTING', () => {
  const reasons = readFileSync(path.resolve(import.meta.dirname, '../CONTRIBUTING.md'), 'utf8');
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
    expect(reasons, name).toContain(`\`${name}\``);
  }
});
