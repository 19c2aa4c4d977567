import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import type { Platform, RecordedRequest } from '../../support/fake-platform/platform.ts';
import { listen } from '../../support/ports/listen.ts';
import { sendRaw } from '../../support/proxy/raw-request.ts';
import { startProxy, startSignedIn } from '../../support/proxy/running-proxy.ts';
import { wholeLife } from '../../support/proxy/whole-life.ts';
import { until } from '../../support/waiting/until.ts';

/** A server that must not receive connections. */
async function startBystander() {
  let connections = 0;
  const server = createServer((_request, response) => response.end('{}'));
  server.on('connection', () => {
    connections += 1;
  });
  const { port, close } = await listen(server);
  onTestFinished(close);
  return { host: `127.0.0.1:${port}`, connections: () => connections };
}

const OUTBOUND = ['GET /api/oauth2/topup', 'GET /api/oauth2/userinfo', 'POST /api/oauth2/token'];

/** The requests of the proxy, without those of the browser to the login page. */
function outboundRequests(platform: Platform): readonly RecordedRequest[] {
  return platform.requests.filter(({ path }) => path !== '/api/oauth2/authorize');
}

const namesOf = (requests: readonly RecordedRequest[]) =>
  requests.map(({ method, path }) => `${method} ${path}`);

const REDIRECTS = [301, 302, 303, 307, 308].flatMap((status) =>
  (['token', 'userinfo', 'topup'] as const).map((endpoint) => ({ status, endpoint })),
);

test.each(REDIRECTS)(
  'a $status of the $endpoint endpoint to another origin is not followed [row 10]',
  async ({ status, endpoint }) => {
    const bystander = await startBystander();
    const { browser, platform, client } = await startSignedIn();
    const location = `http://${bystander.host}/api/oauth2/${endpoint}`;
    platform.misbehave(endpoint, { status, headers: { location } });
    if (endpoint === 'token') expect(await browser().signIn()).toBe('/?error=server_error');
    else {
      const path = endpoint === 'topup' ? '/api/user/topup' : '/api/user/info';
      expect((await client.api(path)).status).toBe(502);
    }
    expect(bystander.connections()).toBe(0);
  },
);

test('whatever origin a request names, the proxy connects to its platform alone [row 10]', async () => {
  const bystander = await startBystander();
  const { host } = bystander;
  const proxy = await startProxy({
    env: { USERINFO_MAX_AGE: '0', TRUST_PROXY: '127.0.0.1' },
  });
  const { browser, signedIn, platform } = proxy;
  const names = {
    'x-forwarded-host': host,
    'x-forwarded-proto': 'http',
    forwarded: `host=${host};proto=http`,
    'x-original-url': `http://${host}/`,
    'x-rewrite-url': `http://${host}/`,
    'x-platform-url': `http://${host}`,
    referer: `http://${host}/`,
  };
  const client = await signedIn();
  const other = encodeURIComponent(`http://${host}`);
  const query = ['platform_url', 'url', 'issuer', 'token_endpoint', 'redirect_uri', 'host']
    .map((name) => `${name}=${other}`)
    .join('&');
  for (const path of ['/api/user/info', '/api/user/topup', '/api/about', '/', '/readyz']) {
    expect((await client.api(`${path}?${query}`, { headers: names })).status).toBe(200);
    await client.api(path, { headers: { ...names, host } });
  }
  const cookie = [...client.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
  const headers = `host: ${host}\r\nx-csrf: 1\r\ncookie: ${cookie}\r\nconnection: close`;
  const headOf = async (target: string) =>
    (await sendRaw(proxy.url, `GET ${target} HTTP/1.1\r\n${headers}\r\n\r\n`)).head;
  for (const target of ['/api/user/info', '/api/user/topup', '/auth/oauth/start']) {
    expect(await headOf(`http://${host}${target}`)).toMatch(/^HTTP\/1\.1 \d/);
    expect(await headOf(`//${host}${target}`)).toMatch(/^HTTP\/1\.1 404 /);
  }
  const newcomer = browser();
  const callback = `${await newcomer.authorize()}&${query}`;
  const response = await newcomer.send(callback, { headers: { ...names, host } });
  expect(response.headers.location).toBe('/?login=success');
  platform.misbehave('topup', { body: { topup_url: `http://${host}/topup` } });
  expect((await client.api('/api/user/topup')).json().topup_url).toBe(`http://${host}/topup`);
  await client.api('/auth/logout', { method: 'POST', headers: names });
  expect(new Set(namesOf(outboundRequests(platform)))).toEqual(new Set(OUTBOUND));
  expect(bystander.connections()).toBe(0);
});

const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'] as const;
const ROUTES: [path: string, method: (typeof METHODS)[number], requests: string[]][] = [
  ['/api/user/info', 'GET', ['GET /api/oauth2/userinfo']],
  ['/api/user/topup', 'GET', ['GET /api/oauth2/topup']],
  ['/api/about', 'GET', []],
  ['/auth/oauth/start', 'GET', []],
  ['/oauth/callback', 'GET', []],
  ['/auth/logout', 'POST', []],
];

test.each(ROUTES)(
  '%s has one method, and its requests to the platform are fixed [row 10]',
  async (path, allowed, requests) => {
    const { platform, client } = await startSignedIn({ env: { USERINFO_MAX_AGE: '0' } });
    platform.clearRequests();
    for (const method of METHODS.filter((one) => one !== allowed)) {
      const { status } = await client.api(path, { method });
      expect([403, 404], method).toContain(status);
    }
    expect(platform.requests).toHaveLength(0);
    const headers = { 'x-http-method-override': 'DELETE' };
    expect((await client.api(path, { method: allowed, headers })).status).toBeLessThan(400);
    expect(namesOf(platform.requests)).toEqual(requests);
  },
);

test('every request to the platform names the proxy and its version [P9]', async () => {
  const proxy = await startProxy({
    env: { USERINFO_MAX_AGE: '0' },
    intervals: { credentialsCheckMs: 50 },
  });
  const { platform, browser } = proxy;
  await wholeLife(proxy);
  platform.misbehave('token', { status: 401, body: { error: 'invalid_client' } });
  await browser().signIn();
  const checks = () =>
    platform
      .requestsTo('token')
      .filter(({ body }) => body.refresh_token === 'no-such-refresh-token');
  await until('a check of the credentials', () => checks().length > 0);
  const agents = outboundRequests(platform).map(({ headers }) => headers['user-agent']);
  expect(agents.length).toBeGreaterThan(20);
  expect(new Set(agents)).toEqual(new Set(['balance-companion/1.2.3']));
});

test('the proxy forwards no cookies, in either direction [row 11]', async () => {
  const proxy = await startProxy({ env: { USERINFO_MAX_AGE: '0' } });
  const { platform, signedIn } = proxy;
  const exchanges = await wholeLife(proxy);
  const client = await signedIn();
  client.cookies.set('stray', { value: 'cookie', sameSite: 'Lax' });
  for (const endpoint of ['userinfo', 'topup'] as const) {
    const headers = { 'set-cookie': 'platform=1; Path=/' };
    platform.misbehave(endpoint, { headers, afterSuccess: true });
  }
  for (const path of ['/api/user/info', '/api/user/topup']) {
    for (let count = 0; count < 2; count++) {
      const { status, cookies } = await client.api(path);
      expect([status, cookies]).toEqual([200, []]);
    }
  }
  const ours = outboundRequests(platform);
  expect(ours.length).toBeGreaterThan(20);
  expect(ours.filter(({ headers }) => headers.cookie !== undefined)).toEqual([]);
  const set = exchanges.flatMap(({ response }) => response.cookies);
  expect(set.filter((line) => !line.startsWith('balance_companion_'))).toEqual([]);
});
