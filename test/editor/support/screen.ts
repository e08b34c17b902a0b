import type { Page } from 'playwright-core';

/** What one frame showed, and for how many frames in a row. */
export interface ScreenFrame {
  /** The ghost text, its lines joined by LF; empty where there was none. */
  readonly ghostText: string;
  readonly frames: number;
  /** Since when, on the page's clock. */
  readonly sinceMs: number;
}

interface ScreenReader {
  /** What is being typed, and what stands behind it. Where it is set, closers between count in that are to be typed too. */
  place: { readonly typed: string; readonly behind: string } | undefined;
  readGhostText(): string;
  start(): void;
  stop(): ScreenFrame[];
  take(): ScreenMoment;
}

/** What is on screen at a moment, and what was since the one before. */
export interface ScreenMoment {
  readonly ghostText: string;
  readonly nowMs: number;
  readonly seen: readonly ScreenFrame[];
}

/** The little of the browser that the code inside the page uses; the project compiles without DOM types. */
interface PageGlobals {
  readonly document: { querySelectorAll(selector: string): Iterable<PageElement> };
  requestAnimationFrame(callback: () => void): number;
  requestIdleCallback(callback: () => void, options: { timeout: number }): number;
  midfillScreen: ScreenReader;
}

interface PageElement {
  readonly textContent: string;
  readonly previousElementSibling: PageElement | null;
  readonly nextElementSibling: PageElement | null;
  readonly parentElement: PageElement | null;
  closest(selector: string): PageElement | null;
  querySelector(selector: string): PageElement | null;
  getBoundingClientRect(): { readonly top: number; readonly left: number; readonly width: number };
}

/**
 * Runs inside the page. Ghost text is in the document as decorations: the rest of the cursor's line inline, further
 * lines in a zone of their own; blanks are drawn as no-break spaces.
 */
export function installScreenReader(): void {
  const page = globalThis as unknown as PageGlobals;
  // The second is what it is called while the suggest widget is open.
  const inlineParts = '.view-lines .ghost-text-decoration, .view-lines .ghost-text-decoration-preview';
  const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
  const textBeside = (part: PageElement, side: 'previousElementSibling' | 'nextElementSibling'): string => {
    let text = '';
    for (let other = part[side]; other !== null; other = other[side]) {
      text = side === 'nextElementSibling' ? text + other.textContent : other.textContent + text;
    }
    return text;
  };
  /** The document's characters from the cursor to the first part of the ghost text, counted by their width. */
  const fromCursor = (part: PageElement): string => {
    const cursor = part.closest('.monaco-editor')?.querySelector('.cursors-layer .cursor');
    if (cursor === null || cursor === undefined) return '';
    const { left, width } = part.getBoundingClientRect();
    const distance = left - cursor.getBoundingClientRect().left;
    const count = Math.round(distance / (width / part.textContent.length));
    return count > 0 ? textBeside(part, 'previousElementSibling').slice(-count) : '';
  };
  /** The closers that the editor has put behind the cursor, where the ghost text ends at them. */
  const closersBehind = (part: PageElement, shown: string): string => {
    const { place } = page.midfillScreen;
    const text = plain(textBeside(part, 'nextElementSibling'));
    if (place === undefined || !text.endsWith(place.behind)) return '';
    const closers = text.slice(0, text.length - place.behind.length);
    // Of a text that goes no further than a part of its line they are no part: they will move on as it grows.
    return /^[)\]}'"`]*$/.test(closers) && place.typed.includes(shown + closers) ? closers : '';
  };
  const readGhostText = (): string => {
    const inline = [...page.document.querySelectorAll(inlineParts)];
    const lines = [...page.document.querySelectorAll('.suggest-preview-text .view-line')];
    if (inline.length === 0 && lines.length === 0) return '';
    lines.sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top);
    // Text of the document that stands between the cursor and a part, or between two, as a closed bracket does, is part
    // of what one sees.
    const first = inline
      .map((part, index) => {
        let text = part.textContent;
        const next = inline[index + 1];
        if (next === undefined || part.parentElement !== next.parentElement) return text;
        for (let between = part.nextElementSibling; between !== next; between = between!.nextElementSibling) {
          text += between!.textContent;
        }
        return text;
      })
      .join('');
    const inText = inline.length === 0 ? first : fromCursor(inline[0]!) + first;
    const whole = lines.length > 0 ? inText : inText + closersBehind(inline.at(-1)!, plain(inText));
    return plain([whole, ...lines.map((line) => line.textContent)].join('\n'));
  };
  let seen: { ghostText: string; frames: number; sinceMs: number }[] = [];
  let isSampling = false;
  const sample = (): void => {
    if (!isSampling) return;
    const ghostText = readGhostText();
    const last = seen.at(-1);
    if (last?.ghostText === ghostText) last.frames += 1;
    else seen.push({ ghostText, frames: 1, sinceMs: performance.now() });
    next();
  };
  // Read right after the frame is painted: before, a part of it may be drawn already and another not.
  const painted = new MessageChannel();
  painted.port1.addEventListener('message', sample);
  painted.port1.start();
  const next = (): void => void page.requestAnimationFrame(() => painted.port2.postMessage(undefined));
  page.midfillScreen = {
    place: undefined,
    readGhostText,
    start() {
      seen = [];
      isSampling = true;
      next();
    },
    stop() {
      isSampling = false;
      return seen;
    },
    take() {
      const taken = seen;
      seen = [];
      return { ghostText: readGhostText(), nowMs: performance.now(), seen: taken };
    },
  };
}

export function readGhostText(page: Page): Promise<string> {
  return page.evaluate(() => (globalThis as unknown as PageGlobals).midfillScreen.readGhostText());
}

/** Has closers that the editor adds by itself read as part of the ghost text that goes on with them; see `place`. */
export async function readClosersOf(page: Page, place: NonNullable<ScreenReader['place']>): Promise<void> {
  await page.evaluate((given) => {
    (globalThis as unknown as PageGlobals).midfillScreen.place = given;
  }, place);
}

/** Records what each frame shows until the answered function is called. */
export async function sampleScreen(page: Page): Promise<() => Promise<ScreenFrame[]>> {
  await page.evaluate(() => (globalThis as unknown as PageGlobals).midfillScreen.start());
  return () => page.evaluate(() => (globalThis as unknown as PageGlobals).midfillScreen.stop());
}

/** Looks at the screen while it is sampled, and takes what the frames since the last look showed. */
export function takeScreen(page: Page): Promise<ScreenMoment> {
  return page.evaluate(() => (globalThis as unknown as PageGlobals).midfillScreen.take());
}

/** What the page does in idle moments has had its turn; it waits no longer than VS Code's own parts do. */
export async function idleMoment(window: Page): Promise<void> {
  await window.evaluate(() => {
    const page = globalThis as unknown as PageGlobals;
    const later = (callback: () => void): void => void page.requestIdleCallback(callback, { timeout: 6000 });
    return new Promise<void>((resolve) => later(() => later(resolve)));
  });
}

/** Watches this many frames go by (60 are a second): for showing that something does not happen. */
export async function watchFrames(page: Page, frames: number): Promise<ScreenFrame[]> {
  const stop = await sampleScreen(page);
  await page.evaluate(
    (count) =>
      new Promise<void>((resolve) => {
        const next = (left: number): void => {
          if (left === 0) resolve();
          else (globalThis as unknown as PageGlobals).requestAnimationFrame(() => next(left - 1));
        };
        next(count);
      }),
    frames,
  );
  return stop();
}
