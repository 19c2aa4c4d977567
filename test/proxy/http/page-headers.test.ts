import { expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';

/** Every kind of page, and the status with which it comes. */
const PAGES: [string, number][] = [
  ['/', 200],
  ['/?login=success', 200],
  ['/?error=access_denied', 200],
  ['/?error=%3Cscript%3Ealert(1)%3C/script%3E', 200],
  ['/nothing', 404],
  ['/%', 400],
  ['/auth/oauth/start?again', 429],
  ['/oauth/callback?again', 429],
];

test.each(PAGES)(
  '%s is a page that sends no referrer and can run no script [row 20]',
  async (path, status) => {
    const { browser } = await startProxy({ env: { RATE_LIMIT_SIGN_IN: '1' } });
    if (status === 429) await browser().navigate('/auth/oauth/start');
    const { headers, text, status: got } = await browser().navigate(path);
    expect(got).toBe(status);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['x-content-type-options']).toBe('nosniff');
    const directives = String(headers['content-security-policy'])
      .split(';')
      .map((directive) => directive.trim().split(' '));
    const policy = Object.fromEntries(directives.map(([name = '', ...values]) => [name, values]));
    expect(policy['default-src']).toEqual(["'none'"]);
    expect(policy['frame-ancestors']).toEqual(["'none'"]);
    const scripts = Object.keys(policy).filter((name) =>
      /^(script|worker|object|frame)-src/.test(name),
    );
    expect(scripts).toEqual([]);
    expect(JSON.stringify(policy)).not.toMatch(/unsafe|https?:|\*/);
    expect(text).not.toMatch(/<script|<iframe|<object|<base|\son\w+=|javascript:|https?:\/\//i);
  },
);

test.each(['/auth/oauth/start', '/oauth/callback'])(
  'the redirect of %s sends no referrer either [row 20]',
  async (path) => {
    const { browser } = await startProxy();
    const { headers } = await browser().navigate(path);
    expect(headers.location).toBeDefined();
    expect(headers['referrer-policy']).toBe('no-referrer');
  },
);
