import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { Emitter } from '../../../src/base/emitter.ts';
import type { Obstacle } from '../../../src/core/routing/route.ts';
import type { StatusFacts } from '../../../src/vscode/status-view.ts';
import { keepStatus } from '../../../src/vscode/status-updates.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { editor } from '../../support/fake-vscode.ts';
import { ollama, ready } from '../../support/status-facts.ts';

beforeEach(() => editor.reset());

/** A status bar that follows a router with one model. */
function setUp(): {
  readonly clock: FakeClock;
  readonly texts: readonly string[];
  readonly changed: Emitter<void>;
  readonly stands: (obstacle: Obstacle | undefined) => void;
} {
  const clock = new FakeClock();
  const changed = new Emitter<void>();
  const silent = new Emitter<never>();
  const texts: string[] = [];
  let obstacle: Obstacle | undefined;
  const providers = (): StatusFacts['providers'] => [{ ...ollama, obstacle }];
  const status = keepStatus({
    bar: { show: ({ text }) => texts.push(text) },
    midfill: {
      router: { status: providers, onDidChange: changed.event },
      decisions: { onDidRecord: silent.event },
      consent: { onDidChange: silent.event },
      watchdog: { onDidChange: silent.event },
    },
    situation: { status: (isBusy) => ({ ...ready, providers: providers(), isBusy }) },
    presence: { onDidChange: silent.event },
    clock,
  });
  onTestFinished(() => status.dispose());
  return { clock, texts, changed, stands: (now) => (obstacle = now) };
}

test('while one types, what has changed is said all the same', async () => {
  const { clock, texts, changed, stands } = setUp();
  await clock.advance(1000);
  stands({ reason: 'unreachable' });
  for (let keys = 0; keys < 10; keys += 1) {
    changed.fire();
    await clock.advance(50);
  }
  expect(texts.at(-1)).toBe('$(debug-disconnect) Ollama: offline');
});

test('changes that come together make one update', async () => {
  const { clock, texts, changed } = setUp();
  await clock.advance(1000);
  const before = texts.length;
  for (let times = 0; times < 5; times += 1) changed.fire();
  await clock.advance(1000);
  expect(texts.length - before).toBe(1);
});

test('rules that cannot be read are asked for less and less', async () => {
  const { clock, texts, stands } = setUp();
  stands({ reason: 'rules-loading' });
  await clock.advance(60_000);
  expect(texts.length).toBeLessThan(20);
  stands(undefined);
  await clock.advance(5000);
  expect(texts.at(-1)).toBe('$(sparkle) qwen2.5-coder:1.5b 100 ms');
});

test('that a file’s rules are being read is said no longer than it takes, though nothing tells that they are', async () => {
  const { clock, texts, stands } = setUp();
  stands({ reason: 'rules-loading' });
  await clock.advance(200);
  expect(texts.at(-1)).toBe('$(lock) Ollama: starting');
  stands(undefined);
  await clock.advance(200);
  expect(texts.at(-1)).toBe('$(sparkle) qwen2.5-coder:1.5b 100 ms');
});
