import { describe, expect, test } from 'vitest';
import type { Fault, Platform } from '../../support/fake-platform/platform.ts';
import type { Client } from '../../support/proxy/client.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

async function signedIn(env: Record<string, string> = {}) {
  const proxy = await startProxy({ env: { USERINFO_MAX_AGE: '0', ...env } });
  const client = await proxy.signedIn();
  proxy.platform.clearRequests();
  const read = () => client.api('/api/user/info');
  return { ...proxy, client, read };
}

async function signInAs(
  signIn: (username: string) => Promise<Client>,
  platform: Platform,
  usernames: string[],
): Promise<Client[]> {
  const clients: Client[] = [];
  for (const username of usernames) {
    platform.users.add({ username });
    clients.push(await signIn(username));
  }
  platform.clearRequests();
  return clients;
}

describe('a platform that is down', () => {
  test.each<[string, Fault, string]>([
    ['says 500', { status: 500 }, 'platform_unavailable'],
    ['resets connections', { reset: true }, 'platform_unavailable'],
    ['times out', { hang: true }, 'platform_timeout'],
  ])('and %s is asked five times, then once after each pause', async (_kind, fault, error) => {
    const { platform, read, clock } = await signedIn({ PLATFORM_TIMEOUT: '0.2' });
    platform.misbehave('userinfo', fault);
    for (let count = 0; count < 5; count++) expect((await read()).json().error).toBe(error);
    const asked = platform.requestsTo('userinfo').length;
    for (let count = 0; count < 20; count++) {
      const answer = await read();
      expect(answer.json().error).toBe(error);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(platform.requestsTo('userinfo')).toHaveLength(asked);
    clock.pass(1);
    await read();
    expect(platform.requestsTo('userinfo').length).toBeGreaterThan(asked);
    const afterOne = platform.requestsTo('userinfo').length;
    await read();
    expect(platform.requestsTo('userinfo')).toHaveLength(afterOne);
  });

  test('is asked again at once when a try has succeeded', async () => {
    const { platform, read, clock } = await signedIn();
    platform.misbehave('userinfo', { status: 503 });
    for (let count = 0; count < 6; count++) await read();
    platform.misbehave('userinfo', null);
    clock.pass(1);
    for (let count = 0; count < 3; count++) expect((await read()).status).toBe(200);
    platform.misbehave('userinfo', { status: 503 }, { times: 1 });
    expect((await read()).status).toBe(503);
    expect((await read()).status).toBe(200);
  });

  test('is tried by one request at a time, and by another session after one that failed', async () => {
    const { platform, client, read, clock, signedIn: signIn } = await signedIn();
    const others = await signInAs(signIn, platform, ['second', 'third']);
    platform.misbehave('userinfo', { status: 503 });
    for (const one of [client, ...others, client, ...others]) await one.api('/api/user/info');
    const [second, third] = others as [Client, Client];
    platform.clearRequests();
    expect((await third.api('/api/user/info')).json().error).toBe('platform_unavailable');
    expect(platform.requestsTo('userinfo')).toHaveLength(0);
    clock.pass(2);
    await read();
    expect(platform.requestsTo('userinfo')).toHaveLength(1);
    const gate = Promise.withResolvers<void>();
    platform.misbehave('userinfo', { gate: gate.promise });
    clock.pass(2);
    const arrived = platform.nextRequest('userinfo');
    expect((await read()).json().error).toBe('platform_unavailable');
    const trying = second.api('/api/user/info');
    await arrived;
    expect((await third.api('/api/user/info')).json().error).toBe('platform_unavailable');
    gate.resolve();
    expect((await trying).status).toBe(200);
    expect((await third.api('/api/user/info')).status).toBe(200);
    expect(platform.requestsTo('userinfo')).toHaveLength(3);
  });

  test('for one session is not down for others', async () => {
    const { platform, client, clock, signedIn: signIn } = await signedIn();
    const others = await signInAs(signIn, platform, ['second', 'third']);
    const own = platform.issued.accessTokens[0];
    platform.misbehaveBy(({ headers }) =>
      headers.authorization === `Bearer ${own}` ? { status: 503 } : null,
    );
    for (let count = 0; count < 20; count++) {
      expect((await client.api('/api/user/info')).status).toBe(503);
      clock.pass(1);
    }
    for (const one of others) expect((await one.api('/api/user/info')).status).toBe(200);
  });

  test('at one endpoint serves at the others', async () => {
    const { platform, client, read } = await signedIn();
    platform.misbehave('topup', { status: 500 });
    for (let count = 0; count < 8; count++) await client.api('/api/user/topup');
    expect(platform.requestsTo('topup')).toHaveLength(5);
    expect((await read()).status).toBe(200);
  });

  test('has each background renewal of a session five seconds apart', async () => {
    const { platform, read, clock } = await signedIn();
    clock.pass(7200 - 240);
    platform.misbehave('token', { status: 500 });
    for (let count = 0; count < 10; count++) expect((await read()).status).toBe(200);
    expect(platform.requestsTo('token').length).toBe(1);
    clock.pass(6);
    platform.misbehave('token', null);
    await read();
  });
});

describe('Retry-After of the platform', () => {
  test('with 503 holds for the session that got it, and is passed on as what is left of it', async () => {
    const { platform, read, clock, browser } = await signedIn();
    platform.users.add({ username: 'other' });
    const other = browser();
    await other.signIn('other');
    platform.misbehave('userinfo', { status: 503, headers: { 'retry-after': '120' } });
    expect((await read()).headers['retry-after']).toBe('120');
    platform.misbehave('userinfo', null);
    clock.pass(60);
    expect((await other.api('/api/user/info')).status).toBe(200);
    const answer = await read();
    expect(answer.json().error).toBe('platform_unavailable');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(50);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(platform.requestsTo('userinfo')).toHaveLength(2);
    clock.pass(61);
    expect((await read()).status).toBe(200);
    expect((await other.api('/api/user/info')).status).toBe(200);
  });

  test('with 429 holds for the session that was told', async () => {
    const { platform, client, read, clock, browser } = await signedIn();
    platform.users.add({ username: 'other' });
    const other = browser();
    await other.signIn('other');
    platform.misbehave('userinfo', { status: 429, headers: { 'retry-after': '90' } });
    expect((await read()).headers['retry-after']).toBe('90');
    platform.misbehave('userinfo', null);
    expect((await read()).json().error).toBe('platform_unavailable');
    expect(platform.requestsTo('userinfo')).toHaveLength(1);
    expect((await other.api('/api/user/info')).status).toBe(200);
    expect((await client.api('/api/user/topup')).status).toBe(200);
    clock.pass(91);
    expect((await read()).status).toBe(200);
  });

  test('of the token endpoint holds for renewals', async () => {
    const { platform, read, clock } = await signedIn();
    clock.pass(7201);
    platform.misbehave('token', { status: 429, headers: { 'retry-after': '45' } });
    expect((await read()).headers['retry-after']).toBe('45');
    platform.misbehave('token', null);
    expect((await read()).status).toBe(503);
    expect(platform.requestsTo('token')).toHaveLength(1);
    clock.pass(46);
    expect((await read()).status).toBe(200);
  });

  test('of an hour and more is an hour, and a clock that is put back ends it', async () => {
    const { platform, read, clock } = await signedIn();
    platform.misbehave('userinfo', { status: 503, headers: { 'retry-after': '999999' } });
    expect((await read()).headers['retry-after']).toBe('3600');
    platform.misbehave('userinfo', null);
    expect((await read()).status).toBe(503);
    clock.pass(-30);
    expect((await read()).status).toBe(200);
  });
});

test('a platform whose tokens live for four minutes is not asked for new ones at every read', async () => {
  const { client, platform, clock } = await signedIn({});
  platform.settings.accessTokenLifetime = 240;
  clock.pass(7200 - 240);
  for (let round = 1; round <= 3; round++) {
    await client.api('/api/user/info');
    await until('the renewal', () => platform.requestsTo('token').length === round);
    await until('the new token in use', async () => {
      await client.api('/api/user/info');
      const last = platform.requestsTo('userinfo').at(-1)?.headers.authorization;
      return last === `Bearer ${platform.issued.accessTokens.at(-1)}`;
    });
    for (let count = 0; count < 10; count++) await client.api('/api/user/info');
    expect(platform.requestsTo('token')).toHaveLength(round);
    clock.pass(31);
  }
});
