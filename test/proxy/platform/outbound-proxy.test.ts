import { describe, expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { type OutboundProxies, outboundProxyFor } from '../../../proxy/config/outbound-proxies.ts';
import { freePort } from '../../support/ports/free-port.ts';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { startOutboundProxy } from '../../support/proxy/outbound-proxy-server.ts';
import { certificateOf, startBehindTls } from '../../support/proxy/platform-behind-tls.ts';
import { startProxy, startSignedIn } from '../../support/proxy/running-proxy.ts';
import { errorOf, transportTo } from '../../support/proxy/test-transport.ts';

const CREDENTIALS = { user: 'operator', password: 'pa55-word%2F' };
const BASIC = `Basic ${Buffer.from('operator:pa55-word/').toString('base64')}`;

const withCredentials = (host: string) =>
  `http://${CREDENTIALS.user}:${CREDENTIALS.password}@${host}`;

describe('an https platform is reached through HTTPS_PROXY [P11]', () => {
  test('by tunnels, one for each token request; credentials stay between the two', async () => {
    const outbound = await startOutboundProxy();
    const { client, received, frontPort, platform, proxy, signIn } = await startBehindTls({
      NODE_EXTRA_CA_CERTS: certificateOf('localhost'),
      HTTPS_PROXY: withCredentials(outbound.host),
      HTTP_PROXY: 'http://127.0.0.1:9',
      USERINFO_MAX_AGE: '0',
    });
    expect(await signIn()).toBe('/?login=success');
    expect((await client.api('/api/user/info')).status).toBe(200);
    expect((await client.api('/api/user/info')).status).toBe(200);
    platform.expireAccessTokens();
    expect((await client.api('/api/user/info')).status).toBe(200);
    // Two token requests, and one connection that the others share.
    expect(outbound.requests).toHaveLength(3);
    for (const { method, target, headers } of outbound.requests) {
      expect([method, target]).toEqual(['CONNECT', `localhost:${frontPort}`]);
      expect(headers['proxy-authorization']).toBe(BASIC);
      expect(headers.authorization).toBeUndefined();
    }
    expect(received).toHaveLength(6);
    for (const headers of received) {
      expect(headers['proxy-authorization']).toBeUndefined();
      expect(headers['user-agent']).toBe(`balance-companion/${packageJson.version}`);
    }
    const [line] = linesOf(proxy.log, 'the platform is reached through an outbound proxy');
    expect(line).toMatchObject({ level: 30, outboundProxy: outbound.host });
    expect(proxy.log).not.toMatch(/operator|pa55|b3BlcmF0b3I/);
  });

  test('and its certificate is verified through the tunnel [row 30]', async () => {
    const outbound = await startOutboundProxy();
    const { received, signIn } = await startBehindTls({ HTTPS_PROXY: `http://${outbound.host}` });
    expect(await signIn()).toBe('/?error=temporarily_unavailable');
    expect(outbound.requests).toHaveLength(1);
    expect(received).toEqual([]);
  });
});

test('a platform on http is reached through HTTP_PROXY, token requests each on their own connection', async () => {
  const outbound = await startOutboundProxy();
  const { platform, log, client } = await startSignedIn({
    env: { http_proxy: withCredentials(outbound.host), USERINFO_MAX_AGE: '0' },
  });
  for (let count = 0; count < 3; count++) {
    platform.expireAccessTokens();
    expect((await client.api('/api/user/info')).status).toBe(200);
  }
  const token = outbound.requests.filter(({ method }) => method === 'POST');
  expect(token).toHaveLength(4);
  expect(outbound.connections).toBe(token.length + 1);
  for (const { target, headers } of outbound.requests) {
    expect(target.startsWith(`${platform.url}/api/oauth2/`)).toBe(true);
    expect(headers['proxy-authorization']).toBe(BASIC);
  }
  expect(platform.requests.filter(({ headers }) => headers['proxy-authorization'])).toEqual([]);
  expect(log()).not.toMatch(/operator|pa55|b3BlcmF0b3I/);
});

test('NO_PROXY leaves the platform out', async () => {
  const { signedIn, log } = await startProxy({
    env: { HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: 'example.com, 127.0.0.1' },
  });
  expect((await (await signedIn()).api('/api/user/info')).status).toBe(200);
  expect(log()).not.toContain('outbound proxy');
});

const transportThrough = (uri: string, platformUrl: string, timeoutMs = 5_000) =>
  transportTo(platformUrl, {
    timeoutMs,
    outboundProxies: { httpProxy: uri, httpsProxy: '', noProxy: '' },
  });

describe('a failure of the outbound proxy is named, and not in doubt', () => {
  test.each([
    ['https', 407],
    ['https', 502],
    ['https', 403],
    ['https', 301],
    ['http', 407],
  ])('if it refuses a platform on %s with status %i', async (scheme, status) => {
    const { host } = await startOutboundProxy({ refuseWith: status });
    const transport = transportThrough(`http://${host}`, `${scheme}://platform.example`);
    const detail = `refused by the outbound proxy (status ${status})`;
    const expected = { kind: 'unreachable', detail, inDoubt: false };
    expect(await errorOf(transport)).toMatchObject(expected);
  });

  test('if it is gone', async () => {
    const host = `127.0.0.1:${await freePort()}`;
    const transport = transportThrough(`http://${host}`, 'https://platform.example');
    const detail = `no connection through the outbound proxy ${host} (ECONNREFUSED)`;
    const expected = { kind: 'unreachable', detail, inDoubt: false };
    expect(await errorOf(transport)).toMatchObject(expected);
  });

  test('if it does not respond in time, and the next request tries again', async () => {
    const { host, requests } = await startOutboundProxy({ refuseWith: 'silence' });
    const transport = transportThrough(`http://${host}`, 'https://platform.example', 401);
    const detail = `no connection through the outbound proxy ${host} within the time limit`;
    for (let count = 0; count < 2; count++) {
      const expected = { kind: 'timeout', detail, inDoubt: false };
      expect(await errorOf(transport)).toMatchObject(expected);
    }
    expect(requests).toHaveLength(2);
  });

  test('and is in the log of a request', async () => {
    const { host } = await startOutboundProxy({ refuseWith: 407 });
    const { browser, log } = await startProxy({ env: { HTTP_PROXY: `http://${host}` } });
    expect(await browser().signIn()).toBe('/?error=temporarily_unavailable');
    expect(log()).toContain('refused by the outbound proxy (status 407)');
  });
});

describe('which outbound proxy an origin is reached through', () => {
  const BOTH = { httpProxy: 'http://p.example:8080', httpsProxy: 'http://u:p@q.example' };
  test.each<[string, Partial<OutboundProxies>, string | undefined]>([
    ['https://api.example', {}, undefined],
    ['https://api.example', BOTH, 'q.example:80'],
    ['http://127.0.0.1:9', BOTH, 'p.example:8080'],
    ['https://api.example', { httpProxy: 'http://p.example:8080' }, 'p.example:8080'],
    ['http://127.0.0.1:9', { httpsProxy: 'https://q.example' }, undefined],
    ['https://api.example', { httpsProxy: 'https://q.example' }, 'q.example:443'],
    ['https://api.example', { ...BOTH, noProxy: '*' }, undefined],
    ['https://api.example', { ...BOTH, noProxy: 'API.example' }, undefined],
    ['https://a.api.example', { ...BOTH, noProxy: '.api.example' }, undefined],
    ['https://notapi.example', { ...BOTH, noProxy: 'api.example' }, 'q.example:80'],
    ['https://api.example', { ...BOTH, noProxy: 'api.example:8443' }, 'q.example:80'],
    ['https://api.example:8443', { ...BOTH, noProxy: 'x, api.example:8443' }, undefined],
    ['http://[::1]:9', { ...BOTH, noProxy: '::1' }, undefined],
  ])('%s with %j: %s', (origin, proxies, through) => {
    const none = { httpProxy: '', httpsProxy: '', noProxy: '' };
    expect(outboundProxyFor(origin, { ...none, ...proxies })).toBe(through);
  });
});
