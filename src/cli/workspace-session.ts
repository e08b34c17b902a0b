import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { sleep } from '../core/clock.ts';
import { type Assembled, ContextAssembler } from '../core/context/assemble.ts';
import type { PromptLimits } from '../core/context/budget.ts';
import { promptLimitsOf } from '../core/context/prompt-limits.ts';
import { TokenEstimator } from '../core/context/tokens.ts';
import type { DocumentSnapshot } from '../core/document.ts';
import { EmbeddedClient } from '../core/embedded/embedded-client.ts';
import { DocumentSecrets } from '../core/privacy/document-secrets.ts';
import { FileRules } from '../core/privacy/file-rules.ts';
import type { EmbeddedAnswer } from '../core/protocol.ts';
import type { CompletionProvider } from '../core/providers/provider.ts';
import type { Settings } from '../core/settings.ts';
import type { ConsoleHost } from './console-host.ts';
import type { Target } from './target.ts';

/** A command waits this long for the files around to be read; what is there by then has to do. */
const indexWithinMs = 3000;
const pollMs = 25;

/** The two workers at work for one command: what the editor has all day, for one question. */
export class WorkspaceSession implements Disposable {
  readonly #store = new DisposableStore();
  readonly #host: ConsoleHost;
  readonly #settings: Settings;
  readonly #client: EmbeddedClient;
  readonly #assembler: ContextAssembler;

  /** The documents are those that the host has open now; texts from no file have nothing around them to be read. */
  constructor(host: ConsoleHost, settings: Settings, kind: Target['kind']) {
    this.#host = host;
    this.#settings = settings;
    const rules = new FileRules({ files: host.files, log: host.log });
    this.#client = this.#store.add(
      new EmbeddedClient({
        host,
        secrets: new DocumentSecrets(host.secretScanner),
        verdict: (uri) => rules.load(uri),
      }),
    );
    this.#assembler = new ContextAssembler({
      clock: host.clock,
      tokens: new TokenEstimator(),
      gather: (query) => this.#client.gatherContext(query),
      pathOf: (uri) => host.files.relativePath(uri),
      repositoryNameOf: () => host.files.workspaceFolders()[0]?.name,
    });
    this.#client.configure({
      indexScope: kind === 'texts' ? 'open' : settings['embedded.index'],
      excludeGlobs: [],
      coreShare: 0.95,
    });
    this.#client.start();
  }

  /** Waits until the document and the files around it have been read, within bounds. */
  async ready(document: DocumentSnapshot, signal: AbortSignal): Promise<void> {
    const { clock } = this.#host;
    const { uri, version } = document;
    let untilMs = Infinity;
    while (clock.monotonicMs() < untilMs) {
      const { background } = await this.#client.statistics();
      // The worker knows nothing of a block in a document that it doesn't have yet.
      const block = await this.#client.blockInfo({ uri, version, offset: 0 });
      if (background?.state === 'idle' && block !== null) return;
      // The workers' own start doesn't count: a slow machine has no less to index.
      untilMs = Math.min(untilMs, clock.monotonicMs() + indexWithinMs);
      if (!(await sleep(clock, pollMs, signal))) return;
    }
  }

  /** The embedded engine's answer; null where it has none that it is sure of. */
  complete(document: DocumentSnapshot, offset: number, maxLines: number): Promise<EmbeddedAnswer | null> {
    return this.#client.complete({ uri: document.uri, version: document.version, offset, purpose: 'alone', maxLines });
  }

  /** The prompt for a provider, or for any in a place. Asked again where the workers' first answer, parsing included, came too late. */
  async assemble(
    document: DocumentSnapshot,
    offset: number,
    provider: CompletionProvider | PromptLimits['locality'],
    signal: AbortSignal,
  ): Promise<Assembled> {
    const { clock } = this.#host;
    const { maxTokens: answerTokens } = this.#settings;
    const limits: PromptLimits =
      typeof provider === 'string' ? { locality: provider, answerTokens } : promptLimitsOf(provider, { answerTokens });
    const request = {
      document,
      offset,
      model: typeof provider === 'string' ? '' : provider.model,
      limits,
      settings: this.#settings,
    } as const;
    let assembled = await this.#assembler.assemble(request);
    for (let tries = 0; tries < 40 && assembled.record.gathered !== 'fresh'; tries += 1) {
      if (!(await sleep(clock, pollMs, signal))) break;
      assembled = await this.#assembler.assemble(request);
    }
    return assembled;
  }

  dispose(): void {
    this.#store.dispose();
  }
}
