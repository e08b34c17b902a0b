import { hashOutcome } from '../../../src/core/embedded/hashed-outcome.ts';
import { EmbeddedEngine } from '../../../src/core/embedded/embedded-engine.ts';
import type { EmbeddedSource } from '../../../src/core/embedded/embedded-source.ts';
import type { FakeHost } from '../../support/fake-host.ts';
import type { CorpusFile } from '../context/corpus.ts';

/** Where a file of the replay's workspace is. */
export function uriOf(path: string): string {
  return `file:///project/${path}`;
}

/**
 * The real embedded engine, in this thread, with the workspace that it has in life: all files as they are on disk. Of
 * the one that is typed in it sees what stands there, as the engine leaves an open file's indexed self out.
 */
export function startEmbeddedEngine({ documents }: FakeHost, workspace: readonly CorpusFile[]): EmbeddedSource {
  const engine = new EmbeddedEngine();
  engine.addFiles(workspace.map(({ path, languageId, text }) => ({ uri: uriOf(path), languageId, text })));
  return {
    complete: ({ uri, offset, purpose, maxLines }) => {
      const document = documents.get(uri);
      if (document === undefined) return Promise.resolve(null);
      const { languageId, text } = document;
      const place = { uri, languageId, prefix: text.slice(0, offset), suffix: text.slice(offset) };
      return Promise.resolve(engine.complete({ ...place, purpose, maxLines }));
    },
    recordOutcome: (outcome) => engine.learn(hashOutcome(outcome, 0)),
  };
}
