import { describe, expect, test } from 'vitest';
import type { Fault } from '../../support/fake-platform/platform.ts';
import type { Client } from '../../support/proxy/client.ts';
import { holdRequests } from '../../support/proxy/hold-requests.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

/** Signs in `demo`, and further users by their names. */
async function signedIn(others: string[] = [], env: Record<string, string> = {}) {
  const proxy = await startProxy({ env: { USERINFO_MAX_AGE: '0', ...env } });
  const { platform } = proxy;
  const client = await proxy.signedIn();
  const otherClients: Client[] = [];
  for (const username of others) {
    platform.users.add({ username });
    otherClients.push(await proxy.signedIn(username));
  }
  platform.clearRequests();
  const read = () => client.api('/api/user/info');
  return { ...proxy, client, others: otherClients, read };
}

const DOWN: Fault = { status: 503 };

describe('a platform that is down', () => {
  test.each<[string, Fault, string]>([
    ['sends 500', { status: 500 }, 'platform_unavailable'],
    ['resets connections', { reset: true }, 'platform_unavailable'],
    ['times out', { hang: true }, 'platform_timeout'],
  ])('and %s gets five requests, then one after each cooldown', async (_kind, fault, error) => {
    const { platform, read, clock } = await signedIn(
      [],
      fault.hang ? { PLATFORM_TIMEOUT: '0.5' } : {},
    );
    clock.freeze();
    platform.misbehave('userinfo', fault);
    for (let count = 0; count < 5; count++) expect((await read()).json().error).toBe(error);
    const count = platform.requestsTo('userinfo').length;
    for (let attempt = 0; attempt < 20; attempt++) {
      const response = await read();
      expect(response.json().error).toBe(error);
      expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(platform.requestsTo('userinfo')).toHaveLength(count);
    clock.pass(1);
    await read();
    const countAfterTrial = platform.requestsTo('userinfo').length;
    expect(countAfterTrial).toBeGreaterThan(count);
    await read();
    expect(platform.requestsTo('userinfo')).toHaveLength(countAfterTrial);
  });

  test('gets requests again at once after a successful trial', async () => {
    const { platform, read, clock } = await signedIn();
    platform.misbehave('userinfo', DOWN);
    for (let count = 0; count < 6; count++) await read();
    platform.misbehave('userinfo', null);
    clock.pass(1);
    for (let count = 0; count < 3; count++) expect((await read()).status).toBe(200);
    platform.misbehave('userinfo', DOWN, { times: 1 });
    expect((await read()).status).toBe(503);
    expect((await read()).status).toBe(200);
  });

  test('gets one trial at a time, and after a failed one that of another session', async () => {
    const { platform, client, others, read, clock } = await signedIn(['second', 'third']);
    const [second, third] = others as [Client, Client];
    const readAs = (one: Client) => one.api('/api/user/info');
    clock.freeze();
    platform.misbehave('userinfo', DOWN);
    for (const one of [client, ...others, client, ...others]) await readAs(one);
    platform.clearRequests();
    expect((await readAs(third)).json().error).toBe('platform_unavailable');
    expect(platform.requestsTo('userinfo')).toHaveLength(0);
    clock.pass(2);
    await read();
    expect(platform.requestsTo('userinfo')).toHaveLength(1);
    const { arrived, release } = holdRequests(platform, 'userinfo');
    clock.pass(2);
    expect((await read()).json().error).toBe('platform_unavailable');
    const trial = readAs(second);
    await arrived;
    expect((await readAs(third)).json().error).toBe('platform_unavailable');
    release();
    expect((await trial).status).toBe(200);
    expect((await readAs(third)).status).toBe(200);
    expect(platform.requestsTo('userinfo')).toHaveLength(3);
  });

  test('for one session is not down for others', async () => {
    const { platform, read, others, clock } = await signedIn(['second', 'third']);
    const own = platform.issued.accessTokens[0];
    platform.misbehaveBy(({ headers }) =>
      headers.authorization === `Bearer ${own}` ? DOWN : null,
    );
    for (let count = 0; count < 20; count++) {
      expect((await read()).status).toBe(503);
      clock.pass(1);
    }
    for (const one of others) expect((await one.api('/api/user/info')).status).toBe(200);
  });

  test('at one endpoint serves at the others', async () => {
    const { platform, client, read, clock } = await signedIn();
    clock.freeze();
    platform.misbehave('topup', { status: 500 });
    for (let count = 0; count < 8; count++) await client.api('/api/user/topup');
    expect(platform.requestsTo('topup')).toHaveLength(5);
    expect((await read()).status).toBe(200);
  });

  test('gets the background refreshes of a session five seconds apart', async () => {
    const { platform, read, clock } = await signedIn();
    clock.freeze();
    clock.pass(7200 - 240);
    platform.misbehave('token', { status: 500 });
    for (let count = 0; count < 10; count++) expect((await read()).status).toBe(200);
    await until('the refresh', () => platform.requestsTo('token').length === 1);
    clock.pass(6);
    platform.misbehave('token', null);
    await read();
    await until('the next refresh', () => platform.requestsTo('token').length === 2);
  });
});

describe('Retry-After of the platform', () => {
  test.each([503, 429])('with %i holds for that session and endpoint alone', async (status) => {
    const { platform, client, read, clock, others } = await signedIn(['other']);
    const [other] = others as [Client];
    platform.misbehave('userinfo', { status, headers: { 'retry-after': '120' } });
    expect((await read()).headers['retry-after']).toBe('120');
    platform.misbehave('userinfo', null);
    clock.pass(60);
    const response = await read();
    expect(response.json().error).toBe('platform_unavailable');
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(50);
    expect(Number(response.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(platform.requestsTo('userinfo')).toHaveLength(1);
    expect((await other.api('/api/user/info')).status).toBe(200);
    expect((await client.api('/api/user/topup')).status).toBe(200);
    clock.pass(61);
    expect((await read()).status).toBe(200);
  });

  test('of the token endpoint holds for refreshes', async () => {
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

  test('is at most an hour, and ends if the clock is set back', async () => {
    const { platform, read, clock } = await signedIn();
    platform.misbehave('userinfo', { status: 503, headers: { 'retry-after': '999999' } });
    expect((await read()).headers['retry-after']).toBe('3600');
    platform.misbehave('userinfo', null);
    expect((await read()).status).toBe(503);
    clock.pass(-30);
    expect((await read()).status).toBe(200);
  });
});

test('access tokens that live four minutes are refreshed once in half a minute', async () => {
  const { client, platform, clock } = await signedIn();
  platform.settings.accessTokenLifetime = 240;
  clock.pass(7200 - 240);
  for (let round = 1; round <= 3; round++) {
    await client.api('/api/user/info');
    await until('the refresh', () => platform.requestsTo('token').length === round);
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
