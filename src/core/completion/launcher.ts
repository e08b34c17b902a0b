import type { Route } from '../routing/route.ts';
import type { Asking, Question } from './asking.ts';
import type { Candidate } from './candidate.ts';
import { debounceFor } from './debounce.ts';
import type { InFlight } from './in-flight.ts';
import type { SessionPorts } from './ports.ts';
import type { Rhythm } from './rhythm.ts';
import type { FoundItem } from './screen.ts';
import { afterAccepting, maySpeculate } from './speculation.ts';
import type { TriggerReason } from './trigger-reason.ts';
import type { Visit } from './visit.ts';
import type { Visits } from './visits.ts';

type ModelRoute = Extract<Route, { kind: 'model' }>;

/** Starts requests: for a call after its debounce, and ahead of the acceptance of what is shown. */
export class Launcher {
  readonly #ports: SessionPorts;
  readonly #asking: Asking;
  readonly #inFlight: InFlight;
  readonly #rhythm: Rhythm;
  readonly #visits: Visits;
  readonly #likelyLength: () => number;
  readonly #onProgress: (candidate: Candidate) => void;

  constructor(parts: {
    readonly ports: SessionPorts;
    readonly asking: Asking;
    readonly inFlight: InFlight;
    readonly rhythm: Rhythm;
    readonly visits: Visits;
    readonly likelyLength: () => number;
    readonly onProgress: (candidate: Candidate) => void;
  }) {
    this.#ports = parts.ports;
    this.#asking = parts.asking;
    this.#inFlight = parts.inFlight;
    this.#rhythm = parts.rhythm;
    this.#visits = parts.visits;
    this.#likelyLength = parts.likelyLength;
    this.#onProgress = parts.onProgress;
  }

  startAfterDebounce(visit: Visit, route: ModelRoute, reason: TriggerReason): void {
    const { document, offset, call } = visit;
    const { host, settings, blockInfo, learned } = this.#ports;
    // The call's own time, or that of text which contradicted what the call had joined.
    const dueAt = host.clock.monotonicMs();
    const track = this.#visits.track(document.uri);
    const block = blockInfo({ uri: document.uri, version: document.version, offset });
    visit.debounce = debounceFor({
      reason,
      gapMs: this.#rhythm.gapMs,
      expectedTtftMs: route.expectedTtftMs,
      ignoredHere: track.ignoredOn(call.position.line),
      requestsLeft: route.requestsLeft,
      learnedFactor: learned.debounceFactor(document.languageId),
      bounds: settings().debounce,
    });
    // It counts from the key: what the editor has waited before its call is part of it.
    const sinceKeyMs = dueAt - (this.#rhythm.lastKeyAt ?? -Infinity);
    const waitMs = Math.max(0, visit.debounce.ms - sinceKeyMs);
    const start = (): void => {
      track.start.clear();
      this.#asking.start({
        ...this.#common(visit, route),
        document,
        offset,
        block,
        isBlockWelcome: visit.isByHand || reason === 'after-accept',
        source: 'model',
        onAsked: () => {
          if (visit.requestMs === undefined) visit.waitMs = waitMs;
          visit.requestMs ??= host.clock.monotonicMs() - dueAt;
        },
      });
    };
    if (waitMs === 0) start();
    else track.start.value = host.clock.setTimer(waitMs, start);
  }

  /** Asks for what follows the shown suggestion, as if it had been accepted. */
  speculate(visit: Visit, route: Route, { candidate, item, until }: FoundItem): void {
    const { document } = visit;
    const isWhole = candidate.state === 'done' && until === candidate.text.length && candidate.source !== 'draft';
    if (!isWhole || candidate.isFollowed || route.kind !== 'model') return;
    const isAllowed = maySpeculate({
      setting: this.#ports.settings().speculate,
      route,
      acceptance: this.#ports.learned.rate(document.languageId),
      running: this.#inFlight.of(document.uri).length,
    });
    if (!isAllowed) return;
    candidate.isFollowed = true;
    this.#asking.start({
      ...this.#common(visit, route),
      ...afterAccepting(document, item),
      block: Promise.resolve(null),
      isBlockWelcome: true,
      source: 'speculation',
      behind: item.text.length,
      onAsked: () => {},
    });
  }

  #common(
    { isByHand, call, document }: Visit,
    route: ModelRoute,
  ): Pick<Question, 'route' | 'isExplicit' | 'tabSize' | 'likelyLength' | 'cacheKey' | 'onProgress'> {
    return {
      route,
      isExplicit: isByHand,
      tabSize: call.editor.tabSize,
      likelyLength: isByHand ? Infinity : this.#likelyLength(),
      cacheKey: this.#visits.track(document.uri).cacheKey,
      onProgress: this.#onProgress,
    };
  }
}
