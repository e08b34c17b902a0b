import { Emitter } from '../../base/emitter.ts';
import type { Clock, Log, Storage } from '../host.ts';

const sharedName = 'consent';
/** What is agreed to, or taken back, in another window counts here within this time. */
const staleAfterMs = 2000;

/** A yes or no of the user to sending code from a workspace to an origin. */
interface ConsentRecord {
  readonly origin: string;
  readonly workspace: string;
  readonly answer: 'granted' | 'refused';
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Remembers, for all windows, which origin the user lets code of which workspace go to. */
export class Consent {
  readonly #storage: Pick<Storage, 'readShared' | 'updateShared'>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #changed = new Emitter<void>();
  /** Stands for the workspace without naming it: consent is asked anew for each. */
  readonly #workspace: string;
  #records: readonly ConsentRecord[] = [];
  #text: string | undefined;
  #readAt = -Infinity;
  #isReadable = true;
  readonly onDidChange = this.#changed.event;

  constructor(parts: {
    readonly storage: Pick<Storage, 'readShared' | 'updateShared'>;
    readonly clock: Clock;
    readonly log: Log;
    readonly workspace: string;
  }) {
    this.#storage = parts.storage;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#workspace = parts.workspace;
  }

  /** Reads what is recorded, other windows' answers included. Until then nothing counts as granted. */
  async load(): Promise<void> {
    this.#readAt = this.#clock.monotonicMs();
    let text: string | undefined;
    try {
      text = await this.#storage.readShared(sharedName);
      this.#isReadable = true;
    } catch {
      if (this.#isReadable) this.#log.warn('The record of consent could not be read; nothing is sent meanwhile.');
      this.#isReadable = false;
    }
    this.#take(text);
  }

  /** Reads again what may have changed in another window. Never rejects. */
  async refresh(): Promise<void> {
    if (this.#clock.monotonicMs() - this.#readAt >= staleAfterMs) await this.load();
  }

  /** The user's answer for an origin in this workspace; undefined where none was given. */
  answer(origin: string): 'granted' | 'refused' | undefined {
    return this.#records.findLast((record) => record.origin === origin && record.workspace === this.#workspace)?.answer;
  }

  async record(origin: string, answer: 'granted' | 'refused'): Promise<void> {
    const record: ConsentRecord = { origin, workspace: this.#workspace, answer, at: this.#clock.now() };
    await this.#change((records) => [...records.filter((other) => !isSame(other, record)), record]);
  }

  /** Forgets every answer about an origin, in all workspaces. */
  async revoke(origin: string): Promise<void> {
    await this.#change((records) => records.filter((record) => record.origin !== origin));
  }

  origins(): readonly { readonly origin: string; readonly answer: 'granted' | 'refused' }[] {
    return this.#records.filter((record) => record.workspace === this.#workspace);
  }

  async #change(change: (records: readonly ConsentRecord[]) => readonly ConsentRecord[]): Promise<void> {
    const text = await this.#storage.updateShared(sharedName, (before) => JSON.stringify(change(parse(before))));
    this.#take(text);
  }

  #take(text: string | undefined): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#records = parse(text);
    this.#changed.fire();
  }
}

function isSame(a: ConsentRecord, b: ConsentRecord): boolean {
  return a.origin === b.origin && a.workspace === b.workspace;
}

/** A record that can't be read counts as no consent. */
function parse(text: string | undefined): readonly ConsentRecord[] {
  if (text === undefined) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter(isRecord) : [];
  } catch {
    return [];
  }
}

function isRecord(value: unknown): value is ConsentRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'origin' in value &&
    typeof value.origin === 'string' &&
    'workspace' in value &&
    typeof value.workspace === 'string' &&
    'answer' in value &&
    (value.answer === 'granted' || value.answer === 'refused')
  );
}
