import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { FileError, TransportError } from '../../src/core/host.ts';
import type { Uri } from '../../src/core/document.ts';
import { randomNumbers } from '../bench/replay/traces.ts';
import { EditorHost, type FakeEditor } from '../support/fake-editor.ts';
import { type FakeAnswer, answer, hang } from '../support/fake-http.ts';
import { serviceAnswer } from '../support/fake-services.ts';
import { createWholeEngine, hostedOrigins } from '../support/whole-engine.ts';
import { countListeners } from './count-listeners.ts';
import { type Action, RandomTypist, lines, picker } from './random-typist.ts';

export interface StormyDay {
  readonly hours: number;
  readonly keys: number;
  readonly faults: number;
  readonly requests: number;
  readonly shown: number;
  readonly accepted: number;
  readonly partsTurnedOff: number;
  readonly heapMbAfterFirstHour: number;
  readonly heapMbAtEnd: number;
}

const hourMs = 3_600_000;

/** How much of what is asked of the host fails, and how services answer; it changes every ten minutes. */
interface Weather {
  readonly ports: number;
  readonly services: number;
  readonly throwing: number;
}

const weathers: readonly Weather[] = [
  { ports: 0, services: 0, throwing: 0 },
  { ports: 0.02, services: 0.05, throwing: 0 },
  { ports: 0.1, services: 0.3, throwing: 0.002 },
  { ports: 0.5, services: 0.9, throwing: 0.02 },
];

/**
 * A working day with the whole product, workers included, on a host whose every port fails at random. Throws as soon as
 * what is on screen isn't how the document goes on, or something goes where nobody agreed to; and at the end where
 * anything is left running.
 */
export async function spendStormyDay(seed: number, hours: number): Promise<StormyDay> {
  const random = randomNumbers(seed);
  const pick = picker(random);
  const host = new EditorHost();
  const listeners = countListeners(host);
  let weather: Weather = weathers[0] as Weather;
  let faults = 0;
  const strikes = (share: number): boolean => {
    if (random() >= share) return false;
    faults += 1;
    return true;
  };
  breakPorts(
    host,
    () => strikes(weather.ports),
    () => strikes(weather.throwing),
  );
  const agreed = new Set<string>();
  const strangers: string[] = [];
  host.respond = async (request, signal) => {
    const { origin } = new URL(request.url);
    if (hostedOrigins.includes(origin) && request.method === 'POST' && !agreed.has(origin)) strangers.push(origin);
    if (strikes(weather.services / 3)) throw transportError(pick(['refused', 'timeout', 'reset', 'certificate']));
    await new Promise<void>((resolve) => void host.clock.setTimer(pick([1, 20, 80, 400]), resolve));
    const good = serviceAnswer(request, [pick(lines), '\n', pick(lines)]);
    return answer(strikes(weather.services) ? spoil(good, pick) : good, signal);
  };
  await host.secrets.set('MISTRAL_API_KEY', 'a');
  await host.secrets.set('DEEPSEEK_API_KEY', 'b');
  const whole = createWholeEngine(
    host,
    { provider: 'deepseek', fallback: ['ollama', 'embedded'] },
    { signalEndpoint: () => (random() < 0.5 ? 'https://signals.example' : undefined) },
  );
  const { engine } = whole;
  let partsTurnedOff = 0;
  engine.watchdog.onDidChange(() => (partsTurnedOff += engine.watchdog.off().length));
  await quietly(engine.start());

  const typist = new RandomTypist({ host, session: engine.session, random, names: ['a.ts', 'b.py', 'c.ts'] });
  const { editors } = typist;
  let opened = 3;
  const providers = ['codestral', 'deepseek', 'ollama', 'openai-compatible', 'llamacpp', 'embedded'] as const;
  const actions: readonly Action[] = [
    [0.3, (): void => host.exitWorker(pick(['interactive', 'background']), 'struck down')],
    [0.3, (): void => whole.change({ provider: pick(providers), fallback: [pick(providers), 'embedded'] })],
    [0.2, (): void => whole.change({ 'deepseek.model': pick(['deepseek-flash', 'deepseek-pro']) })],
    [0.3, (): void => void quietly(host.secrets.set('DEEPSEEK_API_KEY', `key-${random()}`))],
    [0.3, (): void => engine.rules.didChange('file:///project/.gitignore' as Uri)],
    [0.3, (): void => changeFile(host, engine.embedded, pick, random)],
    [0.4, (): void => answerConsent()],
    // Tabs come and go all day.
    [0.4, (): void => typist.replaceOne(`tab-${(opened += 1)}.ts`)],
  ];
  /** What was agreed to counts from when it was recorded, and no longer from when taking it back was asked for. */
  const answerConsent = (): void => {
    const origin = pick(hostedOrigins);
    if (random() < 0.7) {
      agreed.add(origin);
      void quietly(engine.consent.record(origin, 'granted'));
    } else {
      void quietly(engine.consent.revoke(origin).then(() => void agreed.delete(origin)));
    }
  };
  const endMs = host.clock.monotonicMs() + hours * hourMs;
  let nextWeatherMs = 0;
  let nextHourMs = hourMs;
  let heapMbAfterFirstHour = 0;
  let keys = 0;
  while (host.clock.monotonicMs() < endMs) {
    if (host.clock.monotonicMs() >= nextWeatherMs) {
      weather = pick(weathers);
      nextWeatherMs = host.clock.monotonicMs() + hourMs / 6;
    }
    typist.act(actions);
    keys += 1;
    // Mostly typing; now and then somebody reads, telephones, or has lunch.
    const pauseMs = random() < 0.003 ? pick([20_000, 120_000, 300_000]) : pick([10, 60, 120, 180, 300, 900, 2500]);
    await host.clock.advance(pauseMs);
    typist.look();
    if (strangers.length > 0) throw new Error(`Code went to ${strangers.join()} without consent.`);
    trim(host, editors);
    if (host.clock.monotonicMs() >= nextHourMs) {
      if (heapMbAfterFirstHour === 0) heapMbAfterFirstHour = heapMb();
      nextHourMs += hourMs;
    }
  }
  const heapMbAtEnd = heapMb();
  weather = weathers[0] as Weather;
  for (const each of editors) each.dispose();
  engine.dispose();
  await host.clock.advance(120_000);
  if (host.clock.pendingTimers > 0) throw new Error(`${host.clock.pendingTimers} timers were left running.`);
  if (listeners.count() > 0) throw new Error(`${listeners.count()} listeners were left.`);
  const requests = requestsSoFar(host);
  const { shown, accepted } = typist;
  return { hours, keys, faults, requests, shown, accepted, partsTurnedOff, heapMbAfterFirstHour, heapMbAtEnd };
}

const requestCounts = new WeakMap<EditorHost, number>();

function requestsSoFar(host: EditorHost): number {
  return (requestCounts.get(host) ?? 0) + host.requests.length;
}

/** The test's own records would look like a leak. */
function trim(host: EditorHost, editors: readonly FakeEditor[]): void {
  requestCounts.set(host, requestsSoFar(host));
  for (const list of [host.requests, host.logLines, host.refreshes, host.decisions]) list.length = 0;
  for (const { calls } of editors) calls.length = 0;
}

/** Has what is asked of storage, files, keys and the secret scanner fail where `strikes` says so, and sinks throw. */
function breakPorts(host: EditorHost, strikes: () => boolean, throws: () => boolean): void {
  const failing =
    <A extends unknown[], R>(run: (...args: A) => Promise<R>, error: () => Error) =>
    (...args: A): Promise<R> =>
      strikes() ? Promise.reject(error()) : run(...args);
  const broken = (): Error => Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
  const fileError = (): Error & FileError =>
    Object.assign(new Error('No.'), { kind: 'file-error' as const, cause: 'no-permission' as const });
  const { storage, files, secrets, secretScanner } = host;
  for (const name of ['append', 'readAll', 'replace', 'adoptOrphans', 'readShared', 'updateShared'] as const) {
    const run = storage[name].bind(storage) as (...args: unknown[]) => Promise<unknown>;
    Object.assign(storage, { [name]: failing(run, broken) });
  }
  for (const name of ['stat', 'list', 'readText'] as const) {
    const run = files[name].bind(files) as (...args: unknown[]) => Promise<unknown>;
    Object.assign(files, { [name]: failing(run, fileError) });
  }
  Object.assign(secrets, { get: failing(secrets.get.bind(secrets), broken) });
  Object.assign(secretScanner, { scan: failing(secretScanner.scan.bind(secretScanner), broken) });
  Object.assign(host, {
    decisionSink: () => {
      if (throws()) throw broken();
    },
  });
}

/** An answer as a bad day makes it. */
function spoil(good: FakeAnswer, pick: <T>(values: readonly T[]) => T): FakeAnswer {
  const body = good.body ?? [];
  return pick<FakeAnswer>([
    { status: pick([400, 401, 402, 403, 404, 422, 429, 500, 503]), body: ['{"error":"no"}'] },
    { status: 429, headers: { 'retry-after': '3' }, body: [] },
    { ...good, body: [hang] },
    { ...good, body: [...body.slice(0, 1), hang] },
    { ...good, body: body.slice(0, -1) },
    { ...good, body: [...body.slice(0, 1), 'data: {broken\n\n{broken\n'] },
    { ...good, body: [...body.slice(0, 1), transportError('reset')] },
    { ...good, body: ['\0'.repeat(10_000)] },
    { ...good, headers: { 'content-type': 'text/html' }, body: ['<html>'] },
  ]);
}

function transportError(cause: TransportError['cause']): Error & TransportError {
  return Object.assign(new Error('No.'), { kind: 'transport-error' as const, cause });
}

function changeFile(
  host: EditorHost,
  embedded: { didChangeFiles(events: { changed: readonly Uri[]; deleted: readonly Uri[] }): void },
  pick: <T>(values: readonly T[]) => T,
  random: () => number,
): void {
  const uri = `file:///project/file-${Math.floor(random() * 50)}.ts` as Uri;
  const isDeleted = random() < 0.3;
  if (isDeleted) host.files.contents.delete(uri);
  else host.files.contents.set(uri, `export function of${Math.floor(random() * 50)}() {\n  ${pick(lines)}\n}\n`);
  embedded.didChangeFiles({ changed: isDeleted ? [] : [uri], deleted: isDeleted ? [uri] : [] });
}

async function quietly(running: Promise<unknown>): Promise<void> {
  await running.catch(() => {});
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapMb(): number {
  collectGarbage();
  return Math.round((process.memoryUsage().heapUsed / 1024 / 1024) * 10) / 10;
}
