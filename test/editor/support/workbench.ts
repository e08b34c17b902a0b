import type { Page } from 'playwright-core';

/** Runs a command as people do: by its title in the palette. */
export async function runByTitle(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input');
  await input.fill(`>${title}`);
  // Enter takes the row in focus: until the list is filtered, that is the command used last.
  await page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: title }).waitFor();
  await page.keyboard.press('Enter');
}

/** Chooses in a quick pick by part of the label. */
export async function choose(page: Page, label: string): Promise<void> {
  await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: label }).first().click();
}

/** Fills an input box that asks for something with this title. */
export async function enter(page: Page, title: string, text: string): Promise<void> {
  await page.locator('.quick-input-title').filter({ hasText: title }).waitFor();
  await page.locator('.quick-input-widget input').fill(text);
  await page.keyboard.press('Enter');
}

/** What Midfill's item in the status bar says to screen readers: all of it. */
export async function readStatus(page: Page): Promise<string> {
  const items = page.locator('.statusbar-item[aria-label^="Midfill,"]');
  return (await items.count()) === 0 ? '' : ((await items.first().getAttribute('aria-label')) ?? '');
}

/** The text of the next notification that isn't about progress; it is closed then. */
export async function nextNotification(page: Page): Promise<string> {
  const message = page.locator('.notification-list-item-message').filter({ hasNotText: /…$/ }).first();
  await message.waitFor();
  const text = (await message.textContent()) ?? '';
  await page.keyboard.press('Escape');
  await page.locator('.notifications-toasts.visible').waitFor({ state: 'hidden' });
  return text;
}

/** Presses a button of the modal dialog, and gives what it asked. */
export async function answerDialog(page: Page, button: string): Promise<string> {
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.waitFor();
  const text = (await dialog.textContent()) ?? '';
  await dialog.locator('.monaco-button').filter({ hasText: button }).first().click();
  await dialog.waitFor({ state: 'hidden' });
  return text;
}
