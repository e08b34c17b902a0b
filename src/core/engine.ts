import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { ContextAssembler } from './context/assemble.ts';
import { promptLimitsOf } from './context/prompt-limits.ts';
import { TokenEstimator } from './context/tokens.ts';
import type { CompletionSession } from './completion/api.ts';
import { guardSession } from './completion/guarded-session.ts';
import type { PromptQuestion } from './completion/ports.ts';
import { plainDraft } from './context/plain-draft.ts';
import { EmbeddedClient } from './embedded/embedded-client.ts';
import { type Arbiter, createArbiter } from './completion/arbiter.ts';
import type { Host } from './host.ts';
import { observeRequests } from './telemetry/observe-requests.ts';
import { Consent } from './privacy/consent.ts';
import { DocumentSecrets } from './privacy/document-secrets.ts';
import { FileRules } from './privacy/file-rules.ts';
import { PrivacyGate } from './privacy/gate.ts';
import { Placeholders } from './privacy/placeholders.ts';
import type { Destination } from './privacy/sendable-prompt.ts';
import { ProviderSet, type SettingsSource } from './providers/provider-set.ts';
import { ModelVersions } from './routing/model-versions.ts';
import { costOf, priceOf } from './routing/prices.ts';
import { ProviderRouter } from './routing/router.ts';
import { differs } from './settings.ts';
import { Telemetry } from './telemetry/telemetry.ts';
import { Watchdog } from './supervision/watchdog.ts';
import { watchedHost } from './supervision/watched-host.ts';

/** What a host says of itself, besides the Host's ports. */
export interface EngineParts {
  readonly host: Host;
  readonly settings: SettingsSource;
  /** Stands for the open workspace without naming it: consent is given for each. */
  readonly workspace: string;
  readonly isWorkspaceTrusted: () => boolean;
  /** Where the user lets signals go to; undefined while nothing may be sent. */
  readonly signalEndpoint: () => string | undefined;
}

/** The whole product on a host. */
export interface Engine extends Disposable {
  readonly session: CompletionSession;
  readonly decisions: Arbiter['decisions'];
  readonly router: ProviderRouter;
  readonly providers: ProviderSet;
  readonly gate: PrivacyGate;
  readonly rules: FileRules;
  readonly consent: Consent;
  readonly embedded: EmbeddedClient;
  readonly telemetry: Telemetry;
  readonly modelVersions: ModelVersions;
  readonly watchdog: Watchdog;
  /** The prompt for a place, as it would go to the provider, before the privacy gate. */
  assemble(question: PromptQuestion): ReturnType<ContextAssembler['assemble']>;
  /** How well prompts' tokens are estimated, by what services have counted. */
  tokenEstimates(): ReturnType<TokenEstimator['estimates']>;
  /** What acceptance has taught is forgotten: the loop, and which model does how well. */
  forgetLessons(): Promise<void>;
  /** What takes time and may wait for an idle moment: workers, keys, consent, statistics. */
  start(): Promise<void>;
}

const embeddedDestination: Destination = { locality: 'embedded', origin: '' };

/** Puts all parts together, each with what it may know of the others. */
export function createEngine(parts: EngineParts): Engine {
  const { host, settings } = parts;
  const store = new DisposableStore();
  const current = (): SettingsSource['current'] => settings.current;

  const watchdog = store.add(new Watchdog({ clock: host.clock, log: host.log.child('watchdog') }));
  const watched = watchedHost(host, watchdog, 'completion');
  const rules = new FileRules({ files: host.files, log: host.log.child('privacy') });
  const consent = new Consent({ ...host, log: host.log.child('privacy'), workspace: parts.workspace });
  const secrets = store.add(new DocumentSecrets(host.secretScanner, host.clock));
  const gate = new PrivacyGate({
    rules,
    consent,
    secrets,
    placeholders: new Placeholders(),
    documents: host.documents,
    settings: () => ({ remote: settings.current.remote, isWorkspaceTrusted: parts.isWorkspaceTrusted() }),
  });
  const modelVersions = new ModelVersions(host.storage);
  const telemetry = store.add(
    new Telemetry({
      host: watchedHost(host, watchdog, 'statistics'),
      keepsStatistics: () => settings.current.statistics,
      endpoint: parts.signalEndpoint,
      versionOf: (provider, model) => modelVersions.current(provider, model),
      priceOf: ({ provider, model, usage }) => {
        const price = priceOf(provider, model, settings.current.prices);
        return usage === undefined || price === undefined ? 0 : costOf(usage, price);
      },
    }),
  );
  const providers = store.add(new ProviderSet({ host, settings }));
  const router = store.add(
    new ProviderRouter({ host: watched, gate, settings: current, provider: (id) => providers.get(id) }),
  );
  const { learning } = telemetry;
  const embedded = store.add(
    new EmbeddedClient({
      host: watchedHost(host, watchdog, 'embedded-engine'),
      secrets,
      watchdog,
      verdict: (uri) => rules.load(uri),
      thresholdShift: (languageId) => learning.thresholdShift(languageId),
      keepsOutcomes: () => settings.current.statistics,
    }),
  );
  const tokens = new TokenEstimator();
  const assembler = new ContextAssembler({
    clock: watchedHost(host, watchdog, 'context').clock,
    tokens,
    gather: async (query) => {
      const answer = await embedded.gatherContext(query);
      // What fails here fails again where it matters, and is told there.
      if (answer !== null) gate.prepare(answer.snippets).catch(() => undefined);
      return answer;
    },
    pathOf: (uri) => host.files.relativePath(uri),
    repositoryNameOf: () => host.files.workspaceFolders()[0]?.name,
    cellsOf: (uri) => host.documents.cells?.(uri) ?? [],
  });
  store.add(embedded.onDidRemoveFiles(() => assembler.didRemoveFiles()));
  store.add(rules.onDidChange(() => assembler.didRemoveFiles()));
  const assemble = ({ document, offset, provider, isSpeculative }: PromptQuestion): ReturnType<Engine['assemble']> =>
    assembler.assemble({
      document,
      offset,
      model: provider.model,
      limits: promptLimitsOf(provider, {
        answerTokens: settings.current.maxTokens,
        promptTokensPerSecond: router.promptTokensPerSecond(provider),
      }),
      settings: settings.current,
      isSpeculative,
    });
  const arbiter = store.add(
    createArbiter({
      host: watched,
      onFault: (error) => void watchdog.didFail('completion', error),
      settings: current,
      router: observeRequests(router, host, (request) => {
        telemetry.didFinishRequest(request);
        const { provider, modelVersion } = request;
        if (modelVersion !== undefined) {
          modelVersions
            .didAnswer(provider, request.model, modelVersion)
            .catch((error: unknown) => watchdog.didFail('statistics', error));
        }
        const { usage, model, languageId, promptCharacters: characters } = request;
        if (usage === undefined || usage.isEstimated === true) return;
        tokens.observe({ model, languageId, characters, tokens: usage.promptTokens });
      }),
      embedded,
      learned: learning,
      blockInfo: (place) => embedded.blockInfo(place),
      promptFor: ({ document, offset, ...question }) =>
        watchdog.guardLater(
          'context',
          async () => {
            const { draft, record } = await assemble({ document, offset, ...question });
            return { draft, tokens: record.prefixTokens + record.suffixTokens + record.snippetTokens };
          },
          () => {
            const draft = plainDraft(document, offset, host.files.relativePath(document.uri));
            return { draft, tokens: Math.ceil((draft.prefix.length + draft.suffix.length) / 4) };
          },
        ),
      refusalFor: (uri) => gate.refusalForDocument(uri, embeddedDestination),
      whenJudged: (uri) => rules.load(uri),
    }),
  );

  store.add(
    telemetry.onDidJudge(({ model, languageId, judgement }) => {
      router.proficiency.didJudge(model, languageId, judgement);
    }),
  );
  store.add(
    telemetry.onDidForget(() => {
      router.proficiency.reset();
      embedded.forgetOutcomes().catch((error: unknown) => watchdog.didFail('statistics', error));
    }),
  );
  telemetry.watch(watchdog.listeners('statistics', arbiter.onDidHappen));
  const { documents } = host;
  store.add(documents.onDidOpen(({ uri }) => void rules.load(uri)));
  store.add(
    documents.onDidChange((change) => {
      secrets.didChange(change);
      // The worker has been told: the client listens from its making on.
      assembler.didChange(change);
    }),
  );
  store.add(
    documents.onDidClose((uri) => {
      secrets.didClose(uri);
      assembler.didClose(uri);
    }),
  );
  for (const { uri } of documents.all()) void rules.load(uri);
  store.add(
    providers.onDidChange(({ id, what }) => {
      router.didChangeProvider(id, what);
      arbiter.reset();
    }),
  );
  const workerSettings = (): Parameters<EmbeddedClient['configure']>[0] => ({
    indexScope: settings.current['embedded.index'],
    // The editor's excludes are told by the host, and hold for the index too.
    excludeGlobs: [...rules.excludes, ...settings.current.disabledGlobs],
  });
  let before = settings.current;
  store.add(
    settings.onDidChange((after) => {
      embedded.configure(workerSettings());
      // Who is asked now is to answer for itself.
      if (differs(before, after, ['provider', 'fallback'])) arbiter.reset();
      before = after;
    }),
  );
  store.add(rules.onDidChange(() => embedded.configure(workerSettings())));

  return {
    session: guardSession(arbiter.session, watchdog),
    decisions: arbiter.decisions,
    router,
    providers,
    gate,
    rules,
    consent,
    embedded,
    telemetry,
    modelVersions,
    watchdog,
    assemble,
    tokenEstimates: () => tokens.estimates(),
    forgetLessons: async () => {
      router.proficiency.reset();
      await Promise.all([telemetry.forgetLessons(), embedded.forgetOutcomes()]);
    },
    start: async () => {
      embedded.configure(workerSettings());
      embedded.start();
      await Promise.all([providers.readKeys(), consent.load(), telemetry.start()]);
    },
    dispose: () => store.dispose(),
  };
}
