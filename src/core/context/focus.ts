import { identifiersIn, subwordsOf } from './identifiers.ts';
import type { SymbolIndex } from './symbol-index.ts';

/** What the code around the cursor is about. */
export interface Focus {
  /** Names near the cursor, each with how near it is: 1 beside it, less further off. */
  readonly names: ReadonlyMap<string, number>;
  /** Parts of those names, weighted by nearness and by how much a part tells in this workspace. */
  readonly words: ReadonlyMap<string, number>;
  /** All names within reach, near or not. */
  readonly fileNames: ReadonlySet<string>;
  /** The name before the dot at the cursor; empty where there is none. */
  readonly receiver: string;
  /** Types of what stands before the dot at the cursor, as far as the text tells. */
  readonly receiverTypes: ReadonlySet<string>;
  /** The type that the cursor is inside of, and what it extends. */
  readonly ownTypes: ReadonlySet<string>;
}

const nearBefore = 1600;
const nearAfter = 500;
/** A file's names beyond this distance don't matter to what is written here. */
const reach = 30_000;
/** At this distance in characters a name counts half. */
const halfDistance = 250;

export function focusAt(text: string, offset: number, index: SymbolIndex): Focus {
  const names = new Map<string, number>();
  const words = new Map<string, number>();
  const from = Math.max(0, offset - nearBefore);
  for (const { name, offset: at } of identifiersIn(text.slice(from, offset + nearAfter))) {
    const distance = Math.abs(from + at + name.length / 2 - offset);
    const nearness = halfDistance / (halfDistance + distance);
    names.set(name, Math.max(names.get(name) ?? 0, nearness));
    for (const word of subwordsOf(name)) {
      words.set(word, Math.max(words.get(word) ?? 0, nearness * index.weightOf(word)));
    }
  }
  const around = text.slice(Math.max(0, offset - reach), offset + reach / 2);
  const before = text.slice(Math.max(0, offset - reach), offset);
  return {
    names,
    words,
    fileNames: new Set(identifiersIn(around).map(({ name }) => name)),
    receiver: receiverAt(before)?.name ?? '',
    receiverTypes: receiverTypesAt(before, index),
    ownTypes: new Set(ownTypesAt(before)),
  };
}

/** How much a name has to do with the focus, by its parts: 0 nothing, towards 1 very much. */
export function similarity(focus: Focus, name: string): number {
  const parts = subwordsOf(name);
  if (parts.length === 0) return 0;
  let sum = 0;
  for (const part of parts) sum += focus.words.get(part) ?? 0;
  return Math.min(1, sum / Math.sqrt(parts.length));
}

function receiverAt(before: string): { readonly name: string; readonly isCall: boolean } | undefined {
  const match = /([A-Za-z_$][\w$]*)(\([^()]*\))?(?:\?\.|\.|->|::)[\w$]*$/.exec(before.slice(-200));
  return match?.[1] === undefined ? undefined : { name: match[1], isCall: match[2] !== undefined };
}

function receiverTypesAt(before: string, index: SymbolIndex): ReadonlySet<string> {
  const receiver = receiverAt(before);
  if (receiver === undefined) return new Set();
  const { name, isCall } = receiver;
  if (name === 'self' || name === 'this' || name === 'cls' || name === 'Self' || name === 'super') {
    return new Set(ownTypesAt(before));
  }
  if (isCall) return new Set(resultTypesOf(name, index));
  return new Set([...(/^[A-Z]/.test(name) ? [name] : []), ...declaredTypesOf(name, before, index)]);
}

/** The types that a text declares a variable to be of, the last declaration first. */
function declaredTypesOf(name: string, before: string, index: SymbolIndex): readonly string[] {
  const escaped = name.replace(/\$/g, '\\$');
  const patterns = [
    // `name: Type`, `name?: readonly Type`, `name: &mut Type`, `name *pkg.Type`
    `\\b${escaped}\\??\\s*(?::|\\s)\\s*(?:[&*]|mut |readonly |dyn |Optional\\[|Option<|Arc<|Box<|List\\[|\\[\\])*(?:\\w+(?:\\.|::))*([A-Z]\\w*)`,
    // `name = new Type(`, `name := &pkg.Type{`, `name = Type::new(`
    `\\b${escaped}\\s*:?=\\s*(?:await |new |&)*(?:\\w+(?:\\.|::))*([A-Z]\\w*)\\s*(?:[({<]|::|\\.)`,
    // `Type name`
    `\\b([A-Z]\\w*)(?:<[^<>]*>)?(?:\\[\\])?\\s+${escaped}\\b`,
  ];
  const types = patterns.flatMap((pattern) =>
    [...before.matchAll(new RegExp(pattern, 'g'))].map((match) => match[1] ?? ''),
  );
  // `name = make_thing(…)`: what the function says that it gives.
  const call = [
    ...before.matchAll(new RegExp(`\\b${escaped}\\b[^=\\n]{0,40}:?=\\s*(?:await )?(?:\\w+(?:\\.|::))*(\\w+)\\(`, 'g')),
  ].at(-1);
  const results = call?.[1] === undefined ? [] : resultTypesOf(call[1], index);
  return [...types.reverse(), ...results].filter((type) => type !== '').slice(0, 4);
}

/** The types that functions of a name give, by their signatures. */
function resultTypesOf(name: string, index: SymbolIndex): readonly string[] {
  const types: string[] = [];
  let looked = 0;
  for (const file of index.defining(name)) {
    looked += 1;
    if (looked > 6) break;
    const definition = index.outlineOf(file).definitions.find((candidate) => candidate.name === name);
    const match = /(?:->|\)\s*:|\)\s*\(?)\s*(?:[&*]|impl |Promise<|Result<|Option<)*(?:\w+(?:\.|::))*([A-Z]\w*)/.exec(
      definition?.signature ?? '',
    );
    if (match?.[1] !== undefined) types.push(match[1]);
  }
  return types;
}

/** The innermost type whose definition starts above, by indentation, and the types that it is built on. */
function ownTypesAt(before: string): readonly string[] {
  const receiver = /\nfunc \(\w* ?\*?(\w+)[^)]*\) [^\n]*(?:\n(?!\})[^\n]*)*$/.exec(before.slice(-6000));
  if (receiver?.[1] !== undefined) return [receiver[1]];
  const headers = [
    ...before.matchAll(
      /^[ \t]*(?:[\w@]+ )*(?:class|interface|struct|trait|impl(?:<[^>\n]*>)?|object|record|enum)\s+([^\n{:]*[^\n{]*)/gm,
    ),
  ];
  const header = headers.at(-1)?.[1];
  return header === undefined ? [] : [...header.matchAll(/\b([A-Z]\w*)/g)].map((match) => match[1] ?? '').slice(0, 5);
}
