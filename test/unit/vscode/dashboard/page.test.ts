import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { summarize } from '../../../../src/core/telemetry/summary.ts';
import { type DashboardFacts, renderPage } from '../../../../src/vscode/dashboard/page.ts';

const ended = (model: string, ending: 'accepted' | 'rejected') => ({
  kind: 'ended' as const,
  at: Date.UTC(2026, 10, 20),
  ending,
  language: 'go',
  provider: 'ollama' as const,
  model,
  version: null,
  origin: 'model' as const,
  visibleMs: 900,
  ttftMs: null,
  shownCharacters: 10,
  acceptedCharacters: 10,
  sources: ['recent-tabs' as const],
});

const facts = (lines: Parameters<typeof summarize>[0]): DashboardFacts => ({
  summary: summarize(lines),
  signals: { waiting: 0, delivered: 0, lost: 0, isSending: false },
  learned: [],
  spentTodayDollars: 0.004,
  dailyBudgetDollars: 2,
  today: Date.UTC(2026, 10, 20) / 86_400_000,
});

const render = (lines: Parameters<typeof summarize>[0]) => renderPage(facts(lines), { nonce: 'n0nce' });

describe('dashboard page', () => {
  test('nothing loads and nothing runs but its own script and style', () => {
    const page = render([]);
    expect(page).toContain("default-src 'none'; style-src 'nonce-n0nce'; script-src 'nonce-n0nce'");
    expect(page).not.toMatch(/ style=| on\w+=|https?:/);
  });

  test('a model that names itself in HTML is shown as text', () => {
    const page = render([ended('<img src=x onerror=alert(1)>', 'accepted')]);
    expect(page).not.toContain('<img');
    expect(page).toContain('&#60;img src=x onerror=alert(1)&#62;');
  });

  test('rates stand as text, with bars for the eye only', () => {
    const page = render([ended('m', 'accepted'), ended('m', 'rejected')]);
    expect(page).toContain('50 %<span class="bar w50" aria-hidden="true">');
    expect(page).toContain('<th scope="row">2026-11-20</th>');
  });

  test('each chart is a picture with a sentence, and its numbers stand in a table', () => {
    const page = render([ended('m', 'accepted'), ended('m', 'rejected')]);
    expect(page.match(/<svg class="chart"[^>]*role="img" aria-labelledby="[\w-]+-title"/g)?.length).toBe(2);
    expect(page).toContain('on each of the last 30 days: 1 accepted, 0 in part, 1 rejected.');
    expect(page).toContain('by hour of the day; most, 2, from 0:00 to 1:00.');
    expect(page.match(/<details id="[\w-]+-numbers"><summary>The numbers<\/summary>/g)?.length).toBe(2);
  });

  test('numbers that were opened are open in the next page', () => {
    let state: unknown;
    const vscode = { getState: () => state, setState: (next: unknown) => void (state = next), postMessage: () => {} };
    const load = (): { readonly id: string; open: boolean; toggle: () => void }[] => {
      const page = render([ended('m', 'accepted')]);
      const details = [...page.matchAll(/<details id="([^"]+)">/g)].map(([, id = '']) => ({
        id,
        open: false,
        toggle: (): void => {},
        addEventListener(_type: string, listener: () => void) {
          this.toggle = listener;
        },
      }));
      const document = { querySelectorAll: (name: string) => (name === 'details' ? details : []) };
      const script = /<script[^>]*>(.*)<\/script>/s.exec(page)?.[1] ?? '';
      runInNewContext(script, { document, acquireVsCodeApi: () => vscode });
      return details;
    };
    const [first] = load();
    expect(first).toMatchObject({ id: 'days-numbers', open: false });
    Object.assign(first!, { open: true });
    first!.toggle();
    const again = load();
    expect(again.map(({ open }) => open)).toEqual([true, false]);
    Object.assign(again[0]!, { open: false });
    again[0]!.toggle();
    expect(load().map(({ open }) => open)).toEqual([false, false]);
  });

  test('headings go down one step at a time, and every table has a caption and named columns', () => {
    const page = render([ended('m', 'accepted')]);
    expect(page.match(/<h1>/g)?.length).toBe(1);
    expect(page).not.toMatch(/<h[3-6]/);
    const tables = page.match(/<table>.*?<\/table>/gs) ?? [];
    expect(tables.length).toBeGreaterThan(4);
    for (const table of tables) {
      expect(table).toMatch(/<caption>[^<]+<\/caption>/);
      expect(table.match(/<th scope="col">/g)?.length).toBe(6);
    }
  });

  test('what was learned can be forgotten, and only then there is a button for it', () => {
    expect(render([])).not.toContain('data-command="forget"');
    const page = renderPage({ ...facts([]), learned: ['In go, a <b> waits.'] }, { nonce: 'n' });
    expect(page).toContain('<li>In go, a &#60;b&#62; waits.</li>');
    expect(page).toContain('data-command="forget"');
  });

  test('before the first suggestion it says so', () => {
    expect(render([])).toContain('Nothing has been shown yet.');
  });
});
