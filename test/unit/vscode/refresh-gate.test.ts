import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { RefreshGate, canRefresh, newestMinor } from '../../../src/vscode/refresh-gate.ts';
import { codeServerVersion } from '../../editor/harness/install-editor.ts';
import { editor } from '../../support/fake-vscode.ts';

beforeEach(() => editor.reset());

test.each([
  ['1.105.1', false],
  ['1.106.0', true],
  ['1.139.1', true],
  ['1.140.0', false],
  ['2.110.0', false],
  ['none', false],
])('VS Code %s can refresh: %s', (version, expected) => {
  expect(canRefresh(version)).toBe(expected);
});

test('the newest version that can is the one that the tests in the real editor run on', () => {
  expect(newestMinor).toBe(Number(codeServerVersion.split('.')[1]));
});

test('closes while a screen reader is on, and opens when it is off', () => {
  const gate = new RefreshGate();
  onTestFinished(() => gate.dispose());
  expect(gate.isOpen).toBe(true);
  editor.configure('editor.accessibilitySupport', { globalValue: 'on' });
  expect(gate.isOpen).toBe(false);
  editor.configure('editor.accessibilitySupport', { globalValue: 'auto' });
  expect(gate.isOpen).toBe(true);
});
