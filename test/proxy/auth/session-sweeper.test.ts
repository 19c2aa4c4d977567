import { expect, test } from 'vitest';
import type { SessionStore } from '../../../proxy/store/session-store.ts';
import { openSqliteStore } from '../../../proxy/store/sqlite-store.ts';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { startProxy, startSignedIn } from '../../support/proxy/running-proxy.ts';
import { hashOf, recordOf } from '../../support/session-stores/records.ts';
import { until } from '../../support/waiting/until.ts';

/** Far more than a few batches. */
const ENDED = 2_500;

async function insertRecords(store: SessionStore, count: number, endsAt: number, first = 0) {
  for (let number = first; number < first + count; number++) {
    await store.insert(recordOf(number, { endsAt }));
  }
}

/** Observes every batch that a store removes. */
function watched(store: SessionStore, onBatch: (limit: number, underWay: number) => void) {
  let underWay = 0;
  return {
    ...store,
    async removeEnded(now: number, limit: number) {
      underWay += 1;
      onBatch(limit, underWay);
      try {
        return await store.removeEnded(now, limit);
      } finally {
        underWay -= 1;
      }
    },
  };
}

test('ended sessions are removed in small batches until none is left, and live ones stay', async () => {
  const limits: number[] = [];
  let maxRunning = 0;
  const { store, clock, platform, client } = await startSignedIn({
    // With one batch per sweep, the test would take minutes.
    intervals: { sweepMs: 2_000 },
    env: { USERINFO_MAX_AGE: '0' },
    store: (inner) =>
      watched(inner, (limit, underWay) => {
        limits.push(limit);
        maxRunning = Math.max(maxRunning, underWay);
      }),
  });
  await insertRecords(store, ENDED, clock.now() - 1_000);
  await insertRecords(store, 10, clock.now() + 3_600_000, ENDED);
  for (let number = 0; number < 300; number++) await store.spend(hashOf(number), clock.now() - 1);
  await until('every ended record to be gone', async () => (await store.count()) === 11, 25_000);
  await until('every spent transaction to be gone', () => store.spend(hashOf(299), clock.now()));
  expect(limits.length).toBeGreaterThanOrEqual(ENDED / 100);
  expect(Math.max(...limits)).toBeLessThanOrEqual(100);
  expect(maxRunning).toBe(1);
  expect(await store.read(hashOf(0))).toBeUndefined();
  expect(await store.read(hashOf(ENDED))).toBeDefined();
  platform.clearRequests();
  expect((await client.api('/api/user/info')).status).toBe(200);
  clock.pass(7_200);
  await until('the rest to be gone in its time', async () => (await store.count()) === 1);
  expect((await client.api('/api/user/info')).status).toBe(200);
});

test('a failed sweep is logged, and the next one continues', async () => {
  let failures = 0;
  const { store, clock, log } = await startProxy({
    intervals: { sweepMs: 20 },
    store: (inner) => ({
      ...inner,
      removeEnded: (now, limit) => {
        if (failures++ < 3) return Promise.reject(new Error('gone'));
        return inner.removeEnded(now, limit);
      },
    }),
  });
  await insertRecords(store, 150, clock.now() - 1_000);
  await until('every ended record to be gone', async () => (await store.count()) === 0);
  const lines = linesOf(log(), 'background work failed');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatchObject({ error: 'store_unavailable' });
});

test('a sweep stops when the proxy stops', async () => {
  const begun = Promise.withResolvers<void>();
  const { store, storeFile, clock, stop, log } = await startProxy({
    intervals: { sweepMs: 20 },
    store: (inner) => ({
      ...inner,
      async removeEnded(now, limit) {
        const removed = await inner.removeEnded(now, limit);
        if (removed > 0) begun.resolve();
        return removed;
      },
    }),
  });
  await insertRecords(store, ENDED, clock.now() + 3_600_000);
  clock.pass(7_200);
  await begun.promise;
  await stop();
  const reopened = openSqliteStore(storeFile);
  const left = await reopened.count();
  await reopened.close();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(ENDED);
  expect(log()).not.toContain('background work failed');
});
