import { expect, test } from 'vitest';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { startProxy, startSignedIn } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

const REFUSED = { status: 401, body: { error: 'invalid_client' } };

const refusalsIn = (log: string) =>
  linesOf(log).filter(({ msg }) => msg.startsWith('the platform refuses OAUTH_CLIENT_ID'));
const acceptancesIn = (log: string) =>
  linesOf(log, 'the platform accepts OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET again');

test('refused credentials are one line in the log, however many requests fail because of them', async () => {
  const { browser, platform, log, clientSecret } = await startProxy();
  platform.misbehave('token', REFUSED);
  for (let count = 0; count < 12; count++) {
    expect(await browser().signIn()).toBe('/?error=server_error');
  }
  const requests = () =>
    linesOf(log(), 'request failed').filter(({ error }) => error === 'platform_misconfigured');
  await until('the lines of the requests', () => requests().length === 12);
  expect(requests().filter(({ level }) => level !== 30)).toEqual([]);
  const [line, ...others] = refusalsIn(log());
  expect(others).toEqual([]);
  expect(line?.level).toBe(50);
  expect(line?.msg).toContain('OAUTH_CLIENT_SECRET');
  expect(line?.msg).toContain('every session is kept');
  expect(log()).not.toContain(clientSecret);
});

test('the proxy checks them by itself, logs it each time, and becomes ready when they are accepted', async () => {
  const { browser, platform, clock, log, client } = await startSignedIn({
    intervals: { credentialsCheckMs: 50 },
    env: { USERINFO_MAX_AGE: '0' },
  });
  const ready = () => browser().send('/readyz');
  expect((await ready()).status).toBe(200);
  platform.misbehave('token', REFUSED);
  const before = platform.requestsTo('token').length;
  await browser().signIn();
  await until('repeated lines', () => refusalsIn(log()).length >= 4);
  expect(platform.requestsTo('token').length).toBeGreaterThan(before + 1);
  const red = await ready();
  expect([red.status, red.json().error]).toEqual([503, 'platform_misconfigured']);
  expect((await client.api('/api/user/info')).status).toBe(200);
  expect(acceptancesIn(log())).toEqual([]);

  platform.misbehave('token', null);
  await until('readiness, with no sign-in', async () => {
    clock.pass(15);
    return (await ready()).status === 200;
  });
  expect(acceptancesIn(log())).toEqual([expect.objectContaining({ level: 30 })]);
  const count = platform.requestsTo('token').length;
  const refusals = refusalsIn(log()).length;
  expect(await browser().signIn()).toBe('/?login=success');
  expect(platform.requestsTo('token')).toHaveLength(count + 1);
  expect(refusalsIn(log())).toHaveLength(refusals);
  expect((await client.api('/api/user/info')).status).toBe(200);
});

test('credentials that are refused again and again are one line per interval', async () => {
  const { browser, platform, log } = await startProxy();
  for (let count = 0; count < 4; count++) {
    platform.misbehave('token', REFUSED, { times: 1 });
    expect(await browser().signIn()).toBe('/?error=server_error');
    expect(await browser().signIn()).toBe('/?login=success');
  }
  expect(refusalsIn(log())).toHaveLength(1);
  expect(acceptancesIn(log())).toHaveLength(1);
});
