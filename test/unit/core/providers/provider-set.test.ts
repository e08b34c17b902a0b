import { expect, onTestFinished, test } from 'vitest';
import { Emitter } from '../../../../src/base/emitter.ts';
import { ProviderSet } from '../../../../src/core/providers/provider-set.ts';
import { type Settings, readSettings } from '../../../../src/core/settings.ts';
import { FakeHost } from '../../../support/fake-host.ts';

function setUp(): {
  readonly host: FakeHost;
  readonly providers: ProviderSet;
  readonly changes: readonly string[];
  readonly change: (settings: Partial<Settings>) => void;
} {
  const host = new FakeHost();
  const changed = new Emitter<Settings>();
  const settings = { current: readSettings(() => undefined), onDidChange: changed.event };
  const providers = new ProviderSet({ host, settings });
  onTestFinished(() => providers.dispose());
  const changes: string[] = [];
  providers.onDidChange(({ id, what }) => changes.push(`${id} ${what}`));
  return {
    host,
    providers,
    changes,
    change: (some) => {
      settings.current = { ...settings.current, ...some };
      changed.fire(settings.current);
    },
  };
}

test('a service without its key is not set up, and says how to', () => {
  expect(setUp().providers.get('codestral')).toMatchObject({ kind: 'not-configured', reason: 'key' });
});

test('a key that is stored makes its service ready, and that is told', async () => {
  const { host, providers, changes } = setUp();
  await host.secrets.set('CODESTRAL_API_KEY', 'key');
  await expect.poll(() => changes).toEqual(['codestral key']);
  expect(providers.get('codestral')).toMatchObject({ id: 'codestral' });
});

test('keys from before are there after the start', async () => {
  const { host, providers } = setUp();
  await host.secrets.set('DEEPSEEK_API_KEY', 'key');
  await providers.readKeys();
  expect(providers.hasKey('deepseek')).toBe(true);
});

test('a provider stays the same until its own settings change', () => {
  const { providers, change, changes } = setUp();
  change({ 'ollama.model': 'qwen2.5-coder:1.5b' });
  const before = providers.get('ollama');
  change({ draft: false });
  expect(providers.get('ollama')).toBe(before);
  change({ 'ollama.model': 'codegemma:2b' });
  expect(providers.get('ollama')).toMatchObject({ model: 'codegemma:2b' });
  expect(changes).toEqual(['ollama settings', 'ollama settings']);
});
