import { connect } from 'node:net';
import { request } from 'undici';
import { describe, expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

const PLACES = ['/', '/nothing', '/healthz', '/auth/oauth/start', '/oauth/callback', '/api/about'];

test.each(PLACES)('%s sends no referrer, allows no script and no frame [row 20]', async (path) => {
  const { browser } = await startProxy({ publicOrigin: 'https://wallet.example.com' });
  const { headers } = await browser().api(path);
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['strict-transport-security']).toMatch(/^max-age=\d+/);
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/script-src|unsafe/);
});

test('what is personal is not kept, and names what it depends on [rows 41, 45]', async () => {
  const { signedIn } = await startProxy();
  const client = await signedIn();
  for (const path of ['/api/user/info', '/api/user/topup', '/api/about', '/api/nothing']) {
    const { headers } = await client.api(path);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers.vary).toBe('Cookie, Origin, Sec-Fetch-Site, Sec-Fetch-Mode, X-CSRF');
  }
  expect((await client.send('/api/user/info')).headers['cache-control']).toBe('no-store');
});

test('answers depend on what they name [rows 41, 45]', async () => {
  const { browser } = await startProxy();
  const client = browser();
  const varyOf = async (path: string, method: 'GET' | 'POST' = 'GET') =>
    String((await client.api(path, { method })).headers.vary);
  expect(await varyOf('/auth/logout', 'POST')).toContain('X-CSRF');
  expect(await varyOf('/nothing')).toBe('Accept-Language, Sec-Fetch-Mode');
  expect(await varyOf('/auth/oauth/start')).toBe('Cookie');
  for (const path of ['/healthz', '/readyz', '/nothing', '/auth/oauth/start', '/oauth/callback']) {
    expect((await client.send(path)).headers['cache-control']).toBe('no-store');
  }
});

test.each([
  ['no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400 /, 'bad_request'],
  [
    'a header that is none',
    'GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n',
    /^HTTP\/1\.1 400 /,
    'bad_request',
  ],
  [
    'huge headers',
    `GET / HTTP/1.1\r\nHost: a\r\nA: ${'a'.repeat(40_000)}\r\n\r\n`,
    /^HTTP\/1\.1 431 /,
    'headers_too_large',
  ],
])(
  '%s is refused in the form of the contract, with one line in the log [row 43]',
  async (_kind, text, head, error) => {
    const { url, log } = await startProxy();
    const { port, hostname } = new URL(url);
    const answer = await new Promise<string>((resolve, reject) => {
      let received = '';
      const socket = connect(Number(port), hostname, () => socket.write(text));
      socket.on('data', (chunk) => {
        received += chunk;
      });
      socket.on('close', () => resolve(received));
      socket.on('error', reject);
    });
    expect(answer).toMatch(head);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toEqual({
      error,
      message: expect.any(String),
    });
    await until('the line', () => log().includes('malformed request'));
    expect(log()).not.toContain('aaaa');
  },
);

describe('cookies of other programs on the same host [P14]', () => {
  /** A `Cookie` header of this many bytes, in which ours is the last of many. */
  function cookieHeader(bytes: number, ours: string): string {
    const others = Array.from(
      { length: 12 },
      (_, at) => `program_${at}=%E0%A4%A ${'x'.repeat(990)}`,
    );
    const rest = bytes - others.join('; ').length - ours.length - '; filler=; '.length;
    return [...others, `filler=${'f'.repeat(rest)}`, ours].join('; ');
  }

  test.each([
    [20_000, 200],
    [32 * 1024, 200],
    [32 * 1024 + 1, 431],
    [100_000, 431],
  ])('a Cookie header of %i bytes: %i', async (bytes, status) => {
    const { url, signedIn } = await startProxy();
    const { cookies } = await signedIn();
    const [ours = ''] = [...cookies].map(([name, { value }]) => `${name}=${value}`);
    const cookie = cookieHeader(bytes, ours);
    expect(cookie).toHaveLength(bytes);
    const response = await request(`${url}/api/user/info`, { headers: { cookie, 'x-csrf': '1' } });
    expect(response.statusCode).toBe(status);
    const reply = (await response.body.json()) as Record<string, unknown>;
    if (status === 200) expect(reply.username).toBe('demo');
    else expect(reply.error).toBe('headers_too_large');
  });

  test('a person who is taken to the proxy reads what to do', async () => {
    const { url } = await startProxy();
    const response = await request(`${url}/auth/oauth/start`, {
      headers: {
        cookie: cookieHeader(33_000, 'a=b'),
        'sec-fetch-mode': 'navigate',
        'accept-language': 'zh-CN',
      },
    });
    expect(response.statusCode).toBe(431);
    expect(await response.body.text()).toContain('Cookie 过多');
  });
});

test.each([
  ['https://wallet.example.com', {}, 'max-age=31536000'],
  ['https://wallet.example.com:443', {}, 'max-age=31536000'],
  ['https://wallet.example.com:8443', {}, undefined],
  ['https://wallet.example.com:8443', { HSTS_MAX_AGE: '600' }, 'max-age=600'],
  ['https://wallet.example.com', { HSTS_MAX_AGE: '0' }, undefined],
  ['http://localhost:8787', { HSTS_MAX_AGE: '600' }, undefined],
])('at %s with %j Strict-Transport-Security is %s [P18]', async (publicOrigin, env, value) => {
  const { browser } = await startProxy({ publicOrigin, env });
  const { headers } = await browser().send('/');
  expect(headers['strict-transport-security']).toBe(value);
});

test('over http on loopback there is no Strict-Transport-Security', async () => {
  const { browser } = await startProxy();
  expect((await browser().send('/')).headers['strict-transport-security']).toBeUndefined();
});

test.each([
  ['/%', 400],
  ['/%zz', 400],
  ['/api/%00', 403],
  ['/..%2f..%2fetc/passwd', 404],
  [`/${'a'.repeat(9000)}`, 404],
])('the path %s is %i [row 43]', async (path, status) => {
  const { browser } = await startProxy();
  const answer = await browser().send(path);
  expect(answer.status).toBe(status);
  expect(answer.json()).toEqual({ error: expect.any(String), message: expect.any(String) });
  expect(answer.headers['referrer-policy']).toBe('no-referrer');
  expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
});
