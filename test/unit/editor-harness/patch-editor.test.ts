import { describe, expect, it } from 'vitest';
import { restoreStableApi } from '../../editor/harness/patch-editor.ts';

const allowed = 'var a=1;function Oe(i,t){return!0}function b(){return!0}';

/** Evaluates the patched check for an extension. */
function mayUse(environment: Record<string, string>, enabledApiProposals?: string[]): unknown {
  const source = `${restoreStableApi(allowed)}; return Oe(extension, 'inlineCompletionsAdditions');`;
  // eslint-disable-next-line typescript/no-implied-eval -- The patch makes source text; only running it shows what it does.
  const run = new Function('extension', 'process', source) as (...values: unknown[]) => unknown;
  return run({ enabledApiProposals }, { env: environment });
}

describe('restoring the stable API', () => {
  it('refuses a proposal that the manifest does not ask for', () => {
    expect(mayUse({})).toBe(false);
    expect(mayUse({}, ['another'])).toBe(false);
  });

  it('allows a proposal that the manifest asks for', () => {
    expect(mayUse({}, ['inlineCompletionsAdditions'])).toBe(true);
  });

  it('leaves everything allowed where the environment says so', () => {
    expect(mayUse({ MIDFILL_PROPOSED_API: '1' })).toBe(true);
  });

  it('fails where the check is not found exactly once', () => {
    expect(() => restoreStableApi('function b(){return!0}')).toThrow('found 0 times');
    expect(() => restoreStableApi(`${allowed};function P(x,y){return!0}`)).toThrow('found 2 times');
  });
});
