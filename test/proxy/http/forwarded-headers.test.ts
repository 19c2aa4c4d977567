import { describe, expect, test } from 'vitest';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

/** The addresses in the log lines of requests. */
const addressesIn = (log: string) => linesOf(log, 'request').map(({ address }) => address);

describe('forwarded headers of an untrusted address', () => {
  const FORWARDED = {
    'x-forwarded-for': '203.0.113.1',
    'x-real-ip': '203.0.113.1',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'for=203.0.113.1;host=evil.example;proto=https',
  };

  test.each([
    ['if no address is trusted', {}],
    ['if another address is trusted', { TRUST_PROXY: '10.0.0.0/8,192.0.2.1' }],
  ])(
    '%s, change neither the counted and logged address nor the host [row 19]',
    async (_where, env) => {
      const proxy = await startProxy({ env: { RATE_LIMIT_SIGN_IN: '2', ...env } });
      const { browser, log } = proxy;
      const start = (address: string) =>
        browser().send('/auth/oauth/start', {
          headers: { ...FORWARDED, 'x-forwarded-for': address, 'x-real-ip': address },
        });
      const first = await start('203.0.113.1');
      const { searchParams } = new URL(String(first.headers.location));
      expect(searchParams.get('redirect_uri')).toBe(proxy.env.OAUTH_REDIRECT_URI);
      expect(String(first.cookies)).not.toMatch(/Secure|Domain/i);
      expect((await start('203.0.113.2')).status).toBe(302);
      expect((await start('203.0.113.3')).status).toBe(429);
      const forged = { ...FORWARDED, origin: 'https://evil.example' };
      expect((await browser().api('/api/about', { headers: forged })).status).toBe(403);
      await until('every line', () => addressesIn(log()).length === 4);
      expect(new Set(addressesIn(log()))).toEqual(new Set(['127.0.0.1']));
      expect(log()).not.toContain('203.0.113');
    },
  );
});

describe('forwarded headers of an address in TRUST_PROXY', () => {
  test('name the address that the forwarder saw, not those that its client sent [row 19]', async () => {
    const { browser, log } = await startProxy({
      env: { RATE_LIMIT_SIGN_IN: '2', TRUST_PROXY: '127.0.0.1' },
    });
    const start = (forwarded: string) =>
      browser().send('/auth/oauth/start', { headers: { 'x-forwarded-for': forwarded } });
    expect((await start('198.51.100.1, 203.0.113.7')).status).toBe(302);
    expect((await start('198.51.100.2, 203.0.113.7')).status).toBe(302);
    expect((await start('127.0.0.1, 203.0.113.7')).status).toBe(429);
    expect((await start('203.0.113.8')).status).toBe(302);
    await until('every line', () => addressesIn(log()).length === 4);
    expect(new Set(addressesIn(log()))).toEqual(new Set(['203.0.113.7', '203.0.113.8']));
  });

  test('change neither the CSRF checks nor the callback of a sign-in [row 19]', async () => {
    const { browser, env } = await startProxy({ env: { TRUST_PROXY: '127.0.0.1' } });
    const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
    const start = await browser().send('/auth/oauth/start', { headers });
    const { searchParams } = new URL(String(start.headers.location));
    expect(searchParams.get('redirect_uri')).toBe(env.OAUTH_REDIRECT_URI);
    const forged = { ...headers, origin: 'https://evil.example' };
    expect((await browser().api('/api/about', { headers: forged })).status).toBe(403);
  });

  test('with garbage in them are never an internal error [row 43]', async () => {
    const { client, log } = await startProxy({ env: { TRUST_PROXY: '127.0.0.1' } });
    const long = 'x'.repeat(3_000);
    for (const garbage of ['', '%zz%', '\u00ff', '__proto__', '::1::', '1.2.3.4, ,', long]) {
      const names = ['for', 'host', 'proto'].map((end) => `x-forwarded-${end}`);
      const headers = Object.fromEntries(names.map((name) => [name, garbage]));
      expect((await client.send('/auth/oauth/start', { headers })).status).toBe(302);
    }
    expect(log()).not.toContain('internal_error');
  });
});
