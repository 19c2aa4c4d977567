import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sync } from '../../proxy/files/sync.ts';
import { openRedisStore } from '../../proxy/store/redis-store.ts';
import type { SessionRecord } from '../../proxy/store/session-store.ts';
import { openSqliteStore, STATEMENTS, toRow } from '../../proxy/store/sqlite-store.ts';

const DAY = 86_400_000;

/** Bytes of the sealed tokens of a real session. */
const SEALED = 420;

/** Sessions written to Redis at the same time. */
const BATCH = 1_000;

/** A session that is not in use, or one that has ended and is to be removed. */
function recordOf(ended: boolean): SessionRecord {
  const signedInAt = Date.now() - 40 * DAY;
  const endsAt = ended ? Date.now() - DAY : Date.now() + 20 * DAY;
  return {
    idHash: randomBytes(32),
    version: 1,
    signedInAt,
    refreshTokenAt: signedInAt,
    endsAt,
    sealedTokens: randomBytes(SEALED),
    leaseUntil: null,
    inDoubt: false,
  };
}

/** Fills the SQLite store of a data folder with so many sessions, the first `ended` of which have ended. */
export async function fillSqlite(dataDir: string, count: number, ended = 0): Promise<void> {
  const file = join(dataDir, 'sessions.sqlite');
  await openSqliteStore(file).close();
  const db = new Database(file);
  // Whatever becomes of the machine meanwhile, the benchmark begins anew.
  db.pragma('synchronous = OFF');
  const insert = db.prepare(STATEMENTS.insert);
  const insertAll = db.transaction(() => {
    for (let index = 0; index < count; index++) insert.run(toRow(recordOf(index < ended)));
  });
  insertAll();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  // Or the first write of the proxy would wait until all of this is on the disk.
  sync(file);
}

/** Fills a Redis with so many sessions. */
export async function fillRedis(url: string, count: number): Promise<void> {
  const store = openRedisStore(url, { onWarning: () => {}, onRecovery: () => {} });
  for (let left = count; left > 0; left -= BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, left) }, () =>
      store.insert(recordOf(false)),
    );
    await Promise.all(batch);
  }
  await store.close();
}
