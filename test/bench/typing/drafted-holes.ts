import { isConfident } from '../../../src/core/completion/draft.ts';
import { EmbeddedEngine } from '../../../src/core/embedded/embedded-engine.ts';
import type { CorpusFile } from '../context/corpus.ts';
import { uriOf } from '../replay/embedded-engine.ts';
import { holesOfRepository } from '../replay/repository-holes.ts';
import type { Hole } from '../replay/traces.ts';

const rounds = 12;
const enough = 40;

/**
 * Lines, one a file, at whose start the embedded engine is sure enough for a draft when it has all the rest: of any
 * lines that is a tenth, and a window would have to be typed in for an hour to see fifty drafts.
 */
export function draftedHoles(files: readonly CorpusFile[], seed: number): readonly Hole[] {
  const engine = new EmbeddedEngine();
  engine.addFiles(files.map(({ path, languageId, text }) => ({ uri: uriOf(path), languageId, text })));
  const found = new Map<string, Hole>();
  for (let round = 0; round < rounds && found.size < enough; round += 1) {
    const holes = holesOfRepository(files, files.length, seed + round).map(firstLineOf);
    for (const hole of holes) {
      if (found.size < enough && !found.has(hole.file) && hasDraft(engine, hole)) found.set(hole.file, hole);
    }
  }
  return [...found.values()];
}

function firstLineOf(hole: Hole): Hole {
  const end = hole.target.indexOf('\n', hole.start + 1);
  return { ...hole, end: end === -1 ? hole.end : Math.min(hole.end, end) };
}

/** Once Enter has made the line, as deep as it will be. */
function hasDraft(engine: EmbeddedEngine, { file, languageId, target, start, end }: Hole): boolean {
  const [enter = ''] = /^\n[ \t]*/.exec(target.slice(start, end)) ?? [];
  const prefix = target.slice(0, start) + enter;
  const place = { uri: uriOf(file), languageId, prefix, suffix: target.slice(end) };
  const answer = engine.complete({ ...place, purpose: 'draft', maxLines: 1 });
  return answer !== null && isConfident(answer.confidence);
}
