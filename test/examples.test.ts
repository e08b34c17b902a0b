import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { keyFor, settingsFromFile } from '../src/cli/environment.ts';
import { type ServiceId, serviceFacts } from '../src/core/providers/capabilities.ts';
import { findTemplate, licenceOfModel } from '../src/core/providers/fim-templates.ts';
import { initialSettings, readSettings } from '../src/core/settings.ts';

// compose.yaml and .env.example are held to the code.

const root = path.resolve(import.meta.dirname, '..');
const text = (name: string): string => readFileSync(path.join(root, name), 'utf8');

/** Every variable of the example, those that are commented out too. */
const example = parseEnv(text('.env.example').replaceAll(/^# (?=[A-Z_]+=)/gm, ''));
const services = Object.keys(serviceFacts).filter((id): id is ServiceId => id !== 'embedded');

/** Records what is read of an environment in which every variable is set. */
function recording(): { readonly names: Set<string>; readonly file: Record<string, string> } {
  const names = new Set<string>();
  const file = new Proxy<Record<string, string>>(
    {},
    {
      get: (_target, name) => {
        names.add(String(name));
        return '';
      },
    },
  );
  return { names, file };
}

describe('.env.example', () => {
  test('has every variable that is read from an env file, and no other', () => {
    const { names, file } = recording();
    settingsFromFile({ file, process: {} });
    for (const id of services) keyFor({ file, process: {} }, id, true);
    expect(Object.keys(example).toSorted()).toEqual([...names].toSorted());
  });

  test('gives every value as it is by default', () => {
    const set = Object.fromEntries(Object.entries(example).filter(([, value]) => value !== ''));
    const values = settingsFromFile({ file: set, process: {} });
    const problems: string[] = [];
    readSettings(
      (key) => values[key],
      (key) => problems.push(key),
    );
    expect(problems).toEqual([]);
    for (const [key, value] of Object.entries(values)) {
      // Where there is none by default, or only one of two bounds is meant.
      if (['ollama.model', 'openaiCompatible.baseUrl', 'debounce'].includes(key)) continue;
      expect(value, key).toEqual(initialSettings[key as keyof typeof initialSettings]);
    }
  });

  test('names what is read from the environment only', () => {
    const folder = path.join(root, 'src/cli');
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const read = sources.flatMap((name) =>
      [...readFileSync(path.join(folder, name), 'utf8').matchAll(/environment\['(MIDFILL_\w+)'\]/g)].map(
        ([, variable = '']) => variable,
      ),
    );
    expect(read).toContain('MIDFILL_LOG');
    expect(read.filter((name) => !text('.env.example').includes(`${name}=`))).toEqual([]);
  });
});

describe('compose.yaml', () => {
  const compose = text('compose.yaml');
  const model = /'pull', '([^']+)'/.exec(compose)?.[1] ?? '';

  test('fetches a model that fills in the middle, under a permissive licence', () => {
    expect(findTemplate(model).kind).toBe('template');
    expect(licenceOfModel(model)).toMatchObject({ allows: 'anything' });
  });

  test('listens where Midfill looks, on this machine alone', () => {
    const { host } = new URL(initialSettings['ollama.baseUrl']);
    expect([...compose.matchAll(/^\s+- '([\d.:]+)'$/gm)].map(([, port]) => port)).toEqual([`${host}:11434`]);
  });

  test('leaves room for the largest prompt by default and its answer', () => {
    const room = Number(/OLLAMA_CONTEXT_LENGTH: '(\d+)'/.exec(compose)?.[1]);
    const prompt = initialSettings.maxContextTokens;
    expect((room - initialSettings.maxTokens) * 0.85).toBeGreaterThanOrEqual(prompt);
  });

  test('has the model of the example', () => {
    expect(example['OLLAMA_MODEL']).toBe(model);
  });
});
