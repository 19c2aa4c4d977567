import { expect, test } from 'vitest';
import { type ProxyOptions, startSignedIn } from '../../support/proxy/running-proxy.ts';
import { hashOf, recordOf } from '../../support/session-stores/records.ts';
import { until } from '../../support/waiting/until.ts';

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

test('the session of each account slot ends in its own time [row 39]', async () => {
  const { clock, client } = await startSignedIn();
  clock.pass(20 * DAY);
  await client.signIn('demo', 1);
  clock.pass(11 * DAY);
  expect(await client.outcome()).toBe('401 not_authenticated');
  expect((await client.inSlot(1)).status).toBe(200);
  expect((await client.api('/api/sessions')).json()).toEqual({ slots: [1] });
});

test('the proxy removes ended sessions and spent transactions, and live sessions stay', async () => {
  const { store, clock, client } = await startSignedIn({ intervals: { sweepMs: 20 } });
  for (let number = 0; number < 70; number++) {
    await store.insert(recordOf(number, { endsAt: clock.now() + (number < 60 ? -1 : 3_600_000) }));
  }
  await store.spend(hashOf(0), clock.now() - 1);
  await until('every ended record to be gone', async () => (await store.count()) === 11);
  await until('the spent transaction to be gone', () => store.spend(hashOf(0), clock.now()));
  expect(await store.read(hashOf(59))).toBeUndefined();
  expect(await store.read(hashOf(60))).toBeDefined();
  clock.pass(7_200);
  await until('the rest to be gone in its time', async () => (await store.count()) === 1);
  expect(await client.outcome()).toBe('200');
});
