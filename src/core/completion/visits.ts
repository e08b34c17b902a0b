import type { Disposable } from '../../base/disposable.ts';
import { LruMap } from '../../base/lru-map.ts';
import type { Uri } from '../document.ts';
import type { Host } from '../host.ts';
import type { CompletionCall } from './api.ts';
import { Track } from './track.ts';
import type { Visit } from './visit.ts';

const maxTracks = 16;

/** The newest call of each document, and what is remembered of the document. */
export class Visits implements Disposable {
  readonly #host: Host;
  readonly #tracks = new LruMap<Uri, Track>(maxTracks);
  #lastUri: Uri | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  /** The document of the newest call. */
  get lastUri(): Uri | undefined {
    return this.#lastUri;
  }

  arrive(call: CompletionCall, kind: Visit['kind']): Visit {
    const { document, position } = call;
    this.#lastUri = document.uri;
    const track = this.track(document.uri);
    const isByHand = kind === 'explicit' || (kind === 'refresh' && track.visit?.isByHand === true);
    track.detach();
    const visit: Visit = {
      call,
      document,
      offset: document.offsetAt(position),
      startedAt: this.#host.clock.monotonicMs(),
      kind,
      isByHand,
      reason: undefined,
      debounce: undefined,
      requestMs: undefined,
      waitMs: undefined,
      held: undefined,
      joined: undefined,
      remainder: '',
      isDraft: false,
    };
    track.visit = visit;
    track.cursor = { from: visit.offset, to: visit.offset };
    return visit;
  }

  /** Whether nothing has happened in the document since. */
  isCurrent(visit: Visit): boolean {
    const { uri, version } = visit.document;
    return this.known(uri)?.visit === visit && this.#host.documents.get(uri)?.version === version;
  }

  track(uri: Uri): Track {
    const known = this.#tracks.get(uri);
    if (known !== undefined) return known;
    const track = new Track(this.#host.randomId());
    this.#tracks.set(uri, track);
    return track;
  }

  known(uri: Uri): Track | undefined {
    return this.#tracks.peek(uri);
  }

  forget(uri: Uri): void {
    this.known(uri)?.dispose();
    this.#tracks.delete(uri);
  }

  dispose(): void {
    for (const track of this.#tracks.values()) track.dispose();
  }
}
