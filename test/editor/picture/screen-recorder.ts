import type { Page } from 'playwright-core';
import { type AnimationFrame, toAnimatedPng } from './animated-png.ts';

export interface RecordedFrame {
  readonly base64: string;
  readonly atMs: number;
}

/** Takes every frame that Chromium paints, with its time, until stopped. */
export async function recordScreen(page: Page): Promise<() => Promise<readonly RecordedFrame[]>> {
  const session = await page.context().newCDPSession(page);
  const frames: RecordedFrame[] = [];
  session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
    frames.push({ base64: data, atMs: (metadata.timestamp ?? 0) * 1000 });
    void session.send('Page.screencastFrameAck', { sessionId });
  });
  await session.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });
  return async () => {
    await session.send('Page.stopScreencast');
    await session.detach();
    // They may arrive in another order than they were painted in.
    return frames.toSorted((one, other) => one.atMs - other.atMs);
  };
}

/** The part of a frame that differs from the one before it, as a PNG that is transparent where nothing changed. */
interface Difference {
  readonly base64: string;
  readonly x: number;
  readonly y: number;
}

/** The little of the browser that the code inside the page uses; the project compiles without DOM types. */
interface Canvas {
  width: number;
  height: number;
  getContext(kind: '2d', options: { readonly willReadFrequently: boolean }): Context;
  toDataURL(type: string): string;
}
interface Context {
  drawImage(image: object, x: number, y: number): void;
  getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
  putImageData(data: object, x: number, y: number): void;
}
interface PictureGlobals {
  Image: new () => { src: string; width: number; height: number; decode(): Promise<void> };
  document: { createElement(name: 'canvas'): Canvas };
  lastPixels: Uint8ClampedArray | undefined;
}

/** Runs inside a page: it has a decoder and an encoder for pictures. */
async function difference(base64: string): Promise<Difference | undefined> {
  const globals = globalThis as unknown as PictureGlobals;
  const image = new globals.Image();
  image.src = `data:image/png;base64,${base64}`;
  await image.decode();
  const { width, height } = image;
  const canvasOf = (w: number, h: number): readonly [Canvas, Context] => {
    const canvas = globals.document.createElement('canvas');
    canvas.width = w;
    canvas.height = h;
    return [canvas, canvas.getContext('2d', { willReadFrequently: true })];
  };
  const [whole, context] = canvasOf(width, height);
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const before = globals.lastPixels;
  globals.lastPixels = data;
  if (before === undefined) return { base64: whole.toDataURL('image/png').split(',')[1]!, x: 0, y: 0 };
  const pixels = context.getImageData(0, 0, width, height);
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] === before[at] && data[at + 1] === before[at + 1] && data[at + 2] === before[at + 2]) {
      pixels.data[at + 3] = 0;
      continue;
    }
    const x = (at / 4) % width;
    const y = Math.floor(at / 4 / width);
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = y;
  }
  if (right < 0) return undefined;
  const [part, partContext] = canvasOf(right - left + 1, bottom - top + 1);
  partContext.putImageData(pixels, -left, -top);
  return { base64: part.toDataURL('image/png').split(',')[1]!, x: left, y: top };
}

/** Shorter ones are left out: nobody sees them, and they make the file large. */
const shortestFrameMs = 40;

/** Makes an animated PNG of a recording, at the speed at which it was recorded; the last frame stands for a while. */
export async function toAnimation(
  page: Page,
  recorded: readonly RecordedFrame[],
  lastFrameMs: number,
): Promise<Buffer> {
  const frames: AnimationFrame[] = [];
  const kept = recorded.filter(
    ({ atMs }, index) => index === 0 || (recorded[index + 1]?.atMs ?? Infinity) - atMs >= shortestFrameMs,
  );
  for (const [index, { base64, atMs }] of kept.entries()) {
    const changed = await page.evaluate(difference, base64);
    const durationMs = (kept[index + 1]?.atMs ?? atMs + lastFrameMs) - atMs;
    const last = frames.at(-1);
    if (changed === undefined && last !== undefined) {
      frames[frames.length - 1] = { ...last, durationMs: last.durationMs + durationMs };
    } else if (changed !== undefined) {
      frames.push({ png: Buffer.from(changed.base64, 'base64'), x: changed.x, y: changed.y, durationMs });
    }
  }
  return toAnimatedPng(frames);
}
