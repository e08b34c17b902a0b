import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { authentication } from 'vscode';
import { OtherProvider } from '../../../src/vscode/other-provider.ts';
import { editor } from '../../support/fake-vscode.ts';

beforeEach(() => editor.reset());

async function found(): Promise<string | undefined> {
  const other = new OtherProvider();
  onTestFinished(() => other.dispose());
  await other.look();
  return other.name;
}

function copilotAtWork(): void {
  editor.activate('github.copilot-chat');
  editor.accounts = [{ id: '1', label: 'someone' }];
}

test('Copilot at work is found', async () => {
  copilotAtWork();
  expect(await found()).toBe('GitHub Copilot');
});

test('Copilot without a GitHub account is not at work', async () => {
  copilotAtWork();
  editor.accounts = [];
  expect(await found()).toBeUndefined();
});

test('a GitHub account alone is no Copilot', async () => {
  editor.accounts = [{ id: '1', label: 'someone' }];
  expect(await found()).toBeUndefined();
});

test('Copilot with AI features disabled is not at work', async () => {
  copilotAtWork();
  editor.configure('chat.disableAIFeatures', { globalValue: true });
  expect(await found()).toBeUndefined();
});

test('Copilot turned off for all languages is not at work', async () => {
  copilotAtWork();
  editor.configure('github.copilot.enable', { globalValue: { '*': false, markdown: false } });
  expect(await found()).toBeUndefined();
});

test('Copilot left on for one language is at work', async () => {
  copilotAtWork();
  editor.configure('github.copilot.enable', { globalValue: { '*': false, python: true } });
  expect(await found()).toBe('GitHub Copilot');
});

test('another extension that completes inline is found', async () => {
  editor.activate('tabbyml.vscode-tabby');
  expect(await found()).toBe('Tabby');
});

test('what was asked last counts, not what is answered last', async () => {
  copilotAtWork();
  const other = new OtherProvider();
  onTestFinished(() => other.dispose());
  let answer = (): void => {};
  const accounts = [{ id: '1', label: 'someone' }];
  vi.spyOn(authentication, 'getAccounts').mockReturnValueOnce(
    new Promise((resolve) => (answer = () => resolve(accounts))),
  );
  const first = other.look();
  editor.configure('chat.disableAIFeatures', { globalValue: true });
  await other.look();
  answer();
  await first;
  expect(other.name).toBeUndefined();
});
