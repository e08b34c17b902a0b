import type { Settings } from '../../src/core/settings.ts';
import { deepSeekOrigin, refusal } from './services.ts';
import type { Window, WindowOptions } from './window.ts';

/** What makes a place silent, and what is answered to "Why No Suggestion Here?" then. */
export interface Cause {
  readonly sentence: string | RegExp;
  readonly options?: WindowOptions;
  readonly certainty?: 'probable';
  readonly action?: string;
  readonly happen: (window: Window) => Promise<void>;
}

export const typing =
  (text: string, waitMs = 2500): Cause['happen'] =>
  async (window) => {
    await window.type(text, waitMs);
  };

/** The model says this, whatever it is asked. */
export const saying =
  (text: string, key = ' ', waitMs = 2500): Cause['happen'] =>
  async (window) => {
    window.services.ollama = { says: text };
    await window.type(key, waitMs);
  };

/** DeepSeek alone, agreed to and with a key, unless said otherwise. */
export const hosted: Partial<Settings> = { provider: 'deepseek', fallback: [] };
export const ollama: Partial<Settings> = { fallback: [] };
export const agreed = async (window: Window): Promise<void> => {
  await window.host.secrets.set('DEEPSEEK_API_KEY', 'sk');
  await window.midfill.consent.record(deepSeekOrigin, 'granted');
  await window.wait(0);
};
export const refusedWith =
  (status: number, headers: Readonly<Record<string, string>> = {}): Cause['happen'] =>
  async (window) => {
    await agreed(window);
    window.services.deepseek = { refuses: refusal(status, headers) };
    await window.type(' ', 2500);
  };

/** As the key after that finds it. */
export const refusedBefore =
  (...refused: Parameters<typeof refusedWith>): Cause['happen'] =>
  async (window) => {
    await refusedWith(...refused)(window);
    await window.type('x', 1000);
  };
