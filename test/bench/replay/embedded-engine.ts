import { readFileSync, readdirSync } from 'node:fs';
import { EmbeddedEngine } from '../../../src/core/embedded/embedded-engine.ts';
import type { EmbeddedSource } from '../../../src/core/embedded/embedded-source.ts';
import type { FakeHost } from '../../support/fake-host.ts';

/** This repository's own core, so that the engine has a workspace to learn from, for TypeScript at least. */
const workspace = new URL('../../../src/core/', import.meta.url);

/** The real embedded engine, in this thread. */
export function startEmbeddedEngine({ documents }: FakeHost): EmbeddedSource {
  const engine = new EmbeddedEngine();
  const names = readdirSync(workspace, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  engine.addFiles(
    names.map((name) => ({
      uri: `file:///core/${name}`,
      languageId: 'typescript',
      text: readFileSync(new URL(name, workspace), 'utf8'),
    })),
  );
  return {
    complete: ({ uri, offset, purpose, maxLines }) => {
      const document = documents.get(uri);
      if (document === undefined) return Promise.resolve(null);
      const { languageId, text } = document;
      return Promise.resolve(
        engine.complete({
          uri,
          languageId,
          prefix: text.slice(0, offset),
          suffix: text.slice(offset),
          purpose,
          maxLines,
        }),
      );
    },
    recordOutcome: (outcome) => engine.recordOutcome(outcome),
  };
}
