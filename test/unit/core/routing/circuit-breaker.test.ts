import { describe, expect, test } from 'vitest';
import { CircuitBreaker } from '../../../../src/core/routing/circuit-breaker.ts';

const fail = (kind: Parameters<CircuitBreaker['didFail']>[0]['kind'], retryAfterMs?: number) => ({
  kind,
  retryAfterMs,
});

describe('circuit breaker', () => {
  test('one refused connection opens it, and its pause doubles with each failed probe', () => {
    const breaker = new CircuitBreaker();
    breaker.didFail(fail('unreachable'), 0);
    expect(breaker.state(0)).toMatchObject({ kind: 'open', until: 2000 });
    expect(breaker.state(2000).kind).toBe('half-open');
    breaker.didFail(fail('unreachable'), 2000);
    expect(breaker.state(2000)).toMatchObject({ kind: 'open', until: 6000 });
  });

  test('half-open lets one request through until its end is known', () => {
    const breaker = new CircuitBreaker();
    breaker.didFail(fail('unreachable'), 0);
    expect(breaker.mayAsk(2000)).toBe(true);
    breaker.didAsk(2000);
    expect(breaker.mayAsk(2000)).toBe(false);
    breaker.didCancel();
    expect(breaker.mayAsk(2000)).toBe(true);
    breaker.didAsk(2000);
    breaker.didSucceed();
    expect(breaker.state(2000)).toEqual({ kind: 'closed' });
  });

  test('two timeouts do not open it, a third does, and a success in between starts anew', () => {
    const breaker = new CircuitBreaker();
    breaker.didFail(fail('timeout'), 0);
    breaker.didFail(fail('timeout'), 1);
    breaker.didSucceed();
    breaker.didFail(fail('timeout'), 2);
    breaker.didFail(fail('timeout'), 3);
    expect(breaker.mayAsk(3)).toBe(true);
    breaker.didFail(fail('timeout'), 4);
    expect(breaker.mayAsk(4)).toBe(false);
  });

  test('a limit lasts as long as the server says, within an hour', () => {
    const breaker = new CircuitBreaker();
    breaker.didFail(fail('rate-limited', 30_000), 0);
    expect(breaker.state(0)).toMatchObject({ until: 30_000 });
    breaker.reset();
    breaker.didFail(fail('rate-limited', 26 * 365 * 86_400_000), 0);
    expect(breaker.state(0)).toMatchObject({ until: 3_600_000 });
  });

  test('a refused key holds until the key changes, whatever time passes', () => {
    const breaker = new CircuitBreaker();
    breaker.didFail(fail('key-refused'), 0);
    expect(breaker.mayAsk(1e12)).toBe(false);
    breaker.reset();
    expect(breaker.mayAsk(1e12)).toBe(true);
  });

  test('a missing model is looked for again, since it may be pulled at any time', () => {
    const breaker = new CircuitBreaker();
    breaker.didFail(fail('model-not-found'), 0);
    expect([breaker.mayAsk(29_999), breaker.mayAsk(30_000)]).toEqual([false, true]);
  });

  test("another window's refused key holds here too, until it got through there", () => {
    const breaker = new CircuitBreaker();
    breaker.adopt({ kind: 'held', reason: 'key-refused', until: 'key' }, 0);
    expect(breaker.mayAsk(1e12)).toBe(false);
    breaker.releaseByOther(1e12);
    expect(breaker.mayAsk(1e12)).toBe(true);
  });

  test('a request of ours that was wrong says nothing about the service', () => {
    const breaker = new CircuitBreaker();
    for (let request = 0; request < 10; request += 1) breaker.didFail(fail('context-exceeded'), request);
    expect(breaker.mayAsk(10)).toBe(true);
  });

  test("another window's pause is taken over where it is longer, and never for more than an hour", () => {
    const breaker = new CircuitBreaker();
    breaker.adopt({ kind: 'open', reason: 'rate-limited', until: 1e12, openings: 1 }, 0);
    expect(breaker.state(0)).toMatchObject({ kind: 'open', until: 3_600_000 });
    breaker.adopt({ kind: 'open', reason: 'rate-limited', until: 5, openings: 1 }, 0);
    expect(breaker.state(0)).toMatchObject({ until: 3_600_000 });
  });
});
