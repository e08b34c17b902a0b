import type { MovedBuffers } from '../../base/rpc.ts';
import type { PackedOutline } from '../context/packed-outline.ts';
import type { Uri } from '../document.ts';
import { type IndexSlice, buffersOf } from '../embedded/index-slice.ts';
import type { ProjectManifest } from '../protocol.ts';

/** One file as the background worker has prepared it: what it offers to others, not its text. */
export interface IndexedFile {
  readonly uri: Uri;
  readonly path: string;
  readonly languageId: string;
  /** Secrets are blanked out. */
  readonly outline: PackedOutline;
  /** Hashes of the names that it uses. */
  readonly uses: Uint32Array;
}

/** What the background worker tells the interactive one. */
export interface InteractiveIndex {
  /** The other side starts with an empty index: forget what an earlier one has sent. */
  startOver(): void;
  setManifest(manifest: ProjectManifest): void;
  addFiles(argument: { readonly files: readonly IndexedFile[] }): void;
  /** The same files' text as the embedded engine searches it; it may come some time after their outlines. */
  addSlice(argument: { readonly slice: IndexSlice }): void;
  removeFiles(argument: { readonly uris: readonly Uri[] }): void;
}

/** Slices are large, and of no use to who has made them. */
export const movedToIndex: MovedBuffers<InteractiveIndex> = { addSlice: ({ slice }) => buffersOf(slice) };
