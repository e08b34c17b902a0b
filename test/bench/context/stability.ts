import { commonPrefixLength } from '../../../src/base/text.ts';
import { ContextAssembler } from '../../../src/core/context/assemble.ts';
import { namesUsedIn } from '../../../src/core/context/name-set.ts';
import { packOutline } from '../../../src/core/context/packed-outline.ts';
import { outlineFile } from '../../../src/core/context/source-file.ts';
import type { Grammars } from '../../../src/core/context/syntax/syntax-tree.ts';
import { TokenEstimator } from '../../../src/core/context/tokens.ts';
import { type Uri, applyEdits, createSnapshot } from '../../../src/core/document.ts';
import { InteractiveService } from '../../../src/core/workers/interactive-worker.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type CorpusFile, type CorpusPackage, seeded, shuffled } from './corpus.ts';

/** Shares of prompt bytes, from the start, that the request before had too: what a server's cache can reuse. */
export interface StabilityResult {
  readonly requests: number;
  /** Snippets, prefix, then suffix: as prefix-first templates and chat-like prompts have it. */
  readonly prefixFirst: Shares;
  /** Suffix, snippets, then prefix: as Codestral serialises it. */
  readonly suffixFirst: Shares;
}

export interface Shares {
  readonly midfill: number;
  /** The last so many characters before the cursor and the first so many behind it, cut anew at each key. */
  readonly sliding: number;
}

const linesTyped = 25;
/** A request after so many keys, as a debounce leaves them. */
const keysPerRequest = 5;
const budgetTokens = 4096;
const charactersPerToken = 3.3;

/** Types lines of real files again, key by key, and compares each request's prompt with the one before. */
export async function measureStability(
  { files }: CorpusPackage,
  { grammars, places }: { readonly grammars: Grammars; readonly places: number },
): Promise<StabilityResult> {
  const clock = new FakeClock();
  const service = new InteractiveService({ clock, grammars });
  for (const { path, languageId, text } of files) {
    const outline = packOutline(await outlineFile(grammars, languageId, text));
    service.index.addFiles({ files: [{ uri: uriOf(path), path, languageId, outline, uses: namesUsedIn(text) }] });
  }
  const random = seeded(11);
  const long = shuffled(
    files.filter(({ text }) => text.split('\n').length > 150),
    random,
  ).slice(0, places);
  const sums = { midfill: [0, 0], sliding: [0, 0] };
  let requests = 0;
  for (const file of long) {
    let before: Record<'midfill' | 'sliding', readonly [string, string]> | undefined;
    for await (const { draft, text, offset } of typeAgain(service, clock, file, random)) {
      const snippets = draft.snippets.map(({ path, text: snippet }) => `${path}\n${snippet}\n`).join('');
      const prefixCharacters = 2000 * charactersPerToken;
      const slidingPrefix = text.slice(Math.max(0, offset - prefixCharacters), offset);
      const slidingSuffix = text.slice(offset, offset + 500 * charactersPerToken);
      const now = {
        midfill: [snippets + draft.prefix + draft.suffix, draft.suffix + snippets + draft.prefix],
        sliding: [slidingPrefix + slidingSuffix, slidingSuffix + slidingPrefix],
      } as const;
      if (before !== undefined) {
        requests += 1;
        for (const way of ['midfill', 'sliding'] as const) {
          for (const order of [0, 1] as const) {
            const shared = commonPrefixLength(before[way][order], now[way][order]);
            sums[way][order] = (sums[way][order] ?? 0) + shared / Math.max(1, now[way][order].length);
          }
        }
      }
      before = now;
    }
  }
  service.dispose();
  const shares = (order: 0 | 1): Shares => ({
    midfill: (sums.midfill[order] ?? 0) / requests,
    sliding: (sums.sliding[order] ?? 0) / requests,
  });
  return { requests, prefixFirst: shares(0), suffixFirst: shares(1) };
}

/** Takes some lines out of a file and types them again, asking for a prompt every few keys. */
async function* typeAgain(service: InteractiveService, clock: FakeClock, file: CorpusFile, random: () => number) {
  const lines = file.text.split('\n');
  const first = Math.floor(lines.length * (0.3 + 0.4 * random()));
  const typed = lines.slice(first, first + linesTyped).join('\n');
  const head = `${lines.slice(0, first).join('\n')}\n`;
  let text =
    head +
    lines
      .slice(first + linesTyped - 1)
      .join('\n')
      .replace(/^[^\n]*/, '');
  let offset = head.length;
  const uri = uriOf(file.path);
  const { languageId, path } = file;
  let version = 1;
  service.openDocument({ uri, languageId, version, text, path, mayIndex: true, secrets: [] });
  const assembler = new ContextAssembler({
    clock,
    tokens: new TokenEstimator(),
    gather: (query) => Promise.resolve(service.gatherContext(query)),
    pathOf: () => path,
    repositoryNameOf: () => 'bench',
  });
  for (const [at, character] of typed.split('').entries()) {
    const edit = { offset, deletedLength: 0, insertedText: character };
    text = applyEdits(text, [edit]);
    offset += 1;
    version += 1;
    service.changeDocument({ uri, version, edits: [edit] });
    if (at % keysPerRequest !== 0) continue;
    await clock.advance(400);
    const { draft } = await assembler.assemble({
      document: createSnapshot({ uri, languageId, version, text }),
      offset,
      model: 'bench',
      limits: { locality: 'hosted', answerTokens: 128 },
      settings: { maxContextTokens: budgetTokens, weights: {} },
    });
    yield { draft, text, offset };
  }
  service.closeDocument({ uri });
}

function uriOf(path: string): Uri {
  return `file:///package/${path}` as Uri;
}
