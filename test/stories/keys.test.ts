import { expect, onTestFinished, test } from 'vitest';
import type { ServiceId } from '../../src/core/providers/capabilities.ts';
import { diagnosticsText } from '../../src/vscode/diagnostics.ts';
import { FakeHost } from '../support/fake-host.ts';
import { answer } from '../support/fake-http.ts';
import { serviceAnswer } from '../support/fake-services.ts';
import { createWholeEngine, hostedOrigins, serviceSettings } from '../support/whole-engine.ts';

const key = 'mk-7Qp2Zx9Lw4Rt8Vb3Nc6Yd1Ks5Hf0Jg';

/** How servers have been seen to tell people about their own keys. */
const echoes: readonly ((authorization: string) => string)[] = [
  (authorization) => JSON.stringify({ error: { message: `Incorrect API key provided: ${authorization}.` } }),
  (authorization) => JSON.stringify({ message: `unknown header ${authorization.slice(0, 20)}****` }),
  (authorization) => JSON.stringify({ detail: [{ msg: `bad ${authorization.slice(-12)}` }] }),
  (authorization) => `upstream said no to ${authorization}`,
];

test.each(['codestral', 'deepseek', 'openai-compatible', 'llamacpp'] as const)(
  'a key of %s is in no log, status, decision, diagnostics or store, though the server echoes it',
  async (provider: ServiceId) => {
    const host = new FakeHost();
    let asked = 0;
    host.respond = (request, signal) => {
      const { authorization = '' } = request.headers;
      if (request.method === 'GET') return Promise.resolve(answer(serviceAnswer(request, []), signal));
      asked += 1;
      const echo = echoes[asked % echoes.length] ?? ((): string => '');
      const status = [400, 401, 404, 422, 500, 503][asked % 6] ?? 400;
      return Promise.resolve(
        answer({ status, headers: { 'content-type': 'application/json' }, body: [echo(authorization)] }, signal),
      );
    };
    for (const name of ['MISTRAL_API_KEY', 'DEEPSEEK_API_KEY', 'OPENAI_COMPATIBLE_API_KEY', 'LLAMACPP_API_KEY']) {
      await host.secrets.set(name, key);
    }
    const settings = { provider, fallback: [], draft: false };
    const { engine } = createWholeEngine(host, settings);
    onTestFinished(() => engine.dispose());
    await engine.start();
    for (const origin of hostedOrigins) await engine.consent.record(origin, 'granted');
    const document = host.documents.open('shop.py', 'def total(price, count):\n    return ', 'python');
    await engine.rules.load(document.uri);
    const outputs: unknown[] = [];
    for (let time = 0; time < 24; time += 1) {
      const call = {
        document,
        position: document.positionAt(document.text.length),
        trigger: 'explicit',
        editor: { cursorCount: 1, isInlineSuggestEnabled: true, isInSnippet: false, tabSize: 4, autoClosed: '' },
      } as const;
      const answered = engine.session.provide(call, new AbortController().signal);
      await host.clock.advance(5000);
      outputs.push(await answered, engine.router.status());
      // The breaker is closed again by and by, or where the user asks for it.
      await host.clock.advance(200_000);
      for (const { id } of engine.router.status()) engine.router.retry(id);
    }
    expect(asked).toBeGreaterThan(5);
    expect(host.requests.some(({ headers }) => headers['authorization'] === `Bearer ${key}`)).toBe(true);
    const report = diagnosticsText({
      versions: {},
      presence: 'on',
      settings: { ...({} as Parameters<typeof diagnosticsText>[0]['settings']), ...serviceSettings[provider] },
      providers: engine.router.status(),
      tokenEstimates: engine.tokenEstimates(),
      decisions: engine.decisions.all(),
      logLines: host.logLines.map((line) => JSON.stringify(line)),
    });
    const stored = JSON.stringify([
      ...host.storage.disk.shared,
      ...[...host.storage.disk.files].map(([, own]) => [...own]),
    ]);
    const everything = [
      JSON.stringify(outputs),
      JSON.stringify(host.logLines),
      report,
      stored,
      host.decisions.join(),
    ].join();
    const pieces = Array.from({ length: key.length - 11 }, (_unused, at) => key.slice(at + 3, at + 11));
    expect(pieces.filter((piece) => everything.includes(piece))).toEqual([]);
  },
);
