import { onTestFinished } from 'vitest';
import { Emitter } from '../../src/base/emitter.ts';
import { serve } from '../../src/base/rpc.ts';
import { explainPlace } from '../../src/core/completion/explain-place.ts';
import type { Explanation } from '../../src/core/completion/explain.ts';
import { type Engine, createEngine } from '../../src/core/engine.ts';
import { InteractiveService } from '../../src/core/workers/interactive-worker.ts';
import { type Settings, readSettings } from '../../src/core/settings.ts';
import { type StatusView, statusView } from '../../src/vscode/status-view.ts';
import { EditorHost, FakeEditor } from '../support/fake-editor.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeSecrets } from '../support/fake-host.ts';
import { MemoryDisk, MemoryStorage } from '../support/memory-storage.ts';
import { Services, ollamaUrl, writes } from './services.ts';

/** The machine that windows share: its disk and its keys. */
export class Machine {
  readonly disk = new MemoryDisk();
  readonly secrets = new FakeSecrets();
  windows = 0;
}

export interface WindowOptions {
  readonly settings?: Partial<Settings>;
  readonly machine?: Machine;
  readonly text?: string;
  readonly file?: string;
  readonly language?: string;
  readonly isTrusted?: boolean;
  readonly files?: Readonly<Record<string, string>>;
  /** After the first window of its machine, which it is not to be older than. */
  readonly startsAfterMs?: number;
}

/** The line that the embedded engine knows by heart after the three times that it stands in the file. */
const known = '    self.prices["apple"] = self.catalogue.price_of("apple")\n';

/** What the two models would write in its place. */
export const lines = {
  ollama: '    self.prices["apple"] = ask_ollama()',
  deepseek: '    self.prices["apple"] = ask_deepseek()',
} as const;

const opensAt = Date.UTC(2026, 10, 20, 9);

/** By hours and minutes of UTC. */
export const formatTime = (time: number): string => new Date(time).toISOString().slice(11, 16);

/** The whole product in an imaginary editor, with services behind a wire, and what it says of itself. */
export class Window {
  readonly host: EditorHost;
  readonly services: Services;
  readonly midfill: Engine;
  editor!: FakeEditor;
  readonly #first: { readonly uri: string; readonly text: string; readonly languageId: string };
  #files = 0;
  readonly #changed = new Emitter<Settings>();
  settings: Settings;
  /** What the window's presence would know. */
  surroundings: { isRegistered: boolean; otherProviders: readonly string[]; snoozedUntil: string | undefined } = {
    isRegistered: true,
    otherProviders: [],
    snoozedUntil: undefined,
  };

  constructor(options: WindowOptions) {
    const { machine = new Machine(), text = `class Shop:\n${known.repeat(3)}█`, isTrusted = true } = options;
    machine.windows += 1;
    const storage = new MemoryStorage(`process-${machine.windows}`, machine.disk);
    this.host = new EditorHost(storage, new FakeClock(opensAt + (options.startsAfterMs ?? 0)));
    Object.defineProperty(this.host, 'secrets', { value: machine.secrets });
    this.services = new Services(this.host.clock);
    this.host.respond = this.services.respond;
    this.host.runWorker = (name, port) => {
      if (name !== 'interactive') return { dispose: () => {} };
      const grammars = { load: () => Promise.resolve(undefined) };
      const service = new InteractiveService({ clock: this.host.clock, grammars });
      const served = serve(port, service.api);
      return {
        dispose: () => {
          served.dispose();
          service.dispose();
        },
      };
    };
    for (const [path, content] of Object.entries(options.files ?? {})) {
      this.host.files.contents.set(`file:///project/${path}`, content);
    }
    this.settings = {
      ...readSettings(() => undefined),
      provider: 'ollama',
      fallback: ['embedded'],
      'ollama.baseUrl': ollamaUrl,
      'ollama.model': 'qwen2.5-coder:1.5b',
      // What is shown is then the model's own, or the embedded engine's in its place.
      draft: false,
      speculate: 'never',
      ...options.settings,
    };
    this.midfill = createEngine({
      host: this.host,
      settings: Object.defineProperty({ onDidChange: this.#changed.event }, 'current', {
        get: () => this.settings,
      }) as unknown as Parameters<typeof createEngine>[0]['settings'],
      workspace: 'here',
      isWorkspaceTrusted: () => isTrusted,
      signalEndpoint: () => undefined,
    });
    this.#first = { uri: options.file ?? 'shop.py', text, languageId: options.language ?? 'python' };
    this.#edit(this.#first.uri, text, this.#first.languageId);
  }

  change(settings: Partial<Settings>): void {
    this.settings = { ...this.settings, ...settings };
    this.#changed.fire(this.settings);
  }

  async wait(milliseconds: number): Promise<void> {
    await this.host.clock.advance(milliseconds);
  }

  async type(text: string, gapMs = 120): Promise<void> {
    for (const key of text) {
      this.editor.type(key);
      await this.wait(gapMs);
    }
  }

  /** Opens a file like the first one, begins the line that the embedded engine knows, and waits: the ghost text. */
  async suggests(waitMs = 3000): Promise<string> {
    await this.openAgain();
    this.editor.type('    self.prices["a');
    await this.type('p', waitMs);
    return this.ghost;
  }

  /** A file of its own each time: what was shown in one is not to serve the next. */
  async openAgain(folder = ''): Promise<void> {
    const { languageId, uri, text } = this.#first;
    this.#files += 1;
    this.editor.dispose();
    this.host.documents.close(this.editor.uri);
    this.#edit(folder + uri.replace(/(\.\w+)$/, `-${this.#files}$1`), text, languageId);
    await this.wait(100);
  }

  #edit(name: string, text: string, languageId: string): void {
    const { uri } = this.host.documents.open(name, text.replace('█', ''), languageId);
    this.editor = new FakeEditor(this.host, uri);
    this.editor.session = this.midfill.session;
    this.editor.cursor = text.indexOf('█');
  }

  /** Its first line. */
  get ghost(): string {
    return (this.editor.ghost?.text ?? '').split('\n', 1)[0] ?? '';
  }

  get status(): StatusView {
    const { router } = this.midfill;
    const { languageId, uri } = this.editor.document;
    return statusView(
      {
        presence: { kind: 'on' },
        providers: router.status({ languageId, isExplicit: false, uri }),
        route: router.route({ uri, languageId, isExplicit: false }),
        isBusy: false,
        score: this.midfill.telemetry.score,
        partsOff: this.midfill.watchdog.off(),
        explanation: undefined,
      },
      formatTime,
    );
  }

  /** The answer to "Why No Suggestion Here?". */
  why(): Explanation {
    const { document, uri, cursor, isInlineSuggestEnabled } = this.editor;
    return explainPlace(
      { ...this.midfill, settings: this.settings, formatTime },
      {
        uri,
        document,
        position: document.positionAt(cursor),
        isInlineSuggestEnabled,
        isGlobOff: false,
        ...this.surroundings,
      },
    );
  }
}

/** Opens a window whose services are up, and lets it settle. At the test's end nothing may be left running. */
export async function openWindow(options: WindowOptions = {}): Promise<Window> {
  const window = new Window(options);
  onTestFinished(async () => {
    window.editor.dispose();
    window.midfill.dispose();
    await window.wait(60_000);
    if (window.host.clock.pendingTimers > 0) throw new Error('Timers were left running.');
  });
  window.services.ollama = { says: writes(lines.ollama) };
  window.services.deepseek = { says: writes(lines.deepseek) };
  await window.midfill.start();
  await window.wait(1000);
  return window;
}
