import * as vscode from 'vscode';
import { type Explanation, explain } from '../core/completion/explain.ts';
import type { Engine } from '../core/engine.ts';
import { partOffSentence } from '../core/parts-off.ts';
import { toPosition } from './convert.ts';
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
}

/** What is known of Midfill and the place of the cursor right now, for the status and for explanations. */
export class Situation {
  readonly #parts: SituationParts;

  constructor(parts: SituationParts) {
    this.#parts = parts;
  }

  /** Why nothing is shown at the cursor; undefined where no editor has the focus. */
  explain(): Explanation | undefined {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) return undefined;
    const { midfill, documents, editorStates, settings, presence } = this.#parts;
    const { decisions, router } = midfill;
    if (presence.state.kind === 'snoozed') {
      const sentence = `Midfill is snoozed until ${formatTime(presence.state.until)}.`;
      return { certainty: 'known', sentence, action: 'snooze' };
    }
    const { document } = editor;
    if (!isCodeScheme(document.uri.scheme)) {
      return { certainty: 'known', sentence: 'Midfill completes in files, not in this kind of view.' };
    }
    const snapshot = documents.snapshot(document);
    if (snapshot === undefined) {
      return { certainty: 'known', sentence: 'The file is too large to be completed in.' };
    }
    const route = router.route(document.languageId, true);
    const off = midfill.watchdog
      .off()
      .find(({ part }) => part === 'completion' || (part === 'embedded-engine' && route.kind === 'embedded'));
    if (off !== undefined) {
      return { certainty: 'known', sentence: partOffSentence(off, formatTime), action: 'showLog' };
    }
    return explain({
      decision: decisions.at(snapshot, toPosition(editor.selection.active)),
      languageId: document.languageId,
      isEnabled: settings.current.enabled,
      isRegistered: presence.state.kind === 'on',
      isInlineSuggestEnabled: editorStates.of(document).isInlineSuggestEnabled,
      otherProviders: presence.other.name === undefined ? [] : [presence.other.name],
      problemOf: (provider) => router.status().find(({ id }) => id === provider)?.problem,
      snoozedUntil: undefined,
      noRoute: route.kind === 'none' ? { reason: route.reason, until: undefined } : undefined,
    });
  }

  status(isBusy: boolean): StatusFacts {
    const { router, telemetry } = this.#parts.midfill;
    const languageId = vscode.window.activeTextEditor?.document.languageId ?? '';
    return {
      presence: this.#presence(),
      providers: router.status(),
      route: router.route(languageId, false),
      isBusy,
      score: telemetry.score,
      partsOff: this.#parts.midfill.watchdog.off(),
      explanation: this.#hasCursorInCode() ? this.explain()?.sentence : undefined,
    };
  }

  #presence(): StatusFacts['presence'] {
    const { presence, settings, editorStates } = this.#parts;
    const document = vscode.window.activeTextEditor?.document;
    if (presence.state.kind !== 'on' || document === undefined) return presence.state;
    if (settings.current.languages[document.languageId] === false) {
      return { kind: 'language-off', languageId: document.languageId };
    }
    return editorStates.of(document).isInlineSuggestEnabled ? { kind: 'on' } : { kind: 'inline-suggestions-off' };
  }

  #hasCursorInCode(): boolean {
    const scheme = vscode.window.activeTextEditor?.document.uri.scheme;
    return scheme !== undefined && isCodeScheme(scheme);
  }
}

/** Hours and minutes, as the user's language writes them. */
export function formatTime(time: number): string {
  return new Date(time).toLocaleTimeString(vscode.env.language, { hour: '2-digit', minute: '2-digit' });
}
