import { describe, expect, test } from 'vitest';
import type { Uri } from '../../../../src/core/document.ts';
import type { SliceFile } from '../../../../src/core/embedded/index-slice.ts';
import { type FileBatch, SliceFeed } from '../../../../src/core/workers/slice-feed.ts';

const file = (name: string, length = 100): SliceFile => ({
  uri: `file:///project/${name}`,
  languageId: 'python',
  text: 'value = 1\n'.repeat(length / 10),
});

/** Takes a file as the walk does. */
function add(feed: SliceFeed, text: SliceFile): Promise<void> {
  const state = { uri: text.uri as Uri, modifiedMs: 0, sizeBytes: text.text.length };
  return feed.add({ state }, text);
}

function createFeed(): { readonly feed: SliceFeed; readonly sent: string[][] } {
  const sent: string[][] = [];
  const feed = new SliceFeed(({ slice }: FileBatch) => {
    sent.push([...(slice?.uris ?? [])].map((uri) => uri.replace('file:///project/', '')));
    return Promise.resolve();
  });
  return { feed, sent };
}

describe('the slices of the index', () => {
  test('the first files of a walk are sent early, the others in larger slices', async () => {
    const { feed, sent } = createFeed();
    for (let at = 0; at < 12; at += 1) await add(feed, file(`f${at}`, 80_000));
    await feed.flush();
    expect(sent.map((slice) => slice.length)).toEqual([2, 8, 2]);
  });

  test('a file that is gone before its slice was made is not in it', async () => {
    const { feed, sent } = createFeed();
    await add(feed, file('a'));
    await add(feed, file('b'));
    feed.drop('file:///project/a' as Uri);
    await feed.flush();
    expect(sent).toEqual([['b']]);
  });

  test('files that change one by one are put together after a while, as they are then', async () => {
    const { feed, sent } = createFeed();
    const read = (uri: Uri): Promise<SliceFile | undefined> =>
      Promise.resolve(uri.endsWith('/f3') ? undefined : file(uri.replace('file:///project/', '')));
    for (let at = 0; at < 13; at += 1) await feed.update(file(`f${at}`), read);
    expect(sent.slice(0, 12).every((slice) => slice.length === 1)).toBe(true);
    expect(sent[12]?.toSorted()).toEqual(
      ['f0', 'f1', 'f10', 'f11', 'f12', 'f2', 'f4', 'f5', 'f6', 'f7', 'f8', 'f9'].toSorted(),
    );
  });
});
