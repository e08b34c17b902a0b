import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { DocumentChange, DocumentEdit, DocumentSnapshot, Uri } from '../document.ts';
import type { Clock, Documents } from '../host.ts';
import type { EndedSuggestion } from './endings.ts';

/** When accepted text is looked at again (Copilot and Cody look at 30, 120 and 300 s too). */
const checkpointsMs = [30_000, 120_000, 300_000] as const;
/** Gone by half within this time, acceptance was a mistake. */
const regretMs = 30_000;

export type SurvivalEvent =
  | { readonly kind: 'regretted'; readonly ended: EndedSuggestion; readonly afterMs: number }
  | {
      readonly kind: 'checked';
      readonly ended: EndedSuggestion;
      readonly afterMs: (typeof checkpointsMs)[number];
      /** Share of the accepted tokens that are still there, in order; in [0, 1]. */
      readonly kept: number;
    };

interface Tracked {
  readonly ended: EndedSuggestion;
  readonly acceptedMs: number;
  /** Changes where the file is renamed. */
  uri: Uri;
  /** With what was renamed in it since. */
  acceptedText: string;
  /** The document's, as last seen. */
  text: string;
  start: number;
  end: number;
  hasRegret: boolean;
  closedMs: number | undefined;
}

/** A renamed file is closed under one name and open under the other, in either order. */
const renamingMs = 5000;

/** How many accepted texts are followed at once; beyond it the oldest is let go. */
const maxTracked = 200;

/** Follows accepted text through later edits and tells how much of it stays. */
export class Survival implements Disposable {
  readonly #clock: Clock;
  readonly #documents: Documents;
  readonly #store = new DisposableStore();
  readonly #happened = this.#store.add(new Emitter<SurvivalEvent>());
  readonly #tracked = new Map<Tracked, DisposableStore>();
  readonly onDidHappen = this.#happened.event;

  constructor(parts: { readonly clock: Clock; readonly documents: Documents }) {
    this.#clock = parts.clock;
    this.#documents = parts.documents;
    this.#store.add(parts.documents.onDidChange((change) => this.#didChange(change)));
    this.#store.add(parts.documents.onDidClose((uri) => this.#didClose(uri)));
    this.#store.add(parts.documents.onDidOpen((document) => this.#didOpen(document)));
    this.#store.add({ dispose: () => this.#forgetAll() });
  }

  follow(ended: EndedSuggestion): void {
    if (ended.acceptedRange === undefined) return;
    const { uri } = ended.suggestion;
    const tracked: Tracked = {
      ended,
      uri,
      acceptedText: ended.acceptedText,
      text: this.#documents.get(uri)?.text ?? '',
      closedMs: undefined,
      acceptedMs: this.#clock.monotonicMs(),
      ...ended.acceptedRange,
      hasRegret: false,
    };
    const timers = new DisposableStore();
    for (const delayMs of checkpointsMs) timers.add(this.#clock.setTimer(delayMs, () => this.#check(tracked, delayMs)));
    this.#tracked.set(tracked, timers);
    const oldest = this.#tracked.keys().next();
    if (this.#tracked.size > maxTracked && oldest.done !== true) this.#forget(oldest.value);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #didChange({ document, edits }: DocumentChange): void {
    for (const tracked of this.#tracked.keys()) {
      if (tracked.uri !== document.uri) continue;
      tracked.acceptedText = renamed(tracked, edits);
      tracked.text = document.text;
      for (const { offset, deletedLength, insertedText } of edits) {
        const deletedEnd = offset + deletedLength;
        if (deletedEnd <= tracked.start) {
          tracked.start += insertedText.length - deletedLength;
          tracked.end += insertedText.length - deletedLength;
        } else if (offset < tracked.end) {
          const lost = Math.min(deletedEnd, tracked.end) - Math.max(offset, tracked.start);
          tracked.end += insertedText.length - lost;
          if (offset < tracked.start) {
            tracked.end -= tracked.start - offset;
            tracked.start = offset;
          }
        }
      }
      this.#checkRegret(tracked, document.text);
    }
  }

  #didClose(uri: Uri): void {
    for (const tracked of this.#tracked.keys()) {
      if (tracked.uri !== uri) continue;
      const other = this.#documents.all().find((document) => document.uri !== uri && document.text === tracked.text);
      if (other === undefined) tracked.closedMs = this.#clock.monotonicMs();
      else tracked.uri = other.uri;
    }
  }

  #didOpen({ uri, text }: DocumentSnapshot): void {
    const now = this.#clock.monotonicMs();
    for (const tracked of this.#tracked.keys()) {
      if (tracked.closedMs === undefined || now - tracked.closedMs > renamingMs || tracked.text !== text) continue;
      tracked.uri = uri;
      tracked.closedMs = undefined;
    }
  }

  #checkRegret(tracked: Tracked, text: string): void {
    const afterMs = this.#clock.monotonicMs() - tracked.acceptedMs;
    if (tracked.hasRegret || afterMs > regretMs) return;
    if (keptShare(tracked.acceptedText, text.slice(tracked.start, tracked.end)) > 0.5) return;
    tracked.hasRegret = true;
    this.#happened.fire({ kind: 'regretted', ended: tracked.ended, afterMs });
  }

  #check(tracked: Tracked, afterMs: (typeof checkpointsMs)[number]): void {
    const document = this.#documents.get(tracked.uri);
    if (document !== undefined) {
      const kept = keptShare(tracked.acceptedText, document.text.slice(tracked.start, tracked.end));
      this.#happened.fire({ kind: 'checked', ended: tracked.ended, afterMs, kept });
    }
    if (document === undefined || afterMs === checkpointsMs.at(-1)) this.#forget(tracked);
  }

  #forget(tracked: Tracked): void {
    this.#tracked.get(tracked)?.dispose();
    this.#tracked.delete(tracked);
  }

  #forgetAll(): void {
    for (const tracked of this.#tracked.keys()) this.#forget(tracked);
  }
}

/**
 * The accepted text after a change. Where the editor puts one name for another in several places at once, it renames,
 * and text that follows is kept; a single place may as well be the user's correction.
 */
function renamed({ acceptedText, text, start, end }: Tracked, edits: readonly DocumentEdit[]): string {
  const [first] = edits;
  if (first === undefined || edits.length < 2) return acceptedText;
  const before = text.slice(first.offset, first.offset + first.deletedLength);
  const after = first.insertedText;
  const isSame = ({ offset, deletedLength, insertedText }: DocumentEdit): boolean =>
    insertedText === after && text.slice(offset, offset + deletedLength) === before;
  if (!isName.test(before) || !isName.test(after) || !edits.every(isSame)) return acceptedText;
  if (!edits.some(({ offset }) => offset >= start && offset < end)) return acceptedText;
  return acceptedText.replace(/[\p{L}\p{N}_$]+/gu, (word) => (word === before ? after : word));
}

const isName = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

/** Tokens are compared up to this many a side: a longest common subsequence costs their product. */
const maxTokens = 400;

/** The longest common subsequence of the two texts' tokens, as a share of the first's. 1 where nothing was accepted. */
export function keptShare(accepted: string, now: string): number {
  const a = tokens(accepted);
  const b = tokens(now);
  if (a.length === 0) return 1;
  let row = new Uint16Array(b.length + 1);
  for (const token of a) {
    const next = new Uint16Array(b.length + 1);
    for (let index = 1; index <= b.length; index += 1) {
      next[index] =
        b[index - 1] === token ? (row[index - 1] ?? 0) + 1 : Math.max(row[index] ?? 0, next[index - 1] ?? 0);
    }
    row = next;
  }
  return (row[b.length] ?? 0) / a.length;
}

function tokens(text: string): readonly string[] {
  return (text.match(/\w+|[^\s\w]/g) ?? []).slice(0, maxTokens);
}
