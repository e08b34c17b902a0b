import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type * as vscode from 'vscode';
import { Presence } from '../../../src/vscode/presence.ts';
import { EditorSettings } from '../../../src/vscode/settings.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { editor } from '../../support/fake-vscode.ts';

beforeEach(() => editor.reset());

function setUp(): { readonly host: FakeHost; readonly presence: Presence; readonly states: readonly string[] } {
  const host = new FakeHost();
  const settings = new EditorSettings(host.log);
  const kept = new Map<string, unknown>();
  const memory = {
    get: (key: string, fallback: unknown) => kept.get(key) ?? fallback,
    update: (key: string, value: unknown) => Promise.resolve(kept.set(key, value)),
  } as unknown as vscode.Memento;
  const presence = new Presence({ settings, clock: host.clock, memory });
  onTestFinished(() => {
    presence.dispose();
    settings.dispose();
  });
  const states: string[] = [];
  presence.onDidChange(({ kind }) => states.push(kind));
  return { host, presence, states };
}

function tabbyAtWork(): void {
  editor.activate('tabbyml.vscode-tabby');
}

test('Midfill is on by itself', () => {
  expect(setUp().presence.state).toEqual({ kind: 'on' });
});

test('beside another provider the embedded engine alone waits', async () => {
  tabbyAtWork();
  const { presence } = setUp();
  await presence.other.look();
  expect(presence.state).toEqual({ kind: 'waiting', otherProvider: 'Tabby' });
});

test('who has set up a model need not ask for it again', async () => {
  tabbyAtWork();
  editor.configure('midfill.provider', { globalValue: 'ollama' });
  const { presence } = setUp();
  await presence.other.look();
  expect(presence.state).toEqual({ kind: 'on' });
});

test('turned on beside another provider, Midfill stays on', async () => {
  tabbyAtWork();
  const { presence, states } = setUp();
  await presence.other.look();
  await presence.setWantedBesideOthers(true);
  expect(states).toEqual(['waiting', 'on']);
});

test('a snooze ends by itself', async () => {
  const { host, presence, states } = setUp();
  presence.snooze.start(60_000);
  expect(presence.state).toEqual({ kind: 'snoozed', until: host.clock.now() + 60_000 });
  await host.clock.advance(60_000);
  expect(states).toEqual(['snoozed', 'on']);
});

test('a snooze that a sleeping machine has slept through ends soon after it wakes', async () => {
  const { host, presence, states } = setUp();
  presence.snooze.start(3_600_000);
  await host.clock.advance(600_000);
  host.clock.sleep(7_200_000);
  expect(states).toEqual(['snoozed']);
  await host.clock.advance(60_000);
  expect(states).toEqual(['snoozed', 'on']);
});

test('a snooze that is ended leaves no timer', () => {
  const { host, presence } = setUp();
  presence.snooze.start(60_000);
  presence.snooze.end();
  expect([presence.state.kind, host.clock.pendingTimers]).toEqual(['on', 0]);
});

test('off is off, whatever else', () => {
  editor.configure('midfill.enabled', { globalValue: false });
  const { presence } = setUp();
  presence.snooze.start(60_000);
  expect(presence.state).toEqual({ kind: 'off' });
});
