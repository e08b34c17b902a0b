import type { RecordedRequest } from '../../services/exchange.ts';
import type { StandIn } from '../../services/stand-in.ts';
import type { DecisionReader } from '../support/decisions.ts';
import type { EditorWindow } from '../support/editor-window.ts';
import type { OllamaUnderTest } from '../support/use-ollama.ts';

export type Json = Readonly<Record<string, unknown>>;

export type OtherService = 'codestral' | 'deepseek' | 'openaiCompatible' | 'llamacpp';

/** A window in which Ollama completes, by default alone, and everything that settings may point it to. */
export interface Bench {
  readonly window: EditorWindow;
  readonly decisions: DecisionReader;
  readonly ollama: OllamaUnderTest;
  readonly services: Readonly<Record<OtherService, StandIn>>;
  /** Below Midfill's own storage. */
  readonly storageFolder: string;
  /** Changes the user's settings, by their keys below `midfill.`, as VS Code's own settings page does. */
  set(settings: Json): Promise<void>;
  /** Opens a new file of this text with the cursor at `█`, and answers its name; the ending says its language. */
  open(ending: string, marked: string): Promise<string>;
  /** Types until a request comes to a service, and answers it. */
  requestAfter(text: string, service: OtherService | 'ollama'): Promise<RecordedRequest>;
  /** What the status says, for screen readers. */
  status(): Promise<string>;
}

/** Changes a setting and sees what comes of it; throws where nothing does. */
export type SettingCase = (bench: Bench) => Promise<void>;
