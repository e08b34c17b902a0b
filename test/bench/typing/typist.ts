import { setTimeout as pause } from 'node:timers/promises';
import type { EditorWindow } from '../../editor/support/editor-window.ts';
import {
  type ScreenFrame,
  type ScreenMoment,
  readClosersOf,
  sampleScreen,
  takeScreen,
} from '../../editor/support/screen.ts';
import { waitUntil } from '../../editor/support/wait-until.ts';
import { type Meter, closersAlone } from '../replay/meter.ts';
import { type Hole, type Key, pauseMs } from '../replay/traces.ts';

/** When which place of a hole was typed, on the clock that the server has too. */
export interface Stroke {
  readonly hole: Hole;
  readonly until: number;
  readonly atMs: number;
}

/** Ghost text that came, or changed, without a key. */
export interface Paint {
  readonly hole: Hole;
  /** Where in the target the cursor was. */
  readonly at: number;
  readonly text: string;
  /** There was none before it. */
  readonly isFirst: boolean;
  /** When the first frame showed it, on the clock that the server has too. */
  readonly atMs: number;
}

/** Ghost text as it is read from the page. */
type Shown = { readonly text: string } | undefined;

/** Types a hole by real keys with human gaps and tells the meter what was on screen. Answers the text it left. */
export async function typeHole(parts: {
  readonly hole: Hole;
  readonly keys: readonly Key[];
  readonly name: string;
  /** The editor puts closers behind the cursor, which are no ghost text where nothing else is left of it. */
  readonly isAutoClosing: boolean;
  readonly window: EditorWindow;
  readonly meter: Meter;
  readonly strokes: Stroke[];
  readonly paints: Paint[];
}): Promise<string> {
  const { hole, keys, name, isAutoClosing, window, meter, strokes, paints } = parts;
  const { page } = window;
  await window.open(name, `${hole.target.slice(0, hole.start)}█${hole.target.slice(hole.end)}`);
  await readClosersOf(page, {
    typed: hole.target.slice(hole.start, hole.end),
    behind: /^[^\n]*/.exec(hole.target.slice(hole.end))?.[0] ?? '',
  });
  const stop = await sampleScreen(page);
  await takeScreen(page);
  // The page's clock began at another time than ours.
  const aheadMs = (await page.evaluate(() => performance.timeOrigin)) - performance.timeOrigin;
  meter.startHole(hole.start);
  let shown: Shown;
  let at = hole.start;
  let dueMs = performance.now();
  for (const { text, gapMs } of keys) {
    strokes.push({ hole, until: at + text.length, atMs: performance.now() });
    await press(window, text);
    at += text.length;
    dueMs += gapMs;
    await pause(Math.max(0, dueMs - performance.now()));
    // A machine that is late makes the typist wait, not hurry.
    dueMs = Math.max(dueMs, performance.now());
    const moment = await takeScreen(page);
    shown = report(meter, shown, { key: text, isAutoClosing }, moment, (frame, isFirst) =>
      paints.push({ hole, at, text: frame.ghostText, isFirst, atMs: frame.sinceMs + aheadMs }),
    );
    const rest = hole.target.slice(at, hole.end);
    meter.didType({ length: text.length, gapMs, isPause: gapMs >= pauseMs }, rest, at, shown);
  }
  await stop();
  meter.didChange(shown, undefined, 'edit', performance.now());
  // Keys arrive in the extension host a little after they are on screen.
  const whole = async (): Promise<string | undefined> => {
    const { text } = await window.companion.readEditor();
    return text === hole.target ? text : undefined;
  };
  const left = await waitUntil('the typed text', whole, { limitMs: 1500 }).catch(
    async () => (await window.companion.readEditor()).text,
  );
  await window.closeEditors();
  return left;
}

/** First what the key did to the ghost text, then what came by itself. */
function report(
  meter: Meter,
  before: Shown,
  { key, isAutoClosing }: { readonly key: string; readonly isAutoClosing: boolean },
  { ghostText, nowMs, seen }: ScreenMoment,
  onPaint: (frame: Pick<ScreenFrame, 'ghostText' | 'sinceMs'>, isFirst: boolean) => void,
): Shown {
  const frames = [...seen, { ghostText, sinceMs: nowMs }];
  // Frames from before the key was painted; an answer to the key before it may have come in between.
  let last = before;
  while (frames.length > 1 && isFromBefore(frames, last?.text ?? '', key)) {
    const next = shownAs(frames[0]!.ghostText);
    if (next?.text !== last?.text) {
      meter.didChange(last, next, 'answer', frames[0]!.sinceMs);
      if (next !== undefined) onPaint(frames[0]!, last === undefined);
    }
    last = next;
    frames.shift();
  }
  const kept = last?.text.startsWith(key) === true ? last.text.slice(key.length) : '';
  const typedOver = isAutoClosing && closersAlone.test(kept) ? undefined : shownAs(kept);
  meter.didChange(last, typedOver, 'edit', frames[0]!.sinceMs);
  let current = typedOver;
  for (const frame of frames) {
    const next = shownAs(frame.ghostText);
    if (next?.text === current?.text) continue;
    meter.didChange(current, next, 'answer', frame.sinceMs);
    if (next !== undefined) onPaint(frame, current === undefined);
    current = next;
  }
  return current;
}

/** Shown as before the key, or more of the same, of which a later frame shows what is left after the key. */
function isFromBefore(
  [first, ...later]: readonly Pick<ScreenFrame, 'ghostText'>[],
  before: string,
  key: string,
): boolean {
  const text = first?.ghostText ?? '';
  if (text === before) return true;
  const isTypedOver = (frame: Pick<ScreenFrame, 'ghostText'>): boolean =>
    frame.ghostText !== '' && frame.ghostText.startsWith(text.slice(key.length));
  return text.startsWith(key) && text.startsWith(before) && later.some(isTypedOver);
}

function shownAs(text: string): Shown {
  return text === '' ? undefined : { text };
}

/** One key; an Enter is followed by what brings the new line to the indentation that the target has. */
async function press(window: EditorWindow, text: string): Promise<void> {
  const { page, companion } = window;
  if (!text.startsWith('\n')) {
    // A Tab key would accept the ghost text.
    return text === '\t' ? page.keyboard.insertText(text) : page.keyboard.type(text);
  }
  const { cursor } = await companion.readEditor();
  await page.keyboard.press('Enter');
  const indentation = (): Promise<string> =>
    waitUntil('the new line', async () => {
      const state = await companion.readEditor();
      if (state.cursor.line <= cursor.line) return undefined;
      return state.text.replaceAll('\r\n', '\n').split('\n')[state.cursor.line]!.slice(0, state.cursor.character);
    });
  const wanted = text.slice(1);
  let there = await indentation();
  for (let tries = 0; tries < 10 && !wanted.startsWith(there); tries += 1) {
    await page.keyboard.press('Backspace');
    await pause(30);
    there = await indentation();
  }
  if (there !== wanted) await page.keyboard.insertText(wanted.slice(there.length));
}
