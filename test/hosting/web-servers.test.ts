import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SLOTS } from '../../shared/account-slots.ts';
import { openServers } from '../support/environment/servers.ts';
import { freePort } from '../support/ports/free-port.ts';
import { Client } from '../support/proxy/client.ts';
import { checks, findingsAt } from '../support/proxy/doctor.ts';
import { until } from '../support/waiting/until.ts';
import { CERTIFICATE, startCaddy, startNginx } from './web-server.ts';

/** How each web server starts, and how a client trusts its certificate. Caddy has an authority of its own. */
const NGINX = [startNginx, { ca: readFileSync(CERTIFICATE), servername: 'localhost' }] as const;
const CADDY = [startCaddy, { rejectUnauthorized: false, servername: 'localhost' }] as const;

/** Starts a platform, a proxy and a web server in front of it. */
async function behind([start, connect]: typeof NGINX | typeof CADDY, env = {}) {
  const [http, https, proxyPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const address = `https://localhost:${https}`;
  const { platform, proxy, ...servers } = await openServers({
    proxyPort,
    publicUrl: address,
    env: { TRUST_PROXY: '127.0.0.1', HOST: '127.0.0.1', ...env },
  });
  onTestFinished(() => servers.close());
  const server = await start({ http, https, proxy: proxyPort });
  onTestFinished(() => server.close());
  const agentWith = (options: Agent.Options) => {
    const dispatcher = new Agent({ ...options, connect });
    onTestFinished(() => dispatcher.close());
    return dispatcher;
  };
  /** A client with this loopback address. */
  const from = (localAddress: string) => new Client(address, platform, agentWith({ localAddress }));
  /** Checks the health over https at this host. */
  const healthAt = async (host: string) => {
    const options = { headers: { host: `localhost:${https}` }, dispatcher: agentWith({}) };
    const { body } = await request(`https://${host}:${https}/healthz`, options);
    return body.json();
  };
  return { address, http, platform, proxy, server, from, healthAt };
}

test.each([
  ['nginx', NGINX],
  ['Caddy', CADDY],
])('behind %s, rate limits count the true address of the client', async (_name, webServer) => {
  const { proxy, from } = await behind(webServer, {
    RATE_LIMIT_SIGN_IN: '3',
    LOG_LEVEL: 'info',
  });
  const [one, other] = [from('127.0.0.2'), from('127.0.0.3')];
  const start = (client: Client, forwardedFor: string) =>
    client.send('/auth/oauth/start', { headers: { 'x-forwarded-for': forwardedFor } });
  const statuses: number[] = [];
  for (let at = 0; at < 5; at++) statuses.push((await start(one, `10.0.0.${at}`)).status);
  expect(statuses).toEqual([302, 302, 302, 429, 429]);
  expect((await start(other, '127.0.0.2')).status).toBe(302);
  expect(proxy.log).toContain('"address":"127.0.0.2"');
  await until('the log line of the other', () => proxy.log.includes('"address":"127.0.0.3"'));
  expect(proxy.log).not.toContain('10.0.0.');
});

test.each([
  ['nginx', NGINX],
  ['Caddy', CADDY],
])('behind %s, one browser holds ten accounts', async (_name, webServer) => {
  const { platform, from } = await behind(webServer);
  const client = from('127.0.0.2');
  const users = SLOTS.map((slot) => `user-${slot}`);
  for (const [slot, username] of users.entries()) {
    platform.users.add({ username });
    expect(await client.signIn(username, slot)).toBe('/?login=success');
  }
  for (const slot of SLOTS) await client.start(slot);
  expect(client.cookies.size).toBe(20);
  expect((await client.api('/api/sessions')).json()).toEqual({ slots: SLOTS });
  for (const [slot, username] of users.entries()) {
    expect((await client.inSlot(slot)).json().username).toBe(username);
  }
  expect((await client.inSlot(9, '/auth/logout', { method: 'POST' })).status).toBe(204);
  expect((await client.api('/api/sessions')).json()).toEqual({ slots: SLOTS.slice(0, 9) });
});

test.each([
  ['nginx', NGINX],
  ['Caddy', CADDY],
])(
  'a proxy behind %s passes every check of the doctor but those of the test certificate',
  async (_name, webServer) => {
    const { address } = await behind(webServer);
    const findings = await findingsAt(address, { version: '0.0.0' });
    const unexpected = findings.filter(({ check }) => !check.startsWith('certificate'));
    expect(checks(unexpected, 'fail')).toEqual([]);
    expect(checks(unexpected, 'warn')).toEqual([]);
    expect(checks(unexpected, 'pass')).toContain('the cookies of ten accounts');
  },
);

test('behind Caddy, users sign in over https, also on IPv6', async () => {
  const { from, healthAt } = await behind(CADDY);
  const client = from('127.0.0.2');
  expect(await client.signIn()).toBe('/?login=success');
  expect([...client.cookies.keys()]).toEqual(['__Host-balance_companion_session']);
  const info = await client.api('/api/user/info');
  expect(info.status).toBe(200);
  expect(info.headers.server).toBeUndefined();
  expect(await healthAt('[::1]')).toEqual({ status: 'alive' });
});

describe('behind nginx', () => {
  test('signs in, reads and signs out over https with __Host- cookies, and logs no code', async () => {
    const { platform, server, from } = await behind(NGINX, { HSTS_MAX_AGE: '31536000' });
    const client = from('127.0.0.1');
    expect(await client.signIn()).toBe('/?login=success');
    const names = [...client.cookies.keys()];
    expect(names).toEqual(['__Host-balance_companion_session']);
    const info = await client.api('/api/user/info');
    expect(info.status).toBe(200);
    expect(info.json().username).toBe('demo');
    expect(info.headers['strict-transport-security']).toMatch(/^max-age=/);
    expect((await client.api('/auth/logout', { method: 'POST' })).status).toBe(204);
    const log = server.accessLog();
    expect(log).toContain('"GET /oauth/callback" 303');
    const secrets = Object.values(platform.issued).flat();
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
    expect(log).not.toMatch(/code=|state=/);
  });

  test.each(['127.0.0.1', '[::1]'])('redirects http to https on %s [P19]', async (host) => {
    const { address, http, healthAt } = await behind(NGINX);
    const named = { headers: { host: 'localhost' } };
    const plain = await request(`http://${host}:${http}/?login=success`, named);
    expect(plain.statusCode).toBe(301);
    expect(plain.headers.location).toBe(`${address}/?login=success`);
    expect(await healthAt(host)).toEqual({ status: 'alive' });
  });

  test('passes on a Cookie header of 32 KiB [P14]', async () => {
    const { from } = await behind(NGINX);
    const client = from('127.0.0.1');
    await client.signIn();
    const ours = [...client.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
    const cookie = `other=${'x'.repeat(32 * 1024 - ours.length - 'other=; '.length)}; ${ours}`;
    const info = await client.api('/api/user/info', { headers: { cookie } });
    expect(info.status).toBe(200);
  });
});
