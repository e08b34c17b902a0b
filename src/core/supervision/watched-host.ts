import type { Event } from '../../base/emitter.ts';
import type { Clock, Documents, Host } from '../host.ts';
import type { PartName, Watchdog } from './watchdog.ts';

/**
 * The host as one part of the product has it. What that part is called back by, timers and events, ends with the
 * watchdog where it throws, instead of at the top of the thread; so do the sinks that tests read.
 */
export function watchedHost(host: Host, watchdog: Watchdog, part: PartName): Host {
  const run = (callback: () => void): void => watchdog.attempt(part, callback);
  const clock: Clock = {
    now: () => host.clock.now(),
    monotonicMs: () => host.clock.monotonicMs(),
    setTimer: (delayMs, callback) => host.clock.setTimer(delayMs, () => run(callback)),
  };
  const watched =
    <T>(event: Event<T>): Event<T> =>
    (listener) =>
      event((value) => run(() => listener(value)));
  const { documents } = host;
  const ofDocuments: Documents = {
    all: () => documents.all(),
    get: (uri) => documents.get(uri),
    onDidOpen: watched(documents.onDidOpen),
    onDidChange: watched(documents.onDidChange),
    onDidClose: watched(documents.onDidClose),
    onDidFocus: watched(documents.onDidFocus),
  };
  const sink = (write: ((line: string) => void) | undefined): typeof write =>
    write === undefined ? undefined : (line) => run(() => write(line));
  const own: Partial<Host> = { clock, documents: ofDocuments };
  return new Proxy(host, {
    get: (target, name) => {
      if (name === 'decisionSink' || name === 'lifeSink') return sink(target[name]);
      const value: unknown = name in own ? Reflect.get(own, name) : Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
