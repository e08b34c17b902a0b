import { type Assembled, ContextAssembler } from '../../src/core/context/assemble.ts';
import type { PromptLimits } from '../../src/core/context/budget.ts';
import { namesUsedIn } from '../../src/core/context/name-set.ts';
import { packOutline } from '../../src/core/context/packed-outline.ts';
import { outlineFile } from '../../src/core/context/source-file.ts';
import { TokenEstimator } from '../../src/core/context/tokens.ts';
import { type Uri, createSnapshot } from '../../src/core/document.ts';
import type { NotebookCell } from '../../src/core/host.ts';
import { InteractiveService } from '../../src/core/workers/interactive-worker.ts';
import type { ContextSourceKind } from '../../src/core/prompt.ts';
import type { ContextAnswer, ContextQuery } from '../../src/core/protocol.ts';
import { languageOfPath } from '../../src/core/context/languages.ts';
import { createGrammars, grammarsFolder } from '../../src/node/grammars.ts';
import { FakeClock } from './fake-clock.ts';

const grammars = createGrammars(grammarsFolder(undefined, import.meta.url));

export function uriOfPath(path: string): Uri {
  return (path.includes(':') ? path : `file:///project/${path}`) as Uri;
}

/** A workspace in memory with the real grammars, to ask what a prompt at a `█` would hold. */
export class ContextWorld {
  readonly clock = new FakeClock();
  readonly service = new InteractiveService({ clock: this.clock, grammars });
  readonly assembler = new ContextAssembler({
    clock: this.clock,
    tokens: new TokenEstimator(),
    gather: (query) => this.gather(query),
    pathOf: (uri) => uri.replace('file:///project/', ''),
    repositoryNameOf: () => 'work',
    cellsOf: (uri) => (this.cells.some((cell) => cell.document.uri === uri) ? this.cells : []),
  });
  gather = (query: ContextQuery): Promise<ContextAnswer | null> => Promise.resolve(this.service.gatherContext(query));
  /** Of the one notebook that is open. */
  cells: readonly NotebookCell[] = [];
  #version = 1;

  /** A file on disk. */
  async addFile(path: string, text: string): Promise<void> {
    const languageId = languageOfPath(path) ?? 'plaintext';
    const outline = packOutline(await outlineFile(grammars, languageId, text));
    this.service.index.addFiles({
      files: [{ uri: uriOfPath(path), path, languageId, outline, uses: namesUsedIn(text) }],
    });
  }

  async open(path: string, text: string, languageId = languageOfPath(path) ?? 'plaintext'): Promise<void> {
    const uri = uriOfPath(path);
    this.service.openDocument({ uri, languageId, version: this.#version, text, path, mayIndex: true, secrets: [] });
    await this.#settle();
  }

  /** Opens the notebook that has these Python cells. */
  async openNotebook(cells: readonly (readonly [path: string, text: string])[]): Promise<void> {
    this.cells = cells.map(([path, text], index) => ({
      number: index + 1,
      document: createSnapshot({ uri: uriOfPath(path), languageId: 'python', version: 1, text }),
    }));
    for (const [path, text] of cells) await this.open(path, text, 'python');
  }

  /** The prompt for the place of `█`, once everything was parsed. */
  async assemble(
    path: string,
    marked: string,
    options: {
      readonly limits?: PromptLimits;
      readonly weights?: Readonly<Partial<Record<ContextSourceKind, number>>>;
      readonly maxContextTokens?: number;
      readonly languageId?: string;
    } = {},
  ): Promise<Assembled> {
    const text = marked.replace('█', '');
    const languageId = options.languageId ?? languageOfPath(path) ?? 'plaintext';
    this.#version += 1;
    await this.open(path, text, languageId);
    return this.assembler.assemble({
      document: createSnapshot({ uri: uriOfPath(path), languageId, version: this.#version, text }),
      offset: marked.indexOf('█'),
      model: 'test',
      limits: options.limits ?? { locality: 'hosted', answerTokens: 128 },
      settings: { maxContextTokens: options.maxContextTokens ?? 4096, weights: options.weights ?? {} },
    });
  }

  dispose(): void {
    this.service.dispose();
  }

  /** Grammars are read from disk once a process; the fake clock only drives what comes after. */
  async #settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) {
      await Promise.all(['typescript', 'python', 'go', 'java', 'rust', 'javascript'].map((id) => grammars.load(id)));
      await this.clock.advance(200);
    }
  }
}
