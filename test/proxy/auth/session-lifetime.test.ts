import { expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';

const DAY = 86_400;

test('a session ends SESSION_IDLE_DAYS after its last refresh token came [rows 11, 39]', async () => {
  const { signedIn, clock } = await startProxy();
  const client = await signedIn();
  clock.pass(29 * DAY);
  expect((await client.api('/api/user/info')).status).toBe(200);
  clock.pass(29 * DAY);
  expect((await client.api('/api/user/info')).status).toBe(200);
  clock.pass(30 * DAY);
  const answer = await client.api('/api/user/info');
  expect(answer.status).toBe(401);
  expect(answer.json().error).toBe('not_authenticated');
});

test('a refresh token that stays the same does not make the session longer [rows 11, 39]', async () => {
  const { signedIn, clock } = await startProxy({
    platform: { settings: { rotateRefreshTokens: false, refreshTokenLifetime: 1000 * DAY } },
  });
  const client = await signedIn();
  clock.pass(29 * DAY);
  expect((await client.api('/api/user/info')).status).toBe(200);
  clock.pass(1 * DAY);
  expect((await client.api('/api/user/info')).json().error).toBe('not_authenticated');
});

test('a session ends SESSION_MAX_DAYS after the sign-in, however much it is used [rows 11, 39]', async () => {
  const { signedIn, clock } = await startProxy({ env: { SESSION_MAX_DAYS: '40' } });
  const client = await signedIn();
  clock.pass(20 * DAY);
  expect((await client.api('/api/user/info')).status).toBe(200);
  clock.pass(19 * DAY);
  expect((await client.api('/api/user/info')).status).toBe(200);
  clock.pass(1 * DAY);
  expect((await client.api('/api/user/info')).json().error).toBe('not_authenticated');
});

test('records whose time is up are forgotten, a few at a time', async () => {
  const { signedIn, store, clock } = await startProxy();
  for (let count = 0; count < 3; count++) await signedIn();
  expect(await store.removeEnded(clock.now(), 10)).toBe(0);
  clock.pass(31 * DAY);
  expect(await store.removeEnded(clock.now(), 2)).toBeGreaterThan(0);
  let removed = 1;
  while (removed > 0) removed = await store.removeEnded(clock.now(), 2);
  const client = await signedIn();
  expect((await client.api('/api/user/info')).status).toBe(200);
});
