import { connect } from 'node:net';
import { Agent, request } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startPlatform } from '../../support/fake-platform/platform.ts';
import { freePort } from '../../support/ports/free-port.ts';
import { Client } from '../../support/proxy/client.ts';
import { ProxyProcess } from '../../support/proxy-process/proxy-process.ts';
import { until } from '../../support/waiting/until.ts';

async function startBoth(env: Record<string, string> = {}) {
  const platform = await startPlatform();
  const port = await freePort();
  const redirectUri = `http://localhost:${port}/oauth/callback`;
  const { clientId, clientSecret } = platform.registerApp({ name: 'Companion', redirectUri });
  const proxy = await ProxyProcess.start({
    port,
    platformUrl: platform.url,
    clientId,
    clientSecret,
    env: { USERINFO_MAX_AGE: '0', ...env },
  });
  onTestFinished(async () => {
    for (const endpoint of ['userinfo', 'topup', 'token'] as const) {
      platform.misbehave(endpoint, null);
    }
    await proxy.close();
    await platform.close();
  });
  const client = new Client(proxy.url, platform);
  await client.signIn();
  const shuttingDown = () =>
    until('the shutdown to begin', () => proxy.log.includes('shutting down'));
  return { platform, proxy, client, shuttingDown };
}

describe.each(['SIGTERM', 'SIGINT'] as const)('on %s', (signal) => {
  test('current requests are answered, then the process exits with 0', async () => {
    const { platform, proxy, client, shuttingDown } = await startBoth();
    const gate = Promise.withResolvers<void>();
    platform.misbehave('topup', { gate: gate.promise });
    const responses = Array.from({ length: 20 }, () => client.copy().api('/api/user/topup'));
    await until('every request to arrive', () => platform.requestsTo('topup').length === 20);
    const ended = proxy.stop(signal);
    await shuttingDown();
    gate.resolve();
    const statuses = (await Promise.all(responses)).map(({ status }) => status);
    expect(statuses).toEqual(Array(20).fill(200));
    expect(await ended).toBe(0);
    expect(proxy.log).toContain('"msg":"stopped"');
  });
});

test('clients that send requests without a pause get Connection: close and lose no request', async () => {
  const { proxy } = await startBoth();
  let responses = 0;
  const sendUntilClosed = async () => {
    const agent = new Agent({ connections: 1, keepAliveTimeout: 60_000 });
    for (;;) {
      const response = await request(`${proxy.url}/healthz`, { dispatcher: agent });
      await response.body.dump();
      responses += 1;
      if (response.headers.connection === 'close') break;
    }
    await agent.close();
  };
  const clients = Array.from({ length: 8 }, sendUntilClosed);
  await until('the load', () => responses > 200);
  const ended = proxy.stop();
  await expect(Promise.all(clients)).resolves.toHaveLength(8);
  expect(await ended).toBe(0);
});

test.each([
  ['that never sent anything', ''],
  ['that sent half a request', 'GET /healthz HTTP/1.1\r\nHo'],
])('a connection %s does not delay the exit', async (_kind, sent) => {
  const { proxy } = await startBoth();
  const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(sent);
  expect(await proxy.stop()).toBe(0);
  await closed;
});

test('a request that needs three slow platform requests is answered', async () => {
  const { platform, proxy, client, shuttingDown } = await startBoth({ PLATFORM_TIMEOUT: '4' });
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

test('an idle keep-alive connection does not delay the exit', async () => {
  const { proxy } = await startBoth();
  const agent = new Agent({ keepAliveTimeout: 60_000, keepAliveMaxTimeout: 60_000 });
  const response = await request(`${proxy.url}/healthz`, { dispatcher: agent });
  await response.body.dump();
  expect(await proxy.stop()).toBe(0);
  expect(proxy.log).not.toContain('shutdown took too long');
  await agent.close();
});

test('tokens of a refresh during the shutdown are saved, and the session continues after the restart', async () => {
  const { platform, proxy, client, shuttingDown } = await startBoth();
  platform.expireAccessTokens('demo');
  const gate = Promise.withResolvers<void>();
  platform.misbehave('token', { gate: gate.promise });
  const arrived = platform.nextRequest('token');
  const response = client.api('/api/user/info');
  await arrived;
  const ended = proxy.stop();
  await shuttingDown();
  gate.resolve();
  expect((await response).status).toBe(200);
  expect(await ended).toBe(0);
  platform.misbehave('token', null);
  await proxy.start();
  expect((await client.api('/api/user/info')).status).toBe(200);
  expect(platform.requestsTo('token')).toHaveLength(2);
});

test('a platform that never responds delays the shutdown no longer than its time limit', async () => {
  const { platform, proxy, client } = await startBoth({ PLATFORM_TIMEOUT: '0.5' });
  platform.misbehave('userinfo', { hang: true });
  const arrived = platform.nextRequest('userinfo');
  const response = client.api('/api/user/info');
  await arrived;
  const ended = proxy.stop();
  expect((await response).status).toBe(504);
  expect(await ended).toBe(0);
});

test('the session survives a restart, and even a kill', async () => {
  const { proxy, client } = await startBoth();
  expect(await proxy.stop('SIGKILL')).toBe(null);
  await proxy.start();
  expect((await client.api('/api/user/info')).status).toBe(200);
});
