import { describe, expect, test } from 'vitest';
import type { Settings } from '../../src/core/settings.ts';
import { deepSeekOrigin, refusal, writes } from './services.ts';
import { Machine, type Window, formatTime, lines, openWindow } from './window.ts';

const byDeepSeek = 'ple"] = ask_deepseek()';
const byEmbedded = 'ple"] = self.catalogue.price_of("apple")';
const settings: Partial<Settings> = { provider: 'deepseek', fallback: ['embedded'] };

/** Two windows of one user on one machine. */
async function openTwo(dailyBudget = 2): Promise<readonly [Window, Window]> {
  const machine = new Machine();
  await machine.secrets.set('DEEPSEEK_API_KEY', 'sk-first');
  const one = await openWindow({ machine, settings: { ...settings, dailyBudget } });
  const other = await openWindow({ machine, settings: { ...settings, dailyBudget } });
  return [one, other];
}

async function agreeIn({ midfill }: Window): Promise<void> {
  await midfill.consent.record(deepSeekOrigin, 'granted');
}

/** A moment later a window has looked up what others found: at the first key, or as soon as it has the focus. */
async function hear(window: Window): Promise<void> {
  await window.wait(2000);
  window.midfill.router.route({ languageId: 'python', isExplicit: false });
  await window.wait(0);
}

describe('what one window learns, the other knows', () => {
  test('consent: given in one, it counts in the other without a restart; taken back, nothing more is sent', async () => {
    const [one, other] = await openTwo();
    expect(await other.suggests()).toBe(byEmbedded);
    expect(other.status.text).toBe('$(lock) DeepSeek: needs your consent');
    await agreeIn(one);
    await hear(other);
    expect(other.status.text).toContain('$(sparkle) deepseek-flash');
    expect(await other.suggests()).toBe(byDeepSeek);
    const asked = other.services.countOf('deepseek');
    await one.midfill.consent.revoke(deepSeekOrigin);
    await other.wait(2000);
    expect(await other.suggests()).toBe(byEmbedded);
    expect(other.services.countOf('deepseek')).toBe(asked);
    expect(other.status.text).toBe('$(lock) DeepSeek: needs your consent');
  });

  test('a limit: the other asks nothing before it is over', async () => {
    const [one, other] = await openTwo();
    await agreeIn(one);
    await hear(other);
    one.services.deepseek = { refuses: refusal(429, { 'retry-after': '600' }) };
    expect(await one.suggests()).toBe(byEmbedded);
    await hear(other);
    expect(other.status.text).toBe(`$(watch) DeepSeek: limited until ${formatTime(Date.UTC(2026, 10, 20, 9, 10))}`);
    expect(await other.suggests()).toBe(byEmbedded);
    expect(other.services.countOf('deepseek')).toBe(0);
    await other.wait(600_000);
    expect(await other.suggests()).toBe(byDeepSeek);
  });

  test('that a service is back: the other does not wait for its own pause to end', async () => {
    const [one, other] = await openTwo();
    await agreeIn(one);
    await hear(other);
    for (const window of [one, other]) window.services.deepseek = { refuses: refusal(429, { 'retry-after': '600' }) };
    await one.suggests();
    await hear(other);
    for (const window of [one, other]) window.services.deepseek = { says: writes(lines.deepseek) };
    one.midfill.router.retry('deepseek');
    expect(await one.suggests()).toBe(byDeepSeek);
    await hear(other);
    expect(await other.suggests()).toBe(byDeepSeek);
  });

  test('a refused key: the other does not try it, and its replacement counts in both', async () => {
    const [one, other] = await openTwo();
    await agreeIn(one);
    await hear(other);
    one.services.deepseek = { refuses: refusal(401) };
    await one.suggests();
    await hear(other);
    expect(other.status).toMatchObject({ text: '$(warning) DeepSeek: key refused', isWarning: true });
    expect(await other.suggests()).toBe(byEmbedded);
    expect(other.services.countOf('deepseek')).toBe(0);
    one.services.deepseek = { says: writes(lines.deepseek) };
    await one.host.secrets.set('DEEPSEEK_API_KEY', 'sk-second');
    for (const window of [one, other]) {
      await hear(window);
      expect(await window.suggests()).toBe(byDeepSeek);
      expect(window.services.asked.at(-1)?.key).toBe('Bearer sk-second');
    }
  });

  test('a key that was refused before a window opened is tried by it: it may be good again', async () => {
    const machine = new Machine();
    await machine.secrets.set('DEEPSEEK_API_KEY', 'sk-first');
    const one = await openWindow({ machine, settings });
    await agreeIn(one);
    one.services.deepseek = { refuses: refusal(401) };
    await one.suggests();
    const later = await openWindow({ machine, settings, startsAfterMs: 60_000 });
    expect(await later.suggests()).toBe(byDeepSeek);
  });

  test('money: both spend from one budget, both pause, and one of them says so', async () => {
    const [one, other] = await openTwo(0.001);
    await agreeIn(one);
    await hear(other);
    const notices: string[] = [];
    one.midfill.router.budget.onDidExhaust(() => notices.push('one'));
    other.midfill.router.budget.onDidExhaust(() => notices.push('other'));
    const usage = { prompt: 1500, completion: 50 };
    for (const window of [one, other]) window.services.deepseek = { says: writes(lines.deepseek), usage };
    expect(await one.suggests()).toBe(byDeepSeek);
    await other.wait(5000);
    expect(await other.suggests()).toBe(byDeepSeek);
    for (const window of [one, other]) {
      await window.wait(5000);
      await hear(window);
      expect(await window.suggests()).toBe(byEmbedded);
      expect(window.status.text).toBe('$(watch) DeepSeek: budget spent');
    }
    expect(notices).toEqual(['other']);
  });
});
