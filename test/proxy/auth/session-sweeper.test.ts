import { expect, onTestFinished, test } from 'vitest';
import { createSessionSweeper } from '../../../proxy/auth/session-sweeper.ts';
import { startSignedIn } from '../../support/proxy/running-proxy.ts';
import { hashOf, recordOf } from '../../support/session-stores/records.ts';
import { until } from '../../support/waiting/until.ts';

/** A sweeper over a number of ended records, and how many are left after each batch. */
function sweeping(ended: number, intervalMs: number, failures = 0) {
  const left: number[] = [];
  const errors: unknown[] = [];
  const sweeper = createSessionSweeper({
    intervalMs,
    async removeEnded(limit) {
      if (errors.length < failures) throw new Error('gone');
      const removed = Math.min(limit, ended);
      ended -= removed;
      left.push(ended);
      return removed;
    },
    onError: (error) => errors.push(error),
  });
  sweeper.start();
  onTestFinished(() => sweeper.close());
  return { sweeper, left, errors };
}

test('a sweep removes small batches until none is left', async () => {
  const { left } = sweeping(100, 1_000);
  await until('the first batch', () => left.length === 1);
  const begun = performance.now();
  await until('the last batch', () => left.length === 3);
  expect(left).toEqual([50, 0, 0]);
  // All in one sweep.
  expect(performance.now() - begun).toBeLessThan(1_000);
});

test('a failed sweep is reported, and the next one continues', async () => {
  const { left, errors } = sweeping(20, 5, 3);
  await until('every ended record to be gone', () => left.includes(0));
  expect(errors).toEqual(Array(3).fill(new Error('gone')));
});

test('closing stops a sweep', async () => {
  const { sweeper, left } = sweeping(1e6, 5);
  await until('a batch', () => left.length > 0);
  await sweeper.close();
  expect(left.at(-1)).toBeGreaterThan(0);
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
