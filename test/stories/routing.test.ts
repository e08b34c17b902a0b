import { describe, expect, test } from 'vitest';
import { Consent } from '../../src/core/privacy/consent.ts';
import { DocumentSecrets } from '../../src/core/privacy/document-secrets.ts';
import { FileRules } from '../../src/core/privacy/file-rules.ts';
import { PrivacyGate } from '../../src/core/privacy/gate.ts';
import { Placeholders } from '../../src/core/privacy/placeholders.ts';
import { ProviderError, isProviderError } from '../../src/core/providers/errors.ts';
import type { ProviderId } from '../../src/core/providers/provider.ts';
import { ProviderRouter } from '../../src/core/routing/router.ts';
import { type Settings, readSettings } from '../../src/core/settings.ts';
import { FakeHost } from '../support/fake-host.ts';
import { MemoryDisk, MemoryStorage } from '../support/memory-storage.ts';
import { ScriptedProvider } from '../support/scripted-provider.ts';

/** A window with Ollama on this machine, Codestral behind it, and the embedded engine as the last resort. */
async function createWindow(changes: Partial<Settings> = {}, storage = new MemoryStorage('process-1')) {
  const host = new FakeHost(storage);
  const settings: Settings = {
    ...readSettings(() => undefined),
    provider: 'ollama',
    fallback: ['codestral', 'embedded'],
    ...changes,
  };
  const ollama = new ScriptedProvider('ollama', 'local');
  const codestral = new ScriptedProvider('codestral', 'hosted', 'codestral-latest');
  const providers = new Map<ProviderId, ScriptedProvider>([
    ['ollama', ollama],
    ['codestral', codestral],
  ]);
  const consent = new Consent({ storage: host.storage, clock: host.clock, log: host.log, workspace: 'w' });
  await consent.load();
  const rules = new FileRules({ files: host.files, log: host.log });
  const gate = new PrivacyGate({
    rules,
    consent,
    secrets: new DocumentSecrets(host.secretScanner),
    placeholders: new Placeholders(),
    documents: host.documents,
    settings: () => ({ remote: settings.remote, isWorkspaceTrusted: true }),
  });
  const router = new ProviderRouter({
    host,
    gate,
    settings: () => settings,
    provider: (id) => providers.get(id) ?? { kind: 'not-configured', reason: 'key', message: `${id} has no key.` },
  });
  const { uri } = host.documents.open('a.ts', 'x = ');
  /** Who answered, with what; or why nobody did. */
  const ask = async (meanwhile = (): void | Promise<void> => {}): Promise<string> => {
    let who = 'nobody';
    let text = '';
    const request = {
      uri,
      languageId: 'typescript',
      isExplicit: false,
      promptFor: async () => {
        await meanwhile();
        return {
          uri,
          offset: 4,
          path: 'a.ts',
          languageId: 'typescript',
          repositoryName: undefined,
          prefix: 'x = ',
          suffix: '',
          snippets: [],
        };
      },
      maxTokens: 32,
      stop: [],
      cacheKey: 'k',
    };
    try {
      for await (const part of router.complete(request, new AbortController().signal)) {
        if (part.kind === 'asked') who = part.provider.id;
        if (part.kind === 'text') text += part.text;
        if (part.kind === 'end') text += ` [${part.end.reason}]`;
      }
    } catch (error) {
      return isProviderError(error) ? `failed: ${error.kind}` : `refused: ${(error as { reason: string }).reason}`;
    }
    return `${who}: ${text}`;
  };
  const route = (isExplicit = false): string => {
    const now = router.route({ languageId: 'typescript', isExplicit });
    return now.kind === 'model' ? now.provider : now.kind === 'none' ? now.reason : now.kind;
  };
  return { host, uri, rules, ollama, codestral, consent, router, ask, route };
}

const failing = (kind: ConstructorParameters<typeof ProviderError>[0], retryAfterMs?: number) => ({
  kind: 'fail' as const,
  error: new ProviderError(kind, kind, { retryAfterMs }),
});

describe('routing', () => {
  test('the first of the chain answers', async () => {
    const { ask, route } = await createWindow();
    expect(route()).toBe('ollama');
    expect(await ask()).toBe('ollama: ok [stop]');
  });

  test('a file saved while its request is on its way out is judged anew, and the request still goes', async () => {
    const { uri, rules, ask } = await createWindow();
    await ask();
    rules.didChange(uri);
    expect(await ask()).toBe('ollama: ok [stop]');
    // The second waits for the first.
    const both = [ask(), ask(() => rules.didChange(uri))];
    expect(await Promise.all(both)).toEqual(['ollama: ok [stop]', 'ollama: ok [stop]']);
  });

  test('the local server down: nothing goes to the cloud without consent, the embedded engine goes on', async () => {
    const { ollama, codestral, ask, route } = await createWindow();
    ollama.script = failing('unreachable');
    expect(await ask()).toBe('failed: unreachable');
    expect(codestral.requests).toEqual([]);
    expect(route()).toBe('embedded');
  });

  test.each<[string, (window: Awaited<ReturnType<typeof createWindow>>) => unknown]>([
    ['no-consent', ({ consent, codestral }) => consent.record(codestral.destination.origin, 'refused')],
    ['paused-by-budget', ({ router }) => router.budget.spend(100)],
    ['key-refused', ({ codestral, ask }) => ((codestral.script = failing('key-refused')), ask())],
    ['rate-limited', ({ codestral, ask }) => ((codestral.script = failing('rate-limited')), ask())],
  ])('where nobody may be asked once the request is due, it ends with the reason: %s', async (reason, happen) => {
    for (const when of ['before', 'while the prompt is made']) {
      const window = await createWindow({ provider: 'codestral', fallback: [] });
      await window.consent.record(window.codestral.destination.origin, 'granted');
      if (when === 'before') await happen(window);
      const asked = window.ask(async () => {
        if (when !== 'before') await happen(window);
      });
      expect(await asked).toBe(`refused: ${reason}`);
    }
  });

  test('with consent the next of the chain takes over within the same request', async () => {
    const { ollama, codestral, consent, ask, route } = await createWindow();
    await consent.record(codestral.destination.origin, 'granted');
    ollama.script = failing('unreachable');
    expect(await ask()).toBe('codestral: ok [stop]');
    expect(route()).toBe('codestral');
  });

  test('it comes back: after its pause one request tries, and its success closes the breaker', async () => {
    const { host, ollama, ask, route } = await createWindow();
    ollama.script = failing('unreachable');
    await ask();
    ollama.script = { kind: 'answer', text: ['back'] };
    expect(route()).toBe('embedded');
    await host.clock.advance(2000);
    expect(route()).toBe('ollama');
    expect(await ask()).toBe('ollama: back [stop]');
  });

  test('three answers that come too late open the breaker', async () => {
    const { ollama, ask, route } = await createWindow();
    ollama.script = failing('timeout');
    await ask();
    await ask();
    expect(route()).toBe('ollama');
    await ask();
    expect(route()).toBe('embedded');
  });

  test('a limit pauses a service for as long as it says, in every window', async () => {
    const disk = new MemoryDisk();
    const first = await createWindow({}, new MemoryStorage('process-1', disk));
    const second = await createWindow({}, new MemoryStorage('process-2', disk));
    first.ollama.script = failing('rate-limited', 60_000);
    await first.ask();
    await first.host.clock.advance(0);
    second.route();
    await second.host.clock.advance(0);
    expect([first.route(), second.route()]).toEqual(['embedded', 'embedded']);
    await second.host.clock.advance(60_000);
    expect(second.route()).toBe('ollama');
  });

  test('requests become scarce as the limit comes near that a service was seen to have', async () => {
    const { host, ollama, ask, router } = await createWindow();
    const left = (): number | undefined => {
      const route = router.route({ languageId: 'typescript', isExplicit: false });
      return route.kind === 'model' ? route.requestsLeft : undefined;
    };
    for (let asked = 0; asked < 12; asked += 1) await ask();
    expect(left()).toBe(Infinity);
    ollama.script = failing('rate-limited', 60_000);
    await ask();
    ollama.script = { kind: 'answer', text: ['ok'] };
    await host.clock.advance(60_000);
    expect(left()).toBe(12);
    for (let asked = 0; asked < 5; asked += 1) await ask();
    expect(left()).toBe(7);
    router.didChangeProvider('ollama', 'key');
    expect(left()).toBe(Infinity);
  });

  test('a refused key holds a service until the key is replaced', async () => {
    const { host, ollama, router, ask, route } = await createWindow();
    ollama.script = failing('key-refused');
    await ask();
    await host.clock.advance(86_400_000);
    expect(route()).toBe('embedded');
    router.didChangeProvider('ollama', 'key');
    expect(route()).toBe('ollama');
  });

  test('a server of one’s own has one request at a time, a hosted service as many as come', async () => {
    const { ollama, codestral, consent, ask } = await createWindow();
    await consent.record(codestral.destination.origin, 'granted');
    const mostAtOnce = async (provider: ScriptedProvider): Promise<number> => {
      let [running, most] = [0, 0];
      const complete = provider.complete.bind(provider);
      provider.complete = async function* (request, signal) {
        running += 1;
        most = Math.max(most, running);
        yield* complete(request, signal);
        running -= 1;
      };
      await Promise.all([ask(), ask(), ask()]);
      return most;
    };
    expect(await mostAtOnce(ollama)).toBe(1);
    expect(ollama.requests).toHaveLength(3);
    ollama.script = failing('unreachable');
    await ask();
    expect(await mostAtOnce(codestral)).toBe(3);
  });

  test('what came before a stream broke is kept, and nobody else is asked for the same', async () => {
    const { ollama, codestral, consent, ask } = await createWindow();
    await consent.record(codestral.destination.origin, 'granted');
    ollama.script = { ...failing('server-error'), after: ['half'] };
    expect(await ask()).toBe('ollama: half [truncated]');
    expect(codestral.requests).toEqual([]);
  });

  test('a cancelled request says nothing about the service', async () => {
    const { ollama, router, ask } = await createWindow();
    ollama.script = { kind: 'answer', text: ['a', 'b'], end: { reason: 'cancelled', ttftMs: undefined as never } };
    await ask();
    expect(router.status()[0]).toMatchObject({ id: 'ollama', breaker: { kind: 'closed' }, activeRequests: 0 });
    expect(router.status()[0]?.health.requests).toBe(0);
  });

  test('a stream that was ended early still tells how soon the service speaks', async () => {
    const { ollama, router, ask } = await createWindow();
    ollama.script = { kind: 'answer', text: ['a'], end: { reason: 'cancelled', ttftMs: 70 } };
    await ask();
    expect(router.status()[0]?.health.ttftMs).toBe(70);
  });

  test('the daily budget pauses metered services in all windows, with one notice, until the next day', async () => {
    const disk = new MemoryDisk();
    const settings = { provider: 'codestral', dailyBudget: 0.001 } as const;
    const first = await createWindow(settings, new MemoryStorage('process-1', disk));
    await first.consent.record(first.codestral.destination.origin, 'granted');
    const second = await createWindow(settings, new MemoryStorage('process-2', disk));
    let notices = 0;
    first.router.budget.onDidExhaust(() => (notices += 1));
    first.codestral.script = {
      kind: 'answer',
      text: ['x'],
      end: { usage: { promptTokens: 2000, completionTokens: 100, cachedPromptTokens: 0 } },
    };
    await first.ask();
    expect(first.route()).toBe('codestral');
    await first.ask();
    expect(first.route()).toBe('embedded');
    await first.ask();
    expect(notices).toBe(1);
    second.route();
    await second.host.clock.advance(0);
    expect(second.route()).toBe('embedded');
    await first.host.clock.advance(86_400_000);
    expect(first.route()).toBe('codestral');
  });

  test('a licence policy passes over models that it excludes', async () => {
    const { route } = await createWindow({ licensePolicy: 'permissive' });
    expect(route()).toBe('embedded');
  });

  test('a language in which this user rejects everything is held back to explicit requests', async () => {
    const { router, route } = await createWindow();
    for (let judged = 0; judged < 100; judged += 1) {
      router.proficiency.didJudge('ollama-model', 'typescript', 'rejected');
    }
    expect([route(false), route(true)]).toEqual(['embedded', 'ollama']);
  });

  test('a thousand requests through flapping providers: each ends, none goes to an open breaker', async () => {
    const { host, ollama, codestral, consent, router, ask } = await createWindow();
    await consent.record(codestral.destination.origin, 'granted');
    const kinds = ['unreachable', 'timeout', 'overloaded', 'server-error', 'rate-limited'] as const;
    const ends = { answered: 0, failed: 0 };
    let toOpen = 0;
    let notices = 0;
    router.budget.onDidExhaust(() => (notices += 1));
    for (let request = 0; request < 1000; request += 1) {
      for (const provider of [ollama, codestral]) {
        const isUp = host.random() < 0.6;
        const kind = kinds[Math.floor(host.random() * kinds.length)] ?? 'timeout';
        provider.script = isUp ? { kind: 'answer', text: ['ok'] } : failing(kind);
      }
      const before = [ollama.requests.length, codestral.requests.length];
      const open = router.status().map(({ breaker }) => breaker.kind === 'open' || breaker.kind === 'held');
      const end = await ask();
      ends[end.startsWith('failed') ? 'failed' : 'answered'] += 1;
      const after = [ollama.requests.length, codestral.requests.length];
      toOpen += open.filter((isOpen, at) => isOpen && after[at] !== before[at]).length;
      await host.clock.advance(host.random() * 5000);
    }
    expect(toOpen).toBe(0);
    expect(ends.answered + ends.failed).toBe(1000);
    expect(ends.answered).toBeGreaterThan(300);
    expect(router.status().every(({ activeRequests }) => activeRequests === 0)).toBe(true);
    // Failures are for the status; of all this only the budget would say something, and it wasn't spent.
    expect(notices).toBe(0);
  });
});
