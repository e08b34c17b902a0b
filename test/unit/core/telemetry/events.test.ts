import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { fieldReasons, signalEventSchema } from '../../../../src/core/telemetry/events.ts';
import type { EndedSuggestion } from '../../../../src/core/telemetry/endings.ts';
import { toSignal } from '../../../../src/core/telemetry/signals.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const source = 'const password = "hunter2"';

const ended = (changes: Readonly<Record<string, unknown>> = {}): EndedSuggestion =>
  ({
    suggestion: {
      suggestionId: 'cd34',
      requestId: 'ab12',
      kind: 'accepted',
      at: 0,
      uri: 'file:///home/jo/secret/a.ts',
      text: source,
      languageId: 'typescript',
      provider: 'ollama',
      modelVersion: 'qwen2.5-coder:1.5b',
      origin: 'model',
      contextSources: ['recent-tabs', 'recent-tabs'],
      ttftMs: 1,
      characters: source.length,
      shownCharacters: source.length,
      visibleMs: 900,
      offset: source.length,
      ...changes,
    },
    ending: 'accepted',
    acceptedText: source,
    typedCharacters: 0,
    acceptedRange: { start: 0, end: source.length },
  }) as unknown as EndedSuggestion;

const signal = (changes?: Readonly<Record<string, unknown>>, modelVersion = 'qwen2.5-coder:1.5b') =>
  toSignal(ended(changes), 'accept', { clock: new FakeClock(), eventId: 'ff', afterMs: 900, modelVersion });

describe('signal events', () => {
  test('an acceptance says how much, how soon and by what, and nothing of the text', () => {
    expect(signal()).toEqual({
      event_id: 'ff',
      request_id: 'ab12',
      action: 'accept',
      accepted_tokens: 7,
      time_to_action_ms: 900,
      timestamp: '2026-11-20T09:00:00.000Z',
      language: 'typescript',
      provider: 'ollama',
      model_version: 'qwen2.5-coder:1.5b',
      shown_tokens: 7,
      origin: 'model',
      context_sources: ['recent-tabs'],
    });
  });

  test('a name that could carry text or a path goes as `other`', () => {
    for (const hostile of ['/home/jo/model.gguf', source, 'a b', 'x\ny', 'x'.repeat(81), 'jo@example.com', '', 'ü']) {
      expect(signal({}, hostile)?.model_version).toBe('other');
      expect(signal({ languageId: hostile })?.language).toBe('other');
    }
  });

  test('hostile values in any place leak nothing: they make another word of it, or no event', () => {
    const hostile = [
      source,
      '/home/jo/secret/a.ts',
      'file:///C:/Users/jo',
      'jo <jo@example.com>',
      '${jo}',
      '\u0000jo\u2028',
    ];
    const places = [
      'requestId',
      'languageId',
      'provider',
      'modelVersion',
      'model',
      'origin',
      'uri',
      'text',
      'suggestionId',
    ];
    const numbers = ['visibleMs', 'shownCharacters', 'characters', 'at'];
    for (const value of hostile) {
      for (const place of [...places, ...numbers]) leaksNothing(signal({ [place]: value }, value));
      leaksNothing(signal({ contextSources: [value] }, value));
      for (const place of numbers) leaksNothing(signal({ [place]: Number.NaN }, value));
      const whole = { ...signal() };
      expect(signalEventSchema().safeParse({ ...whole, path: value }).success).toBe(false);
      for (const field of Object.keys(whole)) {
        const parsed = signalEventSchema().safeParse({ ...whole, [field]: value });
        leaksNothing(parsed.data);
      }
    }
  });

  test('the documentation says of each field what it holds and why it is there', async () => {
    const reasons = fieldReasons();
    expect(Object.values(reasons).filter((reason) => reason.length < 20)).toEqual([]);
    await expect(documentation(reasons)).toMatchFileSnapshot('../../../../TELEMETRY.md');
  });
});

function leaksNothing(event: unknown): void {
  expect(JSON.stringify(event ?? null)).not.toMatch(/jo\b|hunter2|password|secret/);
}

/** The page for people; `npx vitest run test/unit/core/telemetry/events.test.ts -u` writes it anew. */
function documentation(reasons: Readonly<Record<string, string>>): string {
  const { properties = {} } = z.toJSONSchema(signalEventSchema(), { io: 'input' });
  const rows = Object.entries(reasons).map(
    ([field, reason]) => `| \`${field}\` | ${valuesOf(properties[field])} | ${reason} |`,
  );
  return `# What Midfill can send about its suggestions

By default nothing. Midfill counts on your machine what becomes of its suggestions (\`Midfill: Show Statistics\`), and that stays there. Only where \`midfill.telemetry.endpoint\` names a service **and** VS Code's own \`telemetry.telemetryLevel\` is \`all\` does it tell that service, and no one else, of each suggestion that you judged. \`Midfill: Show What Would Be Sent\` shows the next batch as it would go out.

It goes as \`POST {endpoint}/api/signals\` with \`{ "events": [ … ] }\`, every 30 seconds or at 100 events. Until the service has answered \`{ "received": n }\` the events wait on your disk: at most 5,000 of them, at most two weeks. Turning either setting off ends it at once, \`Midfill: Reset Statistics\` deletes what waits.

No event holds source text, a path, the name of a file, a repository or a person, a key, or an address. This is all that an event can hold; anything else is refused by the same schema that makes this table.

| field | values | why it is there |
|---|---|---|
${rows.join('\n')}

## What counts as what

VS Code tells an extension only when a suggestion is accepted as a whole. The rest is read off the edits of the document and off the keys for it, and compared with what VS Code knows itself by a test (\`test/editor/truth\`).

| what happens | what it counts as |
|---|---|
| Tab, or the menu's Accept; also when words leave nothing | \`accept\` |
| words and lines taken by their keys or from the menu | one \`partial_accept\` for all of them, when the suggestion ends, whatever ends it |
| several characters at once that are the next part: pasted, or the same name chosen from a list | as a word that was taken |
| all the rest pasted | nothing: VS Code's word for it is missing |
| typed through, a line end with its indentation included | nothing; on this machine it counts as right |
| Escape | \`reject\` |
| something else typed, after 750 ms on screen | \`reject\`: it could be read |
| something else typed sooner; another suggestion in its place; the cursor, the file or the window left | nothing |
| hidden in ways that VS Code tells nobody of: the command for it, Escape of a Vim extension or with several cursors | nothing |
| half or more of the accepted text gone within 30 seconds, by undo or by hand | \`backspace_after_accept\`, once, besides the \`accept\` |

What was accepted is looked at again after 30 seconds, two and five minutes: the share of its words and signs that are still there, in order. Edits before it move it along; a name that is changed everywhere at once and a file that is renamed are followed. This stays on your machine.
`;
}

function valuesOf(schema: unknown): string {
  const { type, enum: choices, format, items, pattern } = schema as Readonly<Record<string, unknown>>;
  if (Array.isArray(choices)) return choices.map((choice) => `\`${String(choice)}\``).join(', ');
  if (type === 'array') return `list of ${valuesOf(items)}`;
  if (type === 'integer') return 'whole number';
  if (format === 'date-time') return 'time in UTC';
  return String(pattern).startsWith('^[0-9a-f') ? 'random id' : 'plain word, or `other`';
}
