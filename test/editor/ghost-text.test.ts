import { describe, expect, it } from 'vitest';
import type { RecordedRequest } from '../services/exchange.ts';
import { sampleScreen } from './support/screen.ts';
import { useEditorWindow } from './support/use-editor-window.ts';
import { useOllama, writing } from './support/use-ollama.ts';

/** Takes ten seconds to write at 3 tokens a second, and says nothing twice, which would end it early. */
const longLine =
  'median = middle_of(height, width, depth, mass, speed, colour, price, tax, day, month, year, street, city, name)';

describe('ghost text from a model service', () => {
  const ollama = useOllama();
  const editor = useEditorWindow({
    // A late answer is late here, and no failure.
    settings: () => ({ ...ollama.settings(), 'midfill.streamTimeoutMs': 10_000 }),
  });

  it('appears while typing, and Tab inserts exactly it', async () => {
    const { window } = editor;
    ollama.play({ answer: writing('total = price * count') });
    await window.open('tab.py', 'price = 3\ncount = 4\n█\n');
    await window.type('total =');
    await expect.poll(() => window.ghostText()).toBe(' price * count');
    await window.press('Tab');
    await expect.poll(() => window.marked()).toBe('price = 3\ncount = 4\ntotal = price * count█\n');
  });

  it('spans lines, and Tab inserts them all', async () => {
    const { window } = editor;
    const body = 'def area(width, height):\n    size = width * height\n    return size';
    ollama.play({ answer: '' });
    await window.open('lines.py', '█\n');
    await window.type('def area(width, height):');
    ollama.play({ answer: writing(body) });
    await window.type('\n');
    await expect.poll(() => window.ghostText()).toBe('size = width * height\n    return size');
    await window.press('Tab');
    await expect.poll(() => window.marked()).toBe(`${body}█\n`);
  });

  it('stays without a gap while it is typed through', async () => {
    const { window } = editor;
    const line = 'shipping = weight * distance';
    ollama.play({ answer: writing(line) });
    await window.open('through.py', '█\n');
    await window.type('shipping =');
    await expect.poll(() => window.ghostText()).toBe(' weight * distance');
    const asked = ollama.completions.length;
    const stop = await sampleScreen(window.page);
    await window.type(' weight * dist');
    await expect.poll(() => window.ghostText()).toBe('ance');
    const shown = (await stop()).map(({ ghostText }) => ghostText);
    expect(shown.filter((text) => text === '' || !line.endsWith(text))).toEqual([]);
    expect(ollama.completions).toHaveLength(asked);
  });

  it('gives one word by Ctrl+Right, and keeps the rest', async () => {
    const { window } = editor;
    ollama.play({ answer: writing('volume = width * height') });
    await window.open('word.py', '█\n');
    // To VS Code a blank before a word is a word of its own.
    await window.type('volume = ');
    await expect.poll(() => window.ghostText()).toBe('width * height');
    await window.press('Control+ArrowRight');
    await expect.poll(() => window.marked()).toBe('volume = width█\n');
    await expect.poll(() => window.ghostText()).toBe(' * height');
  });

  it('goes away by Escape, and does not come back while the stream goes on', async () => {
    const { window } = editor;
    ollama.play({ answer: writing('speed = distance / time_taken + offset'), tokensPerSecond: 12 });
    await window.open('escape.py', '█\n');
    await window.type('speed =');
    await expect.poll(() => window.ghostText()).not.toBe('');
    await window.press('Escape');
    await expect.poll(() => window.ghostText()).toBe('');
    await expect.poll(() => ollama.completions.every(({ outcome }) => outcome !== 'running')).toBe(true);
    expect(await window.ghostTextsOver(45)).toEqual(['']);
    await expect.poll(() => window.marked()).toBe('speed =█\n');
  });

  it('goes away when something else is typed', async () => {
    const { window } = editor;
    ollama.play({ answer: writing('balance = income - costs') });
    await window.open('mismatch.py', '█\n');
    await window.type('balance =');
    await expect.poll(() => window.ghostText()).toBe(' income - costs');
    await window.type(' z');
    await expect.poll(() => window.ghostText()).toBe('');
    await expect.poll(() => window.marked()).toBe('balance = z█\n');
  });

  it('survives edits of other files', async () => {
    const { window } = editor;
    ollama.play({ answer: writing('margin = price - cost') });
    await window.open('other.py', 'unrelated = 1█\n');
    await window.open('kept.py', '█\n');
    await window.type('margin =');
    await expect.poll(() => window.ghostText()).toBe(' price - cost');
    const other = `${window.folder}/other.py`;
    await window.companion.ask({ kind: 'insert', path: other, at: { line: 0, character: 0 }, text: 'x = 2\n' });
    expect(await window.ghostTextsOver(45)).toEqual([' price - cost']);
  });

  it('does not double an auto-closed bracket', async () => {
    const { window } = editor;
    ollama.play({ answer: writing('show(first, second)') });
    await window.open('bracket.py', '█\n');
    await window.type('show(');
    await expect.poll(() => window.ghostText()).toBe('first, second');
    await window.press('Tab');
    await expect.poll(() => window.marked()).toMatch(/^show\(first, second(█\)|\)█)\n$/);
  });

  it('grows in place with its stream: each text on screen extends the one before', async () => {
    const { window } = editor;
    const block = ['share = part / whole', '    return share'];
    const body = `def ratio(part, whole):\n    ${block.join('\n')}`;
    ollama.play({ answer: '' });
    await window.open('grow.py', '█\n');
    await window.type('def ratio(part, whole):');
    ollama.play({ answer: writing(body), tokensPerSecond: 10 });
    const stop = await sampleScreen(window.page);
    await window.type('\n');
    await expect.poll(() => window.ghostText()).toBe(block.join('\n'));
    const shown = (await stop()).map(({ ghostText }) => ghostText);
    const fromFirst = shown.slice(shown.findIndex((text) => text !== ''));
    expect(fromFirst).toEqual(fromFirst.toSorted((one, other) => one.length - other.length));
    // Line by line: the editor may paint a new second line one frame before the rest of the first.
    const agrees = (text: string): boolean => text.split('\n').every((line, index) => block[index]?.startsWith(line));
    expect(fromFirst.filter((text) => !agrees(text))).toEqual([]);
  });

  it('is painted after a pause, without a key, where the answer is late', async () => {
    const { window } = editor;
    ollama.play({ answer: writing('average = amount / number'), ttftMs: 1500 });
    await window.open('late.py', '█\n');
    await window.type('average = ');
    await expect.poll(() => window.ghostText()).toBe('amount / number');
    await window.press('Tab');
    await expect.poll(() => window.marked()).toBe('average = amount / number█\n');
  });

  it('has its stream ended at the server when something else is typed', async () => {
    const { window } = editor;
    ollama.play({ answer: writing(longLine), tokensPerSecond: 3 });
    await window.open('stop.py', '█\n');
    await window.type('median =');
    const streaming = (): RecordedRequest[] =>
      ollama.completions.filter(({ firstByteMs, outcome }) => firstByteMs !== undefined && outcome === 'running');
    await expect.poll(() => streaming().length).toBeGreaterThan(0);
    const requests = streaming();
    await window.type('z');
    await expect.poll(() => requests.map(({ outcome }) => outcome)).toEqual(requests.map(() => 'aborted'));
  });
});
