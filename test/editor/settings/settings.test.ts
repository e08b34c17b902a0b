import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { startCodestralStandIn } from '../../services/codestral.ts';
import { startDeepSeekStandIn } from '../../services/deepseek.ts';
import type { RecordedRequest } from '../../services/exchange.ts';
import { startLlamaCppStandIn } from '../../services/llamacpp.ts';
import { startOpenAiCompatibleStandIn } from '../../services/openai-compatible.ts';
import type { StandIn } from '../../services/stand-in.ts';
import { useEditorWindow } from '../support/use-editor-window.ts';
import { useOllama } from '../support/use-ollama.ts';
import { readStatus } from '../support/workbench.ts';
import { waitUntil } from '../support/wait-until.ts';
import { seenInRequests } from './seen-in-requests.ts';
import { seenInStatus } from './seen-in-status.ts';
import { seenOnScreen } from './seen-on-screen.ts';
import type { Bench, Json, OtherService, SettingCase } from './setting-case.ts';

/** Each setting may be seen to act in more than one place. */
const cases: readonly (readonly [setting: string, see: SettingCase])[] = [
  seenInStatus,
  seenInRequests,
  seenOnScreen,
].flatMap((place) => Object.entries(place));

test('every setting of the manifest is seen to act, and no other', () => {
  const settings = manifest.contributes.configuration.flatMap(({ properties }) => Object.keys(properties));
  expect([...new Set(cases.map(([setting]) => `midfill.${setting}`))].toSorted()).toEqual(settings.toSorted());
});

describe('a setting that is changed while the window runs', () => {
  const shared = inject('editor');
  const ollama = useOllama();
  const editor = useEditorWindow();
  const services: Partial<Record<OtherService, StandIn>> = {};
  const changed = new Set<string>();
  let files = 0;

  const write = (key: string, value: unknown): Promise<unknown> =>
    editor.window.companion.ask({ kind: 'write-setting', key: `midfill.${key}`, value, target: 'user' });
  const set = async (settings: Json): Promise<void> => {
    for (const [key, value] of Object.entries(settings)) {
      changed.add(key);
      await write(key, value);
    }
  };
  /** Ollama alone, whose answers are there at once. */
  const base = (): Json =>
    Object.fromEntries(Object.entries(ollama.settings()).map(([key, value]) => [key.replace('midfill.', ''), value]));

  beforeAll(async () => {
    services.codestral = await startCodestralStandIn();
    services.deepseek = await startDeepSeekStandIn();
    services.openaiCompatible = await startOpenAiCompatibleStandIn();
    services.llamacpp = await startLlamaCppStandIn();
    for (const [key, value] of Object.entries(base())) await write(key, value);
  });

  afterAll(async () => {
    await Promise.all(Object.values(services).map((service) => service.close()));
  });

  beforeEach(async () => {
    // What earlier cases have typed over would count against what is shown here; for another chain all begins anew.
    for (const fallback of [['llamacpp'], base()['fallback']]) await write('fallback', fallback);
    ollama.play({ answer: 'price * count' });
    for (const service of Object.values(services)) service.script = { answer: 'price * count' };
    const isReady = async (): Promise<true | undefined> =>
      (await readStatus(editor.window.page)).includes('qwen2.5-coder:1.5b-base completes via Ollama') || undefined;
    await waitUntil('Ollama to complete', isReady);
  });

  afterEach(async () => {
    for (const key of changed) await write(key, base()[key]);
    changed.clear();
  });

  function bench(): Bench {
    const { window, decisions } = editor;
    const all = services as Readonly<Record<OtherService, StandIn>>;
    if (shared.kind !== 'web') throw new Error('The storage of a desktop window is elsewhere.');
    return {
      window,
      decisions,
      ollama,
      services: all,
      storageFolder: join(shared.profileFolder, 'data/User/globalStorage/midfill.midfill'),
      set,
      open: async (ending, marked) => {
        const name = `file_${(files += 1)}.${ending}`;
        await window.open(name, marked);
        return name;
      },
      requestAfter: async (text, service) => {
        const requests = (): readonly RecordedRequest[] =>
          service === 'ollama' ? ollama.completions : all[service].requests.filter(({ method }) => method === 'POST');
        const before = requests().length;
        await window.type(text);
        return waitUntil(`a request to ${service}`, () => requests().slice(before).at(-1));
      },
      status: () => readStatus(window.page),
    };
  }

  it.each(cases)('%s', async (_setting, see) => {
    await expect(see(bench())).resolves.toBeUndefined();
  });
});
