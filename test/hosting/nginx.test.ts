import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fetcherFor } from '../../proxy/cli/doctor/fetch.ts';
import { runChecks } from '../../proxy/cli/doctor/run-checks.ts';
import { readTarget, type Target } from '../../proxy/cli/doctor/target.ts';
import { openServers } from '../support/environment/servers.ts';
import { freePort } from '../support/ports/free-port.ts';
import { Client } from '../support/proxy/client.ts';
import { until } from '../support/waiting/until.ts';
import { CERTIFICATE, startNginx } from './web-server.ts';

/** Starts a platform, a proxy and nginx in front of it. */
async function behindNginx(env: Record<string, string> = {}) {
  const [http, https, proxyPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const address = `https://localhost:${https}`;
  const { platform, proxy, ...servers } = await openServers({
    proxyPort,
    publicUrl: address,
    env: { TRUST_PROXY: '127.0.0.1', HOST: '127.0.0.1', ...env },
  });
  onTestFinished(() => servers.close());
  const nginx = await startNginx({ http, https, proxy: proxyPort });
  onTestFinished(() => nginx.close());
  /** A client with this loopback address. */
  const from = (localAddress: string) => {
    const dispatcher = new Agent({ localAddress, connect: { ca: readFileSync(CERTIFICATE) } });
    onTestFinished(() => dispatcher.close());
    return new Client(address, platform, dispatcher);
  };
  return { address, http, https, platform, proxy, nginx, from };
}

describe('behind nginx', () => {
  test('signs in, reads and signs out over https with __Host- cookies, and logs no code', async () => {
    const { platform, nginx, from } = await behindNginx({ HSTS_MAX_AGE: '31536000' });
    const client = from('127.0.0.1');
    expect(await client.signIn()).toBe('/?login=success');
    const names = [...client.cookies.keys()];
    expect(names).toEqual(['__Host-balance_companion_session']);
    const info = await client.api('/api/user/info');
    expect(info.status).toBe(200);
    expect(info.json().username).toBe('demo');
    expect(info.headers['strict-transport-security']).toMatch(/^max-age=/);
    expect((await client.api('/auth/logout', { method: 'POST' })).status).toBe(204);
    const log = nginx.accessLog();
    expect(log).toContain('"GET /oauth/callback" 303');
    const secrets = Object.values(platform.issued).flat();
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
    expect(log).not.toMatch(/code=|state=/);
  });

  test('counts rate limits by the true address of the client', async () => {
    const { proxy, from } = await behindNginx({ RATE_LIMIT_SIGN_IN: '3', LOG_LEVEL: 'info' });
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

  test.each(['127.0.0.1', '[::1]'])('redirects http to https on %s [P19]', async (host) => {
    const { address, http, https } = await behindNginx();
    const options = { ca: readFileSync(CERTIFICATE), servername: 'localhost' };
    const dispatcher = new Agent({ connect: options });
    onTestFinished(() => dispatcher.close());
    const named = { headers: { host: 'localhost' } };
    const plain = await request(`http://${host}:${http}/?login=success`, named);
    expect(plain.statusCode).toBe(301);
    expect(plain.headers.location).toBe(`${address}/?login=success`);
    const secure = await request(`https://${host}:${https}/healthz`, { ...named, dispatcher });
    expect(await secure.body.json()).toEqual({ status: 'alive' });
  });

  test('passes on a Cookie header of 32 KiB [P14]', async () => {
    const { from } = await behindNginx();
    const client = from('127.0.0.1');
    await client.signIn();
    const ours = [...client.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
    const cookie = `other=${'x'.repeat(32 * 1024 - ours.length - 'other=; '.length)}; ${ours}`;
    const info = await client.api('/api/user/info', { headers: { cookie } });
    expect(info.status).toBe(200);
  });

  test('passes every check of the doctor but that of the test certificate', async () => {
    const { address } = await behindNginx();
    const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
    onTestFinished(() => dispatcher.close());
    const lenientFetcherFor = (origin: string) => fetcherFor(origin, dispatcher);
    const findings = await runChecks({
      target: readTarget(address) as Target,
      fetchProxy: lenientFetcherFor(address),
      lenientFetcherFor,
      strictFetcherFor: lenientFetcherFor,
      version: '0.0.0',
      now: Date.now,
    });
    const problems = findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
    expect(problems.map(({ check }) => check)).toEqual(['certificate']);
  });
});
