import type { Clock } from '../host.ts';
import type { PrivacyGate } from '../privacy/gate.ts';
import type { CompletionProvider } from '../providers/provider.ts';
import type { Settings } from '../settings.ts';
import type { DailyBudget } from './daily-budget.ts';
import { isWeakIn } from './language-seeds.ts';
import { judgeLicence } from './licences.ts';
import { priceOf } from './prices.ts';
import type { Proficiency } from './proficiency.ts';
import type { ProviderRecord } from './provider-record.ts';
import type { Obstacle, RouteQuery } from './route.ts';

/** Shorter loads are waited for. */
const longLoadMs = 1000;

/** Says which of the configured providers may be asked now, and what keeps the others from it. */
export class Admission {
  readonly #clock: Clock;
  readonly #gate: PrivacyGate;
  readonly #settings: () => Settings;
  readonly #budget: DailyBudget;
  readonly #proficiency: Proficiency;

  constructor(parts: {
    readonly clock: Clock;
    readonly gate: PrivacyGate;
    readonly settings: () => Settings;
    readonly budget: DailyBudget;
    readonly proficiency: Proficiency;
  }) {
    this.#clock = parts.clock;
    this.#gate = parts.gate;
    this.#settings = parts.settings;
    this.#budget = parts.budget;
    this.#proficiency = parts.proficiency;
  }

  /** Why a provider isn't asked now; undefined where it may be. What the user decided comes before what happened. */
  obstacle(provider: CompletionProvider, record: ProviderRecord, asking: RouteQuery): Obstacle | undefined {
    const { destination, id, model } = provider;
    const refusal =
      this.#gate.refusalFor(destination) ??
      (asking.uri === undefined ? undefined : this.#gate.refusalForDocument(asking.uri, destination));
    if (refusal !== undefined) return { reason: refusal };
    const { licensePolicy, prices } = this.#settings();
    const isAnyLicence = licensePolicy === 'any';
    if (!isAnyLicence && judgeLicence(id, model, licensePolicy).kind === 'refused') return { reason: 'licence' };
    const isMetered = priceOf(id, model, prices) !== undefined;
    if (isMetered && this.#budget.isExhausted()) {
      return { reason: 'paused-by-budget', until: this.#budget.resumesAt() };
    }
    if (!asking.isExplicit && this.#proficiency.isHeldBack(model, asking.languageId)) {
      return { reason: 'held-back-language' };
    }
    const now = this.#clock.now();
    const state = record.breaker.state(now);
    if (!record.breaker.mayAsk(now)) {
      if (state.kind === 'open') return { reason: state.reason, until: state.until };
      return { reason: state.kind === 'closed' ? 'unreachable' : state.reason };
    }
    if ((provider.memory?.().loadingForMs ?? 0) > longLoadMs) return { reason: 'loading' };
    return undefined;
  }

  /** Why a provider that may be asked gives way to another model that may be, too. */
  drawback(provider: CompletionProvider, { health }: ProviderRecord, asking: RouteQuery): Obstacle | undefined {
    if (isWeakIn(provider.model, asking.languageId) && this.#settings().languages[asking.languageId] !== true) {
      return { reason: 'weak-language' };
    }
    const isSlow = health.isSlow(this.#settings().latencyThresholdMs, this.#clock.monotonicMs());
    return isSlow ? { reason: 'slow' } : undefined;
  }
}
