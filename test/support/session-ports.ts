import type { SessionPorts } from '../../src/core/completion/ports.ts';
import { readSettings } from '../../src/core/settings.ts';
import { Learning } from '../../src/core/telemetry/learning.ts';
import { plainAnswer } from './plain-prompt.ts';

/**
 * What an arbiter stands on where only some of it matters: settings as they come, no embedded engine, no syntax tree,
 * plain prompts, nothing refused; and a fault is thrown, so that no test passes over it.
 */
export function sessionPorts(own: Pick<SessionPorts, 'host' | 'router'> & Partial<SessionPorts>): SessionPorts {
  const settings = readSettings(() => undefined);
  return {
    settings: () => settings,
    onFault: (error) => {
      throw error;
    },
    embedded: { complete: () => Promise.resolve(null), recordOutcome: () => {} },
    learned: new Learning(own.host.clock),
    blockInfo: () => Promise.resolve(null),
    promptFor: plainAnswer,
    refusalFor: () => undefined,
    whenJudged: () => Promise.resolve(),
    ...own,
  };
}
