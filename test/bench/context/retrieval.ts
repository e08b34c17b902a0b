import { type Assembled, ContextAssembler } from '../../../src/core/context/assemble.ts';
import { identifiersIn } from '../../../src/core/context/identifiers.ts';
import { areRelated } from '../../../src/core/context/languages.ts';
import type { FileOutline } from '../../../src/core/context/outline.ts';
import { namesUsedIn } from '../../../src/core/context/name-set.ts';
import { packOutline } from '../../../src/core/context/packed-outline.ts';
import { outlineFile } from '../../../src/core/context/source-file.ts';
import type { Grammars } from '../../../src/core/context/syntax/syntax-tree.ts';
import { TokenEstimator } from '../../../src/core/context/tokens.ts';
import { type Uri, createSnapshot } from '../../../src/core/document.ts';
import { InteractiveService } from '../../../src/core/workers/interactive-worker.ts';
import type { ContextSnippet, ContextSourceKind } from '../../../src/core/prompt.ts';
import type { DocumentText } from '../../../src/core/protocol.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type CorpusFile, type CorpusPackage, seeded, shuffled } from './corpus.ts';
import { jaccardTabs } from './jaccard-tabs.ts';

/** A place where a name of another file of the package was written, and is now hidden with the rest of its line. */
interface Hole {
  readonly file: CorpusFile;
  readonly text: string;
  readonly offset: number;
  readonly name: string;
  /** How its definition goes on from the name, by defining file, blanks aside. */
  readonly definitions: ReadonlyMap<string, readonly string[]>;
}

export interface RetrievalResult {
  readonly holes: number;
  /** Share of holes whose hidden definition was in the prompt, by way and budget: `all@4000`. */
  readonly recall: Readonly<Record<string, number>>;
}

const switchedOffAt = 4000;
const holesPerFile = 4;
/** Names that so many files define can't be said to be hidden in one place. */
const mostDefiningFiles = 2;
const tabCount = 8;
/** Names that the language itself has: a definition elsewhere is not what is meant. */
const builtins = new Set(
  'isinstance dict list tuple type object Exception ValueError TypeError Error String Object Math Promise Integer RegExp ' +
    'append error extend endswith startswith super vars strip copy push indexOf floor lower search fileno exception Split Seek Reader'.split(
      ' ',
    ),
);
const model = 'bench';

export interface Way {
  readonly name: string;
  readonly weights: Readonly<Partial<Record<ContextSourceKind, number>>>;
}

/** Measures how often the definition of a hidden name is in the prompt. */
export async function measureRetrieval(
  { name, files }: CorpusPackage,
  parts: {
    readonly grammars: Grammars;
    readonly ways: readonly Way[];
    readonly budgets: readonly number[];
    readonly holes: number;
    readonly onMiss?: (hole: { path: string; line: number; name: string; before: string; sources: string }) => void;
  },
): Promise<RetrievalResult> {
  const clock = new FakeClock();
  const service = new InteractiveService({ clock, grammars: parts.grammars });
  const outlines = new Map<CorpusFile, FileOutline>();
  for (const file of files) {
    const outline = await outlineFile(parts.grammars, file.languageId, file.text);
    outlines.set(file, outline);
    const { path, languageId } = file;
    service.index.addFiles({
      files: [{ uri: uriOf(path), path, languageId, outline: packOutline(outline), uses: namesUsedIn(file.text) }],
    });
  }
  const random = seeded(20_261_120);
  const holes = await findHoles({ files, outlines, random, count: parts.holes, grammars: parts.grammars });
  const hits = new Map<string, number>();
  const hit = (key: string, isFound: boolean): void => void hits.set(key, (hits.get(key) ?? 0) + (isFound ? 1 : 0));
  for (const hole of holes) {
    const tabs = tabsFor(hole, files, outlines, random);
    for (const tab of tabs) open(service, tab, tab.text);
    open(service, hole.file, hole.text);
    await clock.advance(5000);
    const document = createSnapshot({
      uri: uriOf(hole.file.path),
      languageId: hole.file.languageId,
      version: 1,
      text: hole.text,
    });
    const assemble = (maxContextTokens: number, weights: Way['weights']): Promise<Assembled> => {
      const assembler = new ContextAssembler({
        clock,
        tokens: new TokenEstimator(),
        gather: (query) => Promise.resolve(service.gatherContext(query)),
        pathOf: () => hole.file.path,
        repositoryNameOf: () => name,
      });
      const { offset } = hole;
      const limits = { locality: 'hosted', answerTokens: 128 } as const;
      return assembler.assemble({ document, offset, model, limits, settings: { maxContextTokens, weights } });
    };
    for (const budget of parts.budgets) {
      for (const way of parts.ways) {
        // Each source switched off is measured at one budget.
        if (way !== parts.ways[0] && budget !== switchedOffAt) continue;
        const { draft, record } = await assemble(budget, way.weights);
        const isFound = draft.snippets.some((snippet) => shows(snippet, hole));
        hit(`${way.name}@${budget}`, isFound);
        if (way.name === 'all' && !isFound && budget === parts.budgets[0]) {
          const before =
            hole.text
              .slice(Math.max(0, hole.offset - 60), hole.offset)
              .split('\n')
              .at(-1) ?? '';
          parts.onMiss?.({
            path: hole.file.path,
            line: document.positionAt(hole.offset).line + 1,
            name: hole.name,
            before,
            sources: [...hole.definitions.keys()].join(' '),
          });
        }
        if (way !== parts.ways[0]) continue;
        const left = budget - record.prefixTokens - record.suffixTokens;
        const windows = jaccardTabs(hole.text.slice(0, hole.offset), tabs, left * 3.3);
        hit(
          `jaccard@${budget}`,
          windows.some((window) => shows({ ...window, uri: uriOf(window.path) }, hole)),
        );
      }
    }
    if (parts.ways.length > 1) {
      // What the tabs alone show: open, closed a moment ago, and as if they had never been.
      const seeTabs = async (when: string): Promise<void> => {
        const { draft } = await assemble(switchedOffAt, { definitions: 0, repository: 0 });
        hit(
          `tabs alone, ${when}@${switchedOffAt}`,
          draft.snippets.some((snippet) => shows(snippet, hole)),
        );
      };
      await seeTabs('open');
      for (const tab of tabs) {
        service.closeDocument({ uri: uriOf(tab.path) });
        service.rememberDocument(documentText(tab, tab.text));
      }
      await seeTabs('closed');
      for (const tab of tabs) service.forgetDocument({ uri: uriOf(tab.path) });
      await seeTabs('gone');
    }
    for (const file of [...tabs, hole.file]) {
      service.closeDocument({ uri: uriOf(file.path) });
      const packed = packOutline(outlines.get(file) ?? { definitions: [], imports: [] });
      service.index.addFiles({
        files: [
          {
            uri: uriOf(file.path),
            path: file.path,
            languageId: file.languageId,
            outline: packed,
            uses: namesUsedIn(file.text),
          },
        ],
      });
    }
  }
  service.dispose();
  const recall = Object.fromEntries([...hits].map(([key, count]) => [key, count / Math.max(1, holes.length)]));
  return { holes: holes.length, recall };
}

async function findHoles({
  files,
  outlines,
  random,
  count,
  grammars,
}: {
  readonly files: readonly CorpusFile[];
  readonly outlines: ReadonlyMap<CorpusFile, FileOutline>;
  readonly random: () => number;
  readonly count: number;
  readonly grammars: Grammars;
}): Promise<readonly Hole[]> {
  const definedIn = new Map<string, CorpusFile[]>();
  for (const [file, { definitions }] of outlines) {
    for (const name of new Set(definitions.map((definition) => definition.name))) {
      if (name.length < 4) continue;
      definedIn.set(name, [...(definedIn.get(name) ?? []), file]);
    }
  }
  const holes: Hole[] = [];
  for (const file of shuffled(files, random)) {
    if (holes.length >= count) break;
    if (/(^|\/)(tests?|__tests__|testdata)\/|_test\.go$|\.test\.\w+$|(^|\/)test_/.test(file.path)) continue;
    const own = new Set(outlines.get(file)?.definitions.map(({ name }) => name));
    const tree = (await grammars.load(file.languageId))?.parse(file.text, null);
    const places = identifiersIn(file.text).filter(({ name, offset }) => {
      const defining = definedIn.get(name)?.filter((other) => areRelated(other.languageId, file.languageId)) ?? [];
      if (builtins.has(name) || own.has(name) || defining.length === 0 || defining.length > mostDefiningFiles) {
        return false;
      }
      if (!isUse(file.text, offset, name) || isStandard(file, offset, outlines.get(file))) return false;
      const node = tree?.rootNode.descendantForIndex(offset, offset + name.length);
      return node === undefined || node === null || node.type.endsWith('identifier');
    });
    tree?.delete();
    for (const { name, offset } of shuffled(places, random).slice(0, holesPerFile)) {
      const lineEnd = file.text.indexOf('\n', offset);
      const text = file.text.slice(0, offset) + (lineEnd === -1 ? '' : file.text.slice(lineEnd));
      const definitions = new Map(
        (definedIn.get(name) ?? []).map((other) => [
          uriOf(other.path) as string,
          (outlines.get(other)?.definitions ?? [])
            .filter((definition) => definition.name === name)
            .map(({ signature }) => afterName(signature, name)),
        ]),
      );
      holes.push({ file, text, offset, name, definitions });
    }
  }
  return holes.slice(0, count);
}

/** A call or a type in code: not in a comment, a string, an import, or its own declaration. */
function isUse(text: string, offset: number, name: string): boolean {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  const after = text.slice(offset + name.length, offset + name.length + 2);
  if (/^\s*(\/\/|#|\*|\/\*|import\b|from\b|use\b|pub use\b|export \{|export \*|package\b|@|"""|\|)/.test(before)) {
    return false;
  }
  if (/["'`]/.test(before) || /\/\//.test(before)) return false;
  if (/\b(def|class|func|fn|function|interface|struct|enum|trait|type|mod|impl)\s+$/.test(before)) return false;
  // Multi-line imports list names on lines of their own.
  if (/^\s*$/.test(before) && /^,?\s*$/.test(after)) return false;
  return after.startsWith('(') || /^[A-Z]/.test(name);
}

/** In Go, a name behind that of a standard package: its import path has no dot, and no file of the corpus is meant. */
function isStandard(file: CorpusFile, offset: number, outline: FileOutline | undefined): boolean {
  const receiver = /(\w+)\.$/.exec(file.text.slice(Math.max(0, offset - 60), offset))?.[1];
  if (file.languageId !== 'go' || receiver === undefined) return false;
  return outline?.imports.some(({ module, locals }) => locals.includes(receiver) && !module.includes('.')) === true;
}

/** Tabs as somebody who works here may have them: some of what the file uses, some beside it, some from elsewhere. */
function tabsFor(
  { file }: Hole,
  files: readonly CorpusFile[],
  outlines: ReadonlyMap<CorpusFile, FileOutline>,
  random: () => number,
): readonly CorpusFile[] {
  const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1);
  const modules = (outlines.get(file)?.imports ?? []).map(({ module }) => module.split(/[./:]+/).at(-1) ?? '');
  const others = files.filter((other) => other !== file && areRelated(other.languageId, file.languageId));
  const imported = others.filter(({ path }) =>
    modules.includes(path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '')),
  );
  const siblings = others.filter(({ path }) => path.startsWith(folder) && !path.slice(folder.length).includes('/'));
  const tabs = new Set([
    ...shuffled(imported, random).slice(0, 3),
    ...shuffled(siblings, random).slice(0, 3),
    ...shuffled(others, random).slice(0, tabCount),
  ]);
  return [...tabs].slice(0, tabCount);
}

/** Whether a piece of a defining file shows the definition: the name as its definition goes on from there. */
function shows({ uri, text }: Pick<ContextSnippet, 'uri' | 'text'>, { name, definitions }: Hole): boolean {
  const expected = definitions.get(uri ?? '') ?? [];
  const flat = text.replace(/\s+/g, '');
  return expected.some((continuation) => flat.includes(name + continuation));
}

function afterName(signature: string, name: string): string {
  const at = signature.search(new RegExp(`\\b${name.replace(/\$/g, '\\$')}\\b`));
  return signature
    .slice(at + name.length)
    .replace(/\s+/g, '')
    .slice(0, 12);
}

function open(service: InteractiveService, file: CorpusFile, text: string): void {
  service.openDocument(documentText(file, text));
}

function documentText({ path, languageId }: CorpusFile, text: string): DocumentText {
  return { uri: uriOf(path), languageId, version: 1, text, path, mayIndex: true, secrets: [] };
}

function uriOf(path: string): Uri {
  return `file:///package/${path}` as Uri;
}
