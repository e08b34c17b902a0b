import { resolve } from 'node:path';
import { type DocumentSnapshot, type Uri, createSnapshot } from '../core/document.ts';
import { normalizeLineEnds } from '../base/text.ts';
import type { PromptDraft } from '../core/prompt.ts';
import { CommandError, type Io } from './command.ts';
import type { ConsoleHost } from './console-host.ts';
import { findPosition, parsePlace, readDocument } from './source-file.ts';

/** Options that say where to complete. */
export const targetOptions = {
  open: { type: 'string', multiple: true },
  workspace: { type: 'string' },
  prefix: { type: 'string' },
  suffix: { type: 'string' },
  language: { type: 'string' },
} as const;

export interface TargetChoice {
  readonly open?: readonly string[] | undefined;
  readonly workspace?: string | undefined;
  readonly prefix?: string | undefined;
  readonly suffix?: string | undefined;
  readonly language?: string | undefined;
}

/** Where to complete. `texts` come from no file, so nothing lies around them. */
export interface Target {
  readonly kind: 'place' | 'texts';
  readonly document: DocumentSnapshot;
  readonly offset: number;
}

/** Reads the place or the texts that the command line names, and opens their documents in the host. */
export async function readTarget(
  io: Io,
  host: ConsoleHost,
  choice: TargetChoice,
  positionals: readonly string[],
): Promise<Target> {
  await checkFolder(io, host, choice.workspace);
  for (const path of choice.open ?? []) host.documents.open(await readDocument(host.files, io.folder, path));
  const [place, ...others] = positionals;
  if (others.length > 0) throw new CommandError(`One place at a time: "${others.join(' ')}" is too much.`);
  const target =
    place === undefined || place === '-'
      ? await readTexts(io, host, choice, place)
      : await readPlace(io, host, choice, place);
  host.documents.open(target.document);
  return target;
}

/** The texts as they are, with nothing around them. */
export function draftOf({ document, offset }: Target): PromptDraft {
  return {
    uri: document.uri,
    offset,
    path: 'console',
    languageId: document.languageId,
    repositoryName: undefined,
    prefix: document.text.slice(0, offset),
    suffix: document.text.slice(offset),
    snippets: [],
  };
}

/** A text argument: as it is, `@FILE`, or `-` for standard input. */
export async function readText(io: Io, host: ConsoleHost, value: string): Promise<string> {
  if (value === '-') return normalizeLineEnds(await io.readInput());
  if (value.startsWith('@')) return (await readDocument(host.files, io.folder, value.slice(1))).text;
  return normalizeLineEnds(value);
}

async function readPlace(io: Io, host: ConsoleHost, { prefix, suffix }: TargetChoice, place: string): Promise<Target> {
  if (prefix !== undefined || suffix !== undefined) {
    throw new CommandError('Name either a place in a file, or --prefix and --suffix.');
  }
  const named = parsePlace(place);
  const document = await readDocument(host.files, io.folder, named.path);
  return { kind: 'place', document, offset: document.offsetAt(findPosition(document, named)) };
}

async function readTexts(io: Io, host: ConsoleHost, choice: TargetChoice, place: string | undefined): Promise<Target> {
  const { prefix, suffix } = choice;
  if (place === undefined && prefix === undefined && suffix === undefined) {
    throw new CommandError('Name a place as FILE:LINE:COLUMN, or give --prefix. --help says more.');
  }
  if ([place, prefix, suffix].filter((value) => value === '-').length > 1) {
    throw new CommandError('Standard input can be read only once: use - for one of prefix and suffix.');
  }
  const before = await readText(io, host, prefix ?? place ?? '');
  const after = await readText(io, host, suffix ?? '');
  const document = createSnapshot({
    uri: 'untitled:console' as Uri,
    languageId: choice.language ?? 'plaintext',
    version: 1,
    text: before + after,
  });
  return { kind: 'texts', document, offset: before.length };
}

async function checkFolder(io: Io, host: ConsoleHost, workspace: string | undefined): Promise<void> {
  const [folder] = host.files.workspaceFolders();
  if (folder === undefined || workspace === undefined) return;
  try {
    await host.files.list(folder.uri);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`The workspace ${resolve(io.folder, workspace)} can't be read. ${reason}`);
  }
}
