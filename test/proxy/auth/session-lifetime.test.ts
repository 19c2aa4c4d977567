import { expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';

const DAY = 86_400;

test('a session ends SESSION_IDLE_DAYS after its last refresh token came [rows 11, 39]', async () => {
  const { signedIn, clock } = await startProxy();
  const client = await signedIn();
  clock.pass(29 * DAY);
  expect(await client.outcome()).toBe('200');
  clock.pass(29 * DAY);
  expect(await client.outcome()).toBe('200');
  clock.pass(30 * DAY);
  expect(await client.outcome()).toBe('401 not_authenticated');
});

test('a refresh token that stays the same does not make the session longer [rows 11, 39]', async () => {
  const { signedIn, clock } = await startProxy({
    platform: { settings: { rotateRefreshTokens: false, refreshTokenLifetime: 1000 * DAY } },
  });
  const client = await signedIn();
  clock.pass(29 * DAY);
  expect(await client.outcome()).toBe('200');
  clock.pass(1 * DAY);
  expect(await client.outcome()).toBe('401 not_authenticated');
});

test('a session ends SESSION_MAX_DAYS after the sign-in, however much it is used [rows 11, 39]', async () => {
  const { signedIn, clock } = await startProxy({ env: { SESSION_MAX_DAYS: '40' } });
  const client = await signedIn();
  clock.pass(20 * DAY);
  expect(await client.outcome()).toBe('200');
  clock.pass(19 * DAY);
  expect(await client.outcome()).toBe('200');
  clock.pass(1 * DAY);
  expect(await client.outcome()).toBe('401 not_authenticated');
});
