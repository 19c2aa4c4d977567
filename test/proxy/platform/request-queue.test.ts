import { beforeEach, describe, expect, test, vi } from 'vitest';
import { PlatformError } from '../../../proxy/platform/errors/platform-error.ts';
import { createQueue, fireTimersEvery, MAX_WAIT_MS } from '../../support/isolation/test-queue.ts';
import { pass, useVirtualTime } from '../../support/isolation/virtual-time.ts';

beforeEach(useVirtualTime);

test.each<[string, PlatformError, number[]]>([
  ['a 429', new PlatformError('rate_limited', 'x'), [0, 1_125, 2_250, 4_500, 9_000]],
  [
    'a 429 with a long Retry-After',
    new PlatformError('rate_limited', 'x', { retryAfterSeconds: 60 }),
    [0],
  ],
  ['a 429 that was not sent', new PlatformError('rate_limited', 'x', { notSent: true }), [0]],
  ['another error', new PlatformError('unavailable', 'x', { retryAfterSeconds: 1 }), [0]],
])('%s of one caller is repeated with a backoff, or never', async (_what, error, times) => {
  const { queue, waiting, waits } = createQueue();
  const [from, sent] = [Date.now(), [] as number[]];
  const result = queue.run({ key: 'one', isSignIn: false }, async () => {
    sent.push(Date.now() - from);
    throw error;
  });
  result.catch(() => {});
  await pass(3 * MAX_WAIT_MS);
  await expect(result).rejects.toBe(error);
  expect(sent).toEqual(times);
  expect(waiting).toEqual(times.slice(1).flatMap(() => [1, 0]));
  expect(waits).toEqual(times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 1000));
});

describe('under a limit', () => {
  /** A queue whose platform has just accepted so many requests per second, and a log of what it sends when. */
  function limitedQueue(acceptedCount: number) {
    const { queue } = createQueue();
    const from = Date.now();
    for (let count = 0; count < acceptedCount; count++) queue.rate.accepted();
    for (const caller of ['a', 'b', 'c']) queue.rate.refused(caller);
    const log: string[] = [];
    const run = (key: string, send?: () => unknown, isSignIn = false) => {
      const note = (what: string) => log.push(`${Date.now() - from} ${what}`);
      queue
        .run({ key, isSignIn }, async () => {
          note(isSignIn ? `sign-in of ${key}` : key);
          await send?.();
        })
        .catch(({ message, notSent }) => note(`${key} ${message} ${notSent}`));
    };
    return { queue, log, run, signIn: (key: string) => run(key, undefined, true) };
  }

  const refuseOnce = (retryAfterSeconds: number) => {
    let count = 0;
    return () => {
      count += 1;
      if (count === 1) throw new PlatformError('rate_limited', 'status 429', { retryAfterSeconds });
    };
  };

  test('each caller has its turn, and sign-ins alternate with other requests', async () => {
    const { run, signIn, log } = limitedQueue(0);
    for (const key of ['a', 'a', 'a', 'b', 'c']) run(key);
    for (const key of ['a', 'a', 's']) signIn(key);
    await pass(9_000);
    expect(log).toEqual([
      ...['1000 a', '2000 sign-in of a', '3000 b', '4000 sign-in of s', '5000 c'],
      ...['6000 sign-in of a', '7000 a', '8000 a'],
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a repeated request keeps its place, and is repeated until the time limit exactly', async () => {
    const { run, log } = limitedQueue(0);
    run('a', refuseOnce(9));
    await pass(500);
    run('b', refuseOnce(1));
    for (const key of ['c', 'd', 'e']) run(key);
    await pass(20_000);
    expect(log).toEqual([
      ...['1000 a', '2000 b', '3000 c', '4000 b', '5000 d', '6000 e', '10000 a'],
    ]);
  });

  test('requests fail after the time limit and are not sent later', async () => {
    const { run, log } = limitedQueue(0);
    for (let count = 0; count < 12; count++) run(`${count}`);
    await pass(20_000);
    const late = [9, 10, 11].map((key) => `10000 ${key} rate_limited: queued for too long true`);
    expect(log.slice(8)).toEqual(['9000 8', ...late]);
  });

  test('no request overtakes another whose timer is late', async () => {
    fireTimersEvery(400);
    const { run, log } = limitedQueue(0);
    run('a');
    await pass(1_100);
    run('b');
    await pass(2_000);
    expect(log).toEqual(['1200 a', '2400 b']);
  });

  test('requests without a queue do not catch up', async () => {
    const { run, log } = limitedQueue(5);
    await pass(1_500);
    for (const key of ['a', 'b', 'c', 'd']) run(key);
    await pass(5_000);
    expect(log).toEqual(['1500 a', '1500 b', '1725 c', '1950 d']);
  });

  test.each<[string, boolean, string[]]>([
    ['does not grow while none is queued', false, ['4000 a', '5000 c', '5200 d']],
    ['grows while requests are queued', true, ['4000 c', '4000 d']],
  ])('the rate %s', async (_what, isSaturated, last) => {
    const { queue, run, log } = limitedQueue(0);
    for (let second = 0; second < 4; second++) {
      run('a', () => queue.rate.accepted());
      if (isSaturated) run('b', () => queue.rate.accepted());
      await pass(1_000);
    }
    run('c');
    run('d');
    await pass(5_000);
    expect(log.slice(-last.length)).toEqual(last);
  });
});
