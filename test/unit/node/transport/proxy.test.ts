import { describe, expect, test } from 'vitest';
import { type ProxyOptions, isLoopback, routeTo } from '../../../../src/node/transport/proxy.ts';

const proxy = 'http://proxy.example:3128';

function way(url: string, options: Partial<ProxyOptions>): string {
  const route = routeTo(new URL(url), { environment: {}, ...options });
  return route.kind === 'proxy' ? route.url.host : route.kind;
}

describe('the way to a service', () => {
  test('is direct without a proxy', () => {
    expect(way('https://api.mistral.ai', {})).toBe('direct');
  });

  test.each([
    'http://127.0.0.1:11434',
    'http://127.8.9.1',
    'http://localhost:8080',
    'http://[::1]:80',
    'http://a.localhost',
  ])('is direct to the loopback address %s', (url) => {
    expect(way(url, { proxy })).toBe('direct');
  });

  test('leads through the proxy of the settings before that of the environment', () => {
    const environment = { HTTPS_PROXY: 'http://other.example:1' };
    expect(way('https://api.mistral.ai', { proxy, environment })).toBe('proxy.example:3128');
    expect(way('https://api.mistral.ai', { environment })).toBe('other.example:1');
  });

  test('takes the proxy of its own scheme, or the one for all', () => {
    const environment = { http_proxy: 'http://plain:1', ALL_PROXY: 'http://all:2' };
    expect(way('http://models.example', { environment })).toBe('plain:1');
    expect(way('https://models.example', { environment })).toBe('all:2');
  });

  test('takes a proxy that was given without a scheme', () => {
    expect(way('https://api.mistral.ai', { proxy: 'proxy.example:3128' })).toBe('proxy.example:3128');
  });

  test.each([
    ['example.org', 'direct'],
    ['.example.org', 'direct'],
    ['*.example.org', 'direct'],
    ['*', 'direct'],
    ['models.example.org:443', 'direct'],
    ['models.example.org:8443', 'proxy.example:3128'],
    ['ample.org', 'proxy.example:3128'],
    ['', 'proxy.example:3128'],
  ])('by the exception %j is %s', (rule, expected) => {
    expect(way('https://models.example.org', { proxy, noProxy: [rule] })).toBe(expected);
    expect(way('https://models.example.org', { proxy, environment: { NO_PROXY: `first.example, ${rule}` } })).toBe(
      expected,
    );
  });

  test('is one for others where the proxy is no HTTP proxy', () => {
    expect(way('https://api.mistral.ai', { proxy: 'socks5://127.0.0.1:1080' })).toBe('unsupported');
  });

  test('to a proxy itself is direct', () => {
    expect(way('https://proxy.example', { proxy: 'https://proxy.example' })).toBe('direct');
  });

  test('carries the login of the settings, or of the proxy address, whose percent sign may be meant as one', () => {
    const url = new URL('https://api.mistral.ai');
    for (const [written, password] of Object.entries({ 'p%40ss': 'p@ss', '100%sure': '100%sure' })) {
      expect(routeTo(url, { proxy: `http://me:${written}@proxy:1`, environment: {} })).toMatchObject({
        authorization: `Basic ${btoa(`me:${password}`)}`,
      });
    }
    expect(routeTo(url, { proxy, authorization: 'Negotiate abc', environment: {} })).toMatchObject({
      authorization: 'Negotiate abc',
    });
  });
});

test('hosts that only look like loopback are none', () => {
  expect(['127.0.0.1.example.org', 'localhost.example.org', '10.0.0.1', '128.0.0.1'].filter(isLoopback)).toEqual([]);
});
