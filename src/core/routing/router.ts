import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { DocumentSnapshot } from '../document.ts';
import type { Host } from '../host.ts';
import type { PrivacyGate } from '../privacy/gate.ts';
import { type ProviderError, isProviderError } from '../providers/errors.ts';
import type { CompletionProvider, ModelMemory, ProviderId } from '../providers/provider.ts';
import type { NotConfigured } from '../providers/registry.ts';
import type { Settings } from '../settings.ts';
import { Admission } from './admission.ts';
import { Attempts } from './attempts.ts';
import type { BreakerState } from './circuit-breaker.ts';
import { DailyBudget } from './daily-budget.ts';
import { Health, type HealthSummary } from './health.ts';
import { Proficiency } from './proficiency.ts';
import { type ProviderRecord, createRecord } from './provider-record.ts';
import {
  type NoRouteReason,
  NobodyToAsk,
  type Obstacle,
  Refusal,
  type Route,
  type RouteQuery,
  type RoutedPart,
  type RoutedRequest,
  type Router,
} from './route.ts';
import { RequestRate } from './request-rate.ts';
import { SharedBreakers } from './shared-breakers.ts';

export interface ProviderStatus {
  readonly id: ProviderId;
  readonly model: string | undefined;
  readonly breaker: BreakerState;
  readonly health: HealthSummary;
  readonly activeRequests: number;
  /** How its model lies in memory; undefined where the service doesn't tell. */
  readonly memory: ModelMemory | undefined;
  /** Why it isn't asked now. */
  readonly obstacle: Obstacle | undefined;
  /** What to do before it can be used, or its last failure, in words for the user. */
  readonly problem: string | undefined;
}

/** Guesses until something was measured: a model on this machine, and a hosted one across the net. */
const guessedTtftMs = { embedded: 5, local: 200, hosted: 350 } as const;

/** Picks who answers, by the user's chain, what is known of each provider's health, and what the privacy gate allows. */
export class ProviderRouter implements Router, Disposable {
  readonly #host: Host;
  readonly #gate: PrivacyGate;
  readonly #settings: () => Settings;
  readonly #provider: (id: ProviderId) => CompletionProvider | NotConfigured;
  readonly #records = new Map<ProviderId, ProviderRecord>();
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #shared: SharedBreakers;
  readonly #admission: Admission;
  readonly #attempts: Attempts;
  readonly onDidChange = this.#changed.event;
  readonly budget: DailyBudget;
  readonly proficiency: Proficiency;

  constructor(parts: {
    readonly host: Host;
    readonly gate: PrivacyGate;
    readonly settings: () => Settings;
    readonly provider: (id: ProviderId) => CompletionProvider | NotConfigured;
  }) {
    const { clock, storage } = parts.host;
    const log = parts.host.log.child('routing');
    this.#host = parts.host;
    this.#gate = parts.gate;
    this.#settings = parts.settings;
    this.#provider = parts.provider;
    this.budget = new DailyBudget({ clock, log, storage, limit: () => parts.settings().dailyBudget });
    this.proficiency = new Proficiency(() => parts.settings().languages);
    this.#admission = new Admission({ ...parts, clock, budget: this.budget, proficiency: this.proficiency });
    this.#shared = this.#store.add(
      new SharedBreakers({
        clock,
        log,
        storage,
        adopt: (id, state) => {
          if (this.#record(id).breaker.adopt(state, clock.now())) this.#changed.fire();
        },
        release: (id) => {
          this.#record(id).breaker.releaseByOther(clock.now());
          this.#changed.fire();
        },
      }),
    );
    this.#attempts = new Attempts({
      ...parts,
      budget: this.budget,
      shared: this.#shared,
      onDidChange: () => this.#changed.fire(),
    });
  }

  route(asking: RouteQuery): Route {
    this.refresh();
    const [first] = this.#inOrder(asking);
    if (first !== undefined) return this.#routeTo(first);
    if (this.#chain().includes('embedded')) return { kind: 'embedded' };
    return { kind: 'none', reason: this.#whyNobody(asking) };
  }

  /** Hears, in the background and now and then, what other windows have found and what the user answered there. */
  refresh(): void {
    this.#shared.refresh();
  }

  async *complete(request: RoutedRequest, signal: AbortSignal): AsyncGenerator<RoutedPart, void, void> {
    let lastError: ProviderError | undefined;
    let why: Refusal | NobodyToAsk | undefined;
    await this.#gate.whenJudged(request.uri);
    for (const provider of this.#inOrder(request)) {
      if (signal.aborted) return;
      const draft = await request.promptFor(provider);
      const sealed = await this.#gate.seal(draft, provider.destination);
      if (sealed.kind === 'refused') {
        why ??= new Refusal(sealed.reason);
        continue;
      }
      const slots = provider.destination.locality === 'hosted' ? Infinity : (provider.limits?.().slots ?? 1);
      const leave = await this.#record(provider.id).queue.enter(slots, signal);
      if (leave === undefined) return;
      try {
        // Meanwhile another request may have found out more, or be the one that tries it again.
        await this.#gate.whenJudged(request.uri);
        const obstacle = this.#obstacle(provider, request);
        if (obstacle !== undefined) {
          why ??= new NobodyToAsk(obstacle.reason);
          continue;
        }
        const record = this.#record(provider.id);
        yield* this.#attempts.ask({ provider, record, prompt: sealed.prompt, request }, signal);
        return;
      } catch (error) {
        if (!isProviderError(error)) throw error;
        lastError = error;
      } finally {
        leave();
      }
    }
    if (lastError !== undefined) throw lastError;
    throw why ?? new NobodyToAsk(this.#whyNobody(request));
  }

  prepare({ uri, languageId }: Pick<DocumentSnapshot, 'uri' | 'languageId'>): void {
    const route = this.route({ uri, languageId, isExplicit: true });
    if (route.kind !== 'model') return;
    const provider = this.#provider(route.provider);
    if (!('kind' in provider)) provider.prepare?.();
  }

  /** Where another model than the chain's first is asked first, for people. */
  preferences(): readonly { readonly languageId: string; readonly preferred: string; readonly before: string }[] {
    const languages = new Set(this.proficiency.table().map(({ languageId }) => languageId));
    const [before] = this.#chain();
    return [...languages].flatMap((languageId) => {
      const [preferred] = this.#chainFor(languageId);
      const isMoved = preferred !== undefined && before !== undefined && preferred !== before;
      return isMoved
        ? [{ languageId, preferred: this.#modelOf(preferred) ?? preferred, before: this.#modelOf(before) ?? before }]
        : [];
    });
  }

  /** A provider's key or settings have changed: it is another one, and tried as such. */
  didChangeProvider(id: ProviderId, what: 'key' | 'settings'): void {
    // Another model or another server: what was measured is not its own.
    if (what === 'settings') this.#record(id).health = new Health();
    this.#record(id).rate = new RequestRate();
    this.retry(id);
  }

  /** It is to be tried again now, whatever has happened. */
  retry(id: ProviderId): void {
    const record = this.#record(id);
    record.breaker.reset();
    record.lastProblem = undefined;
    this.#shared.withdraw(id);
    this.#changed.fire();
  }

  /** How fast a provider's server reads prompt that it has not cached; undefined until measured, or where it hides. */
  promptTokensPerSecond(provider: CompletionProvider): number | undefined {
    // Hosted services read faster than the network lets us see.
    if (provider.destination.locality === 'hosted') return undefined;
    return this.#record(provider.id).health.summary().promptTokensPerSecond;
  }

  /** The chain as it stands, the user's first choice first; for a place where that is known. */
  status(asking: RouteQuery = { languageId: '', isExplicit: false }): readonly ProviderStatus[] {
    return this.#chain().map((id) => this.statusOf(id, asking));
  }

  /** Of any provider, also of one that isn't in the chain. */
  statusOf(id: ProviderId, asking: RouteQuery = { languageId: '', isExplicit: false }): ProviderStatus {
    const record = this.#record(id);
    const made = id === 'embedded' ? undefined : this.#provider(id);
    const provider = made === undefined || 'kind' in made ? undefined : made;
    const missing = made !== undefined && 'kind' in made ? made : undefined;
    return {
      id,
      model: provider?.model,
      breaker: record.breaker.state(this.#host.clock.now()),
      health: record.health.summary(),
      activeRequests: record.activeRequests,
      memory: provider?.memory?.(),
      obstacle: missing === undefined ? this.#whyNot(provider, asking) : notConfigured(missing),
      problem: missing === undefined ? record.lastProblem : missing.message,
    };
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** The models that may be asked now, the one to ask first; what others do better comes before the user's order. */
  #inOrder(asking: RouteQuery): readonly CompletionProvider[] {
    const drawbacks = new Map<CompletionProvider, number>();
    for (const provider of this.#models(asking.languageId)) {
      if ('kind' in provider || this.#obstacle(provider, asking) !== undefined) continue;
      const hasDrawback = this.#admission.drawback(provider, this.#record(provider.id), asking) !== undefined;
      drawbacks.set(provider, hasDrawback ? 1 : 0);
    }
    return [...drawbacks].toSorted(([, a], [, b]) => a - b).map(([provider]) => provider);
  }

  /** What keeps the user's first choice from being asked, where no model may be. */
  #whyNobody(asking: RouteQuery): NoRouteReason {
    const [first] = this.#models(asking.languageId);
    if (first === undefined) return 'not-configured';
    return ('kind' in first ? notConfigured(first) : this.#obstacle(first, asking))?.reason ?? 'not-configured';
  }

  /** What keeps a provider from being the one that is asked, as far as it lies in itself. */
  #whyNot(provider: CompletionProvider | undefined, asking: RouteQuery): Obstacle | undefined {
    if (provider === undefined) {
      const refusal = asking.uri && this.#gate.refusalForDocument(asking.uri, { locality: 'embedded', origin: '' });
      return refusal && { reason: refusal };
    }
    const obstacle = this.#obstacle(provider, asking);
    if (obstacle !== undefined) return obstacle;
    const [first] = this.#inOrder(asking);
    const givesWay = first !== undefined && first !== provider;
    return givesWay ? this.#admission.drawback(provider, this.#record(provider.id), asking) : undefined;
  }

  #routeTo(provider: CompletionProvider): Route {
    const locality = provider.destination.locality === 'hosted' ? 'hosted' : 'local';
    return {
      kind: 'model',
      provider: provider.id,
      model: provider.model,
      locality,
      expectedTtftMs: this.#record(provider.id).health.summary().ttftMs ?? guessedTtftMs[locality],
      concurrency: locality === 'local' ? Math.min(2, provider.limits?.().slots ?? 1) : 2,
      requestsLeft: this.#record(provider.id).rate.left(this.#host.clock.monotonicMs()),
    };
  }

  #obstacle(provider: CompletionProvider, asking: RouteQuery): Obstacle | undefined {
    return this.#admission.obstacle(provider, this.#record(provider.id), asking);
  }

  /** Services up to the embedded engine, which always answers. */
  #models(languageId: string): readonly (CompletionProvider | NotConfigured)[] {
    const chain = this.#chainFor(languageId);
    const end = chain.indexOf('embedded');
    return chain.slice(0, end === -1 ? chain.length : end).map((id) => this.#provider(id));
  }

  /** The chain, with the model first that this user takes most from in this language. */
  #chainFor(languageId: string): readonly ProviderId[] {
    return this.proficiency.order(this.#chain(), (id) => this.#modelOf(id), languageId);
  }

  #modelOf(id: ProviderId): string | undefined {
    const provider = id === 'embedded' ? undefined : this.#provider(id);
    return provider === undefined || 'kind' in provider ? undefined : provider.model;
  }

  #chain(): readonly ProviderId[] {
    const { provider, fallback } = this.#settings();
    return [...new Set([provider, ...fallback])];
  }

  #record(id: ProviderId): ProviderRecord {
    const known = this.#records.get(id) ?? createRecord();
    this.#records.set(id, known);
    return known;
  }
}

function notConfigured({ reason }: NotConfigured): Obstacle {
  if (reason === 'insecure-url') return { reason };
  return { reason: reason === 'key' ? 'key-missing' : 'not-configured' };
}
