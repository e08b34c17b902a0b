import { afterEach } from 'vitest';
import { type Arbiter, createArbiter } from '../../src/core/completion/arbiter.ts';
import type { EmbeddedAnswer, EmbeddedOutcome, EmbeddedQuery } from '../../src/core/protocol.ts';
import { Learning } from '../../src/core/telemetry/learning.ts';
import type { SuggestionEvent } from '../../src/core/telemetry/suggestion-event.ts';
import { type Settings, readSettings } from '../../src/core/settings.ts';
import type { Uri } from '../../src/core/document.ts';
import { EditorHost, FakeEditor, type EditorOptions } from '../support/fake-editor.ts';
import { learnFrom } from '../support/learn.ts';
import { ScriptedRouter } from '../support/scripted-router.ts';
import { sessionPorts } from '../support/session-ports.ts';

export interface StoryOptions extends Partial<EditorOptions> {
  readonly language?: string;
  readonly uri?: string;
  readonly settings?: Partial<Settings>;
  /** What the model says, always from the cursor on. */
  readonly model?: string | ScriptedRouter['script'];
  readonly ttftMs?: number;
  readonly tokensPerSecond?: number;
  readonly canRefresh?: boolean;
  /** The embedded engine's answers. */
  readonly embedded?: (query: EmbeddedQuery) => EmbeddedAnswer | null;
  readonly embeddedAlone?: boolean;
}

/** The whole engine in an imaginary editor, key by key, on a clock that stands still in between. */
export class Story {
  readonly host = new EditorHost();
  readonly router = new ScriptedRouter(this.host.clock);
  readonly learning = new Learning(this.host.clock);
  readonly editor: FakeEditor;
  readonly engine: Arbiter;
  readonly events: SuggestionEvent[] = [];
  readonly embeddedOutcomes: EmbeddedOutcome[] = [];
  settings: Settings;

  constructor(text: string, options: StoryOptions) {
    const cursor = text.indexOf('█');
    const document = this.host.documents.open(
      options.uri ?? 'story.ts',
      text.replace('█', ''),
      options.language ?? 'typescript',
    );
    this.settings = {
      ...readSettings(
        () => undefined,
        () => {},
      ),
      debounce: { minMs: 75, maxMs: 400 },
      ...options.settings,
    };
    const { model } = options;
    this.router.script = typeof model === 'function' ? model : (): string => model ?? '';
    this.router.ttftMs = options.ttftMs ?? 40;
    this.router.tokensPerSecond = options.tokensPerSecond ?? 100;
    this.router.setRoute({ expectedTtftMs: this.router.ttftMs });
    if (options.embeddedAlone === true) this.router.current = { kind: 'embedded' };
    if (options.canRefresh === false) Object.defineProperty(this.host, 'refresh', { value: undefined });
    this.engine = createArbiter(
      sessionPorts({
        host: this.host,
        learned: this.learning,
        settings: () => this.settings,
        router: this.router,
        embedded: {
          complete: (query) => Promise.resolve(options.embedded?.(query) ?? null),
          recordOutcome: (outcome) => void this.embeddedOutcomes.push(outcome),
        },
      }),
    );
    this.engine.onDidHappen((event) => this.events.push(event));
    learnFrom(this.engine.onDidHappen, this.learning);
    this.editor = new FakeEditor(this.host, document.uri, options);
    this.editor.session = this.engine.session;
    this.editor.cursor = cursor;
  }

  get uri(): Uri {
    return this.editor.uri;
  }

  /** The line that the cursor is on, as on screen. */
  get line(): string {
    const { text, cursor, screen } = this.editor;
    const start = text.lastIndexOf('\n', cursor - 1) + 1;
    return screen.slice(start);
  }

  get screen(): string {
    return this.editor.screen;
  }

  async wait(milliseconds: number): Promise<void> {
    await this.host.clock.advance(milliseconds);
  }

  /** Keys at a typist's pace. */
  async type(text: string, gapMs = 150): Promise<void> {
    for (const key of text) {
      this.editor.type(key);
      await this.wait(gapMs);
    }
  }

  /** Reasons of the last decisions, newest last. */
  get outcomes(): readonly string[] {
    return this.engine.decisions.all().map(({ outcome }) => {
      const detail = 'reason' in outcome ? outcome.reason : 'from' in outcome ? outcome.from : '';
      return detail === '' ? outcome.kind : `${outcome.kind}: ${detail}`;
    });
  }

  get lastOutcome(): string | undefined {
    return this.outcomes.at(-1);
  }
}

const open: Story[] = [];

/** Starts a story; at its end nothing may be left running. */
export function story(text: string, options: StoryOptions = {}): Story {
  const started = new Story(text, options);
  open.push(started);
  return started;
}

afterEach(async () => {
  for (const { engine, editor, host, router } of open.splice(0)) {
    editor.dispose();
    engine.dispose();
    await host.clock.advance(10);
    if (router.running > 0) throw new Error(`${router.running} streams were left running.`);
    if (host.clock.pendingTimers > 0) throw new Error(`${host.clock.pendingTimers} timers were left running.`);
  }
});

/** A model that knows the whole line and says what is missing of it. */
export const knows =
  (line: string): ScriptedRouter['script'] =>
  ({ prefix }) => {
    const typed = prefix.slice(prefix.lastIndexOf('\n') + 1);
    return line.startsWith(typed) ? line.slice(typed.length) : '';
  };
