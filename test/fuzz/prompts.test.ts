import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits, createSnapshot, type Uri } from '../../src/core/document.ts';
import { makeItem } from '../../src/core/completion/suggestion.ts';
import { shape } from '../../src/core/completion/shaping/shape.ts';
import { isVisible } from '../../src/core/completion/visibility.ts';
import { normalizeLineEnds } from '../../src/base/text.ts';
import { isProviderError } from '../../src/core/providers/errors.ts';
import { fimTemplates } from '../../src/core/providers/fim-templates.ts';
import {
  cutAtMarkers,
  renderAsComments,
  renderTemplate,
  renderWithFileHeaders,
} from '../../src/core/providers/render-prompt.ts';
import { draftAt } from '../support/requests.ts';
import { fuzz, trickyText } from './fuzz.ts';

const language = fc.constantFrom('typescript', 'python', 'go', 'html', 'made-up', '');
const piece = fc.record({ path: trickyText, text: trickyText });
const drafts = fc
  .record({
    prefix: trickyText,
    suffix: trickyText,
    path: trickyText,
    languageId: language,
    repositoryName: trickyText,
    pieces: fc.array(piece, { maxLength: 3 }),
  })
  .map(({ pieces, ...rest }) =>
    draftAt('█', {
      ...rest,
      snippets: pieces.map(({ path, text }) => ({
        source: 'recent-tabs',
        label: path,
        uri: undefined,
        path,
        languageId: 'python',
        text,
      })),
    }),
  );

/** How often each of a family's markers stands in a text. */
function countMarkers(markers: readonly string[], text: string): readonly number[] {
  return markers.map((marker) => text.split(marker).length - 1);
}

test.each(fimTemplates.map((template) => [template.family, template] as const))(
  'a prompt of %s holds no control token but its own, whatever the text and the names',
  async (_family, template) => {
    const plain = renderTemplate(template, draftAt('█', { path: 'a', repositoryName: 'r' }));
    await fuzz(
      drafts,
      (draft) => {
        let rendered: string;
        try {
          const cut = cutAtMarkers(template, draft);
          rendered = renderTemplate(template, { ...cut, snippets: [] });
        } catch (error) {
          if (!isProviderError(error)) throw error;
          expect(error.kind).toBe('marker-in-text');
          return;
        }
        const own = countMarkers(template.markers, plain);
        for (const [index, count] of countMarkers(template.markers, rendered).entries()) {
          expect(count, template.markers[index]).toBeLessThanOrEqual(own[index] ?? 0);
        }
      },
      0.3,
    );
  },
);

test('a prompt with other files is never longer than its parts and their frames', async () => {
  await fuzz(drafts, (draft) => {
    const parts = [draft.prefix, draft.path, ...draft.snippets.flatMap(({ path, text }) => [path, text])];
    const lines = parts.join('\n').split('\n').length;
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    for (const { prefix, suffix } of [renderAsComments(draft), renderWithFileHeaders(draft)]) {
      expect(suffix).toBe(draft.suffix);
      expect(prefix.endsWith(draft.prefix)).toBe(true);
      expect(prefix.length).toBeLessThanOrEqual(length + lines * 24 + 200);
    }
  });
});

const askedFor = fc.oneof(
  fc.constant({ kind: 'line' } as const),
  fc.integer({ min: 1, max: 30 }).map((maxLines) => ({ kind: 'block', maxLines }) as const),
);

test('what is made of a model text never grows beyond its bound, and can be inserted as it is', async () => {
  const inputs = fc.record({
    before: trickyText.map(normalizeLineEnds),
    after: trickyText.map(normalizeLineEnds),
    said: trickyText,
    languageId: language,
    tabSize: fc.integer({ min: 1, max: 8 }),
    asked: askedFor,
    end: fc.constantFrom('stop', 'length', 'truncated', undefined),
  });
  await fuzz(inputs, ({ before, after, said, languageId, tabSize, asked, end }) => {
    const shaped = shape(said, { prefix: before, suffix: after, languageId, askedFor: asked, tabSize, end });
    // A tab of the model's may become blanks, and each line may be indented as the document is.
    const lines = said.split(/\r\n?|\n/).length;
    expect(shaped.text.length).toBeLessThanOrEqual(said.length * tabSize + lines * 80);
    expect(shaped.text).not.toContain('\r');
    const document = createSnapshot({ uri: 'file:///project/a' as Uri, languageId, version: 1, text: before + after });
    const item = makeItem(document, before.length, shaped.text);
    if (typeof item === 'string') return;
    const { line } = item.range.start;
    expect(item.range.end.line).toBe(line);
    expect(
      isVisible({
        line: document.lineAt(line),
        start: item.range.start.character,
        end: item.range.end.character,
        cursor: document.positionAt(before.length).character,
        text: item.text,
      }),
    ).toBe(true);
    // Nothing that stood before or after what it replaces is touched, and nothing replaced is lost.
    const start = document.offsetAt(item.range.start);
    const stop = document.offsetAt(item.range.end);
    const edit = { offset: start, deletedLength: stop - start, insertedText: item.text };
    const now = applyEdits(document.text, [edit]);
    expect(now.startsWith(document.text.slice(0, start))).toBe(true);
    expect(now.endsWith(document.text.slice(stop))).toBe(true);
  });
});
