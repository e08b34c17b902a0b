import * as vscode from 'vscode';
import { explainPlace } from '../core/completion/explain-place.ts';
import type { Explanation } from '../core/completion/explain.ts';
import { GlobFilter } from '../core/completion/glob-filter.ts';
import type { Files } from '../core/host.ts';
import type { Engine } from '../core/engine.ts';
import { toPosition, toUri } from './convert.ts';
import type { EditorDocuments } from './documents.ts';
import type { EditorStates } from './editor-state.ts';
import type { Presence } from './presence.ts';
import { isCodeScheme } from './schemes.ts';
import type { EditorSettings } from './settings.ts';
import type { StatusFacts } from './status-view.ts';

export interface SituationParts {
  readonly midfill: Pick<Engine, 'decisions' | 'router' | 'watchdog' | 'telemetry'>;
  readonly documents: EditorDocuments;
  readonly editorStates: EditorStates;
  readonly settings: EditorSettings;
  readonly presence: Presence;
  readonly files: Pick<Files, 'relativePath'>;
}

/** What is known of Midfill and the place of the cursor right now, for the status and for explanations. */
export class Situation {
  readonly #parts: SituationParts;
  readonly #globs: GlobFilter;

  constructor(parts: SituationParts) {
    this.#parts = parts;
    this.#globs = new GlobFilter(parts.files);
  }

  /** Why nothing is shown at the cursor; undefined where no editor has the focus. */
  explain(): Explanation | undefined {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) return undefined;
    const { midfill, documents, editorStates, settings, presence } = this.#parts;
    const { document } = editor;
    const { state, other } = presence;
    return explainPlace(
      { ...midfill, settings: settings.current, formatTime },
      {
        uri: toUri(document.uri),
        document: documents.snapshot(document),
        position: toPosition(editor.selection.active),
        isRegistered: state.kind === 'on',
        isInlineSuggestEnabled: editorStates.of(document).isInlineSuggestEnabled,
        isGlobOff: this.#globs.isOff(toUri(document.uri), settings.current.disabledGlobs),
        otherProviders: other.name === undefined ? [] : [other.name],
        snoozedUntil: state.kind === 'snoozed' ? formatTime(state.until) : undefined,
      },
    );
  }

  status(isBusy: boolean): StatusFacts {
    const { router, telemetry } = this.#parts.midfill;
    const document = vscode.window.activeTextEditor?.document;
    const languageId = document?.languageId ?? '';
    const isCode = document !== undefined && isCodeScheme(document.uri.scheme);
    const asking = { languageId, isExplicit: false, uri: isCode ? toUri(document.uri) : undefined };
    return {
      presence: this.#presence(),
      providers: router.status(asking),
      route: router.route(asking),
      isBusy,
      score: telemetry.score,
      partsOff: this.#parts.midfill.watchdog.off(),
      explanation: isCode ? this.explain()?.sentence : undefined,
    };
  }

  #presence(): StatusFacts['presence'] {
    const { presence, settings, editorStates } = this.#parts;
    const document = vscode.window.activeTextEditor?.document;
    if (presence.state.kind !== 'on' || document === undefined) return presence.state;
    const { languages, disabledGlobs } = settings.current;
    if (languages[document.languageId] === false) return { kind: 'language-off', languageId: document.languageId };
    if (this.#globs.isOff(toUri(document.uri), disabledGlobs)) return { kind: 'file-off' };
    return editorStates.of(document).isInlineSuggestEnabled ? { kind: 'on' } : { kind: 'inline-suggestions-off' };
  }
}

/** Hours and minutes, as the user's language writes them. */
export function formatTime(time: number): string {
  return new Date(time).toLocaleTimeString(vscode.env.language, { hour: '2-digit', minute: '2-digit' });
}
