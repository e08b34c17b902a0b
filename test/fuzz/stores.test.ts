import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildSlice } from '../../src/core/embedded/index-slice.ts';
import type { Uri } from '../../src/core/document.ts';
import { Consent } from '../../src/core/privacy/consent.ts';
import { DailyBudget } from '../../src/core/routing/daily-budget.ts';
import { ModelVersions } from '../../src/core/routing/model-versions.ts';
import { SharedBreakers } from '../../src/core/routing/shared-breakers.ts';
import { signalEventSchema } from '../../src/core/telemetry/events.ts';
import { SignalSender } from '../../src/core/telemetry/signal-sender.ts';
import { StatisticsStore } from '../../src/core/telemetry/statistics.ts';
import { openIndexFolder } from '../../src/node/storage/index-folder.ts';
import { FakeHost } from '../support/fake-host.ts';
import { answer } from '../support/fake-http.ts';
import { signalEvent } from '../support/signal-event.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fuzz, trickyJson, trickyText } from './fuzz.ts';

const goodSignal = signalEvent(1);

/** Lines as a crash, another version or somebody else may have left them. */
const line = fc.oneof(
  trickyText,
  trickyJson.map((value) => JSON.stringify(value)),
  fc
    .dictionary(fc.constantFrom(...Object.keys(goodSignal)), trickyJson)
    .map((odd) => JSON.stringify({ ...goodSignal, ...odd })),
  fc.nat(200).map((length) => JSON.stringify(goodSignal).slice(0, length)),
  fc.constant(JSON.stringify(goodSignal)),
);

test('a spool of any lines is read, and only whole events of the schema are sent', async () => {
  await fuzz(fc.array(line, { maxLength: 12 }), async (lines) => {
    const host = new FakeHost();
    await host.storage.append('signals', lines);
    const sent: unknown[] = [];
    host.respond = ({ body = '{}' }, signal) => {
      const { events } = JSON.parse(body) as { events: unknown[] };
      sent.push(...events);
      return Promise.resolve(answer({ body: [`{"received":${events.length}}`] }, signal));
    };
    const sender = new SignalSender({ host, endpoint: () => 'https://signals.example' });
    await sender.start();
    await sender.flush();
    sender.dispose();
    for (const event of sent) expect(signalEventSchema().safeParse(event).success).toBe(true);
  });
});

test('statistics of any lines are read and summed up', async () => {
  const kinds = fc.dictionary(
    fc.constantFrom('kind', 'at', 'ending', 'provider', 'ttftMs', 'dollars', 'language'),
    trickyJson,
  );
  const entry = fc.oneof(
    line,
    kinds.map((value) => JSON.stringify({ kind: 'request', ...value })),
  );
  await fuzz(fc.array(entry, { maxLength: 12 }), async (lines) => {
    const host = new FakeHost();
    await host.storage.append('statistics', lines);
    const store = new StatisticsStore({ clock: host.clock, storage: host.storage, log: host.log });
    await store.start();
    expect(JSON.stringify(store)).toBeTypeOf('string');
  });
});

test('what windows share may be any text: consent is then not given, and nothing fails', async () => {
  const shared = fc.oneof(
    line,
    fc.array(trickyJson).map((value) => JSON.stringify(value)),
  );
  await fuzz(shared, async (text) => {
    const host = new FakeHost();
    for (const key of ['consent', 'breakers', 'budget', 'model-versions', 'daily-budget', 'versions']) {
      host.storage.disk.shared.set(key, text);
    }
    const consent = new Consent({ storage: host.storage, clock: host.clock, log: host.log, workspace: 'w' });
    await consent.load();
    expect(consent.answer('https://api.example')).toBeUndefined();
    await consent.record('https://api.example', 'refused');
    expect(consent.answer('https://api.example')).toBe('refused');
    const { clock, log, storage } = host;
    const shared = { clock, log, storage };
    const breakers = new SharedBreakers({
      ...shared,
      adopt: () => {},
      release: () => {},
    });
    breakers.refresh();
    await host.clock.advance(10);
    breakers.dispose();
    const budget = new DailyBudget({ ...shared, limit: () => 2 });
    budget.spend(0.1);
    await host.clock.advance(10);
    expect(budget.isExhausted()).toBeTypeOf('boolean');
    await new ModelVersions(host.storage).didAnswer('deepseek', 'm', 'v');
  });
});

test('an index file with any damage is as good as not there', async () => {
  const folder = temporaryFolder();
  const uri = 'file:///project/a.ts' as Uri;
  const head = { files: [{ uri, modifiedMs: 1, sizeBytes: 20 }] };
  const slice = buildSlice([{ uri, languageId: 'typescript', text: 'const a = b;\n', leaveOut: [] }]);
  const segments = openIndexFolder(folder, 'this build')('w');
  await segments.write(head, { contents: [{}], slice });
  const [workspace = ''] = readdirSync(folder);
  const [name = ''] = readdirSync(join(folder, workspace));
  const file = join(folder, workspace, name);
  const good = readFileSync(file);
  const damage = fc.oneof(
    fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, by]) => {
      const bytes = Buffer.from(good);
      bytes[at] = (bytes[at] ?? 0) ^ by;
      return bytes;
    }),
    fc.nat(good.length - 1).map((length) => good.subarray(0, length)),
    fc.uint8Array({ minLength: 1, maxLength: 40 }).map((more) => Buffer.concat([good, more])),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );
  await fuzz(
    damage,
    async (bytes) => {
      writeFileSync(file, bytes);
      const [head, body] = [await segments.list(), await segments.readBody(name)];
      // The body is looked at when it is needed; what is in the head has to be right from the start.
      for (const { head: found } of head) expect(found.files).toEqual([{ uri, modifiedMs: 1, sizeBytes: 20 }]);
      expect(head.length === 0 || body === undefined).toBe(true);
    },
    0.3,
  );
});
