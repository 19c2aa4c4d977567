import { expect, test } from 'vitest';
import { type ProxyOptions, startSignedIn } from '../../support/proxy/running-proxy.ts';

const DAY = 86_400;

test.each<[when: string, options: ProxyOptions, days: number[]]>([
  ['SESSION_IDLE_DAYS after its last refresh token came', {}, [29, 29, 30]],
  [
    'no later if its refresh token stays the same',
    { platform: { settings: { rotateRefreshTokens: false, refreshTokenLifetime: 1000 * DAY } } },
    [29, 1],
  ],
  [
    'SESSION_MAX_DAYS after the sign-in, however much it is used',
    { env: { SESSION_MAX_DAYS: '40' } },
    [20, 19, 1],
  ],
])('a session ends %s [rows 11, 39]', async (_when, options, days) => {
  const { clock, client } = await startSignedIn(options);
  for (const [index, count] of days.entries()) {
    clock.pass(count * DAY);
    const isLast = index === days.length - 1;
    expect(await client.outcome()).toBe(isLast ? '401 not_authenticated' : '200');
  }
});
