import { Agent, request } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { openServers } from '../support/environment/servers.ts';
import { freePort } from '../support/ports/free-port.ts';
import { Client } from '../support/proxy/client.ts';
import { startCaddy } from './web-server.ts';

test('behind Caddy, users sign in over https, and rate limits count the true address', async () => {
  const [https, proxyPort] = await Promise.all([freePort(), freePort()]);
  const address = `https://localhost:${https}`;
  const { platform, ...servers } = await openServers({
    proxyPort,
    publicUrl: address,
    env: { TRUST_PROXY: '127.0.0.1', HOST: '127.0.0.1', RATE_LIMIT_SIGN_IN: '4' },
  });
  onTestFinished(() => servers.close());
  const caddy = await startCaddy({ https, proxy: proxyPort });
  onTestFinished(() => caddy.close());
  const from = (localAddress: string) => {
    // Caddy signs the certificate for localhost with an authority of its own.
    const dispatcher = new Agent({ localAddress, connect: { rejectUnauthorized: false } });
    onTestFinished(() => dispatcher.close());
    return new Client(address, platform, dispatcher);
  };

  const client = from('127.0.0.2');
  expect(await client.signIn()).toBe('/?login=success');
  expect([...client.cookies.keys()]).toEqual(['__Host-balance_companion_session']);
  const info = await client.api('/api/user/info');
  expect(info.status).toBe(200);
  expect(info.headers.server).toBeUndefined();

  // Caddy also listens on IPv6 by default.
  const dispatcher = new Agent({
    connect: { rejectUnauthorized: false, servername: 'localhost' },
  });
  onTestFinished(() => dispatcher.close());
  const overIpv6 = await request(`https://[::1]:${https}/healthz`, {
    headers: { host: `localhost:${https}` },
    dispatcher,
  });
  expect(await overIpv6.body.json()).toEqual({ status: 'alive' });

  const start = (client: Client, forwardedFor: string) =>
    client.send('/auth/oauth/start', { headers: { 'x-forwarded-for': forwardedFor } });
  const statuses: number[] = [];
  for (let at = 0; at < 4; at++) statuses.push((await start(client, `10.0.0.${at}`)).status);
  expect(statuses).toEqual([302, 302, 429, 429]);
  expect((await start(from('127.0.0.3'), '127.0.0.2')).status).toBe(302);
});
