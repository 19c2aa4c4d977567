import { once } from 'node:events';
import { expect, test } from 'vitest';
import { holdRequests } from '../../support/proxy/hold-requests.ts';
import { openConnection } from '../../support/proxy/raw-request.ts';
import { startProxyProcess } from '../../support/proxy/start-process.ts';
import { until } from '../../support/waiting/until.ts';

async function start(env: Record<string, string> = {}) {
  const { platform, proxy, client } = await startProxyProcess({ USERINFO_MAX_AGE: '0', ...env });
  await client.signIn();
  const shuttingDown = () =>
    until('the shutdown to begin', () => proxy.log.includes('shutting down'));
  return { platform, proxy, client, shuttingDown };
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  'on %s, current requests are answered and the process exits with 0',
  async (signal) => {
    const { platform, proxy, client, shuttingDown } = await start();
    const { release } = holdRequests(platform, 'topup');
    const outcomes = Array.from({ length: 20 }, () => client.copy().outcome('/api/user/topup'));
    await until('every request to arrive', () => platform.requestsTo('topup').length === 20);
    const ended = proxy.stop(signal);
    await shuttingDown();
    release();
    expect(await Promise.all(outcomes)).toEqual(Array(20).fill('200'));
    expect(await ended).toBe(0);
    expect(proxy.log).toContain('"msg":"stopped"');
  },
);

test.each([
  ['that never sent anything', ''],
  ['that sent half a request', 'GET /healthz HTTP/1.1\r\nHo'],
  ['that is kept alive after a response', 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'],
])('a connection %s does not delay the exit', async (_kind, sent) => {
  const { proxy } = await start();
  const { socket, closed } = await openConnection(proxy.url, sent);
  if (sent.endsWith('\r\n\r\n')) await once(socket, 'data');
  expect(await proxy.stop()).toBe(0);
  expect(proxy.log).not.toContain('shutdown took too long');
  await closed;
});

test('a request that needs three slow platform requests is answered', async () => {
  const { platform, proxy, client, shuttingDown } = await start({ PLATFORM_TIMEOUT: '4' });
  platform.expireAccessTokens('demo');
  platform.misbehave('userinfo', { delay: 3_400 });
  platform.misbehave('token', { delay: 3_400 });
  const arrived = platform.nextRequest('userinfo');
  const response = client.api('/api/user/info');
  await arrived;
  const ended = proxy.stop();
  await shuttingDown();
  expect((await response).status).toBe(200);
  expect(await ended).toBe(0);
});

test('tokens of a refresh during the shutdown are saved, and the session continues after the restart', async () => {
  const { platform, proxy, client, shuttingDown } = await start();
  platform.expireAccessTokens('demo');
  const { arrived, release } = holdRequests(platform, 'token');
  const response = client.api('/api/user/info');
  await arrived;
  const ended = proxy.stop();
  await shuttingDown();
  release();
  expect((await response).status).toBe(200);
  expect(await ended).toBe(0);
  platform.misbehave('token', null);
  await proxy.start();
  expect((await client.api('/api/user/info')).status).toBe(200);
  expect(platform.requestsTo('token')).toHaveLength(2);
});

test('a platform that never responds delays the shutdown no longer than its time limit', async () => {
  const { platform, proxy, client } = await start({ PLATFORM_TIMEOUT: '0.5' });
  platform.misbehave('userinfo', { hang: true });
  const arrived = platform.nextRequest('userinfo');
  const response = client.api('/api/user/info');
  await arrived;
  const ended = proxy.stop();
  expect((await response).status).toBe(504);
  expect(await ended).toBe(0);
});
