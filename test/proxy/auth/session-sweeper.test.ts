import { expect, onTestFinished, test } from 'vitest';
import { createSessionSweeper } from '../../../proxy/auth/session-sweeper.ts';
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
  const { left } = sweeping(100, 2_000);
  await until('the first batch', () => left.length === 1);
  const begun = performance.now();
  await until('the last batch', () => left.length === 3);
  expect(left).toEqual([50, 0, 0]);
  // All in one sweep.
  expect(performance.now() - begun).toBeLessThan(2_000);
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
