import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { openRedisStore } from '../../../proxy/store/redis-store.ts';
import type { SessionStore } from '../../../proxy/store/session-store.ts';
import { openSqliteStore } from '../../../proxy/store/sqlite-store.ts';
import { RedisCluster } from '../redis-server/redis-cluster.ts';
import { RedisSentinels } from '../redis-server/redis-sentinels.ts';
import { RedisServer } from '../redis-server/redis-server.ts';

/** Where sessions are kept, empty at first. */
export interface Place {
  /** Another way to the same sessions. */
  open(): SessionStore;
  /** Forgets everything; no store is open. */
  empty(): Promise<void>;
  /** Forgets which configuration claimed the sessions without a binding. */
  forgetOwner(): Promise<void>;
  close(): Promise<void>;
}

export async function sqlitePlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'balance-companion-'));
  let files = 0;
  const file = () => join(folder, `${files}.sqlite`);
  return {
    open: () => openSqliteStore(file()),
    async empty() {
      files += 1;
    },
    async forgetOwner() {
      const db = new Database(file());
      db.exec('DROP TABLE IF EXISTS unbound_owner; PRAGMA user_version = 2');
      db.close();
      rmSync(`${file()}.bound`);
    },
    async close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A place behind a `STORE_URL`, whose data the servers that `primaries` returns have. */
function redisPlace(
  url: string,
  primaries: () => Promise<readonly RedisServer[]>,
  close: () => Promise<void>,
): Place {
  return {
    open: () => openRedisStore(url, { onWarning() {}, onRecovery() {} }),
    async empty() {
      await Promise.all((await primaries()).map((server) => server.run('FLUSHALL')));
    },
    async forgetOwner() {
      // Other primaries of a cluster refuse the key.
      const replies = await Promise.allSettled(
        (await primaries()).map((server) => server.run('DEL', 'balance-companion:unbound-owner')),
      );
      expect(replies).toContainEqual({ status: 'fulfilled', value: 1 });
    },
    close,
  };
}

interface NamedPlace {
  readonly name: string;
  readonly prepare: () => Promise<Place>;
}

/** The kinds of store on one machine. */
export const PLACES: readonly NamedPlace[] = [
  { name: 'SQLite', prepare: sqlitePlace },
  {
    name: 'Redis',
    async prepare() {
      const server = await RedisServer.start({ appendOnly: true });
      return redisPlace(
        server.url,
        async () => [server],
        () => server.close(),
      );
    },
  },
];

/** The kinds of store on several machines, with the same code behind them as Redis. */
export const REPLICATED_PLACES: readonly NamedPlace[] = [
  {
    name: 'Redis Cluster',
    async prepare() {
      const cluster = await RedisCluster.start({ appendOnly: true });
      return redisPlace(
        cluster.url,
        () => cluster.primaries(),
        () => cluster.close(),
      );
    },
  },
  {
    name: 'Redis Sentinel',
    async prepare() {
      const sentinels = await RedisSentinels.start({ appendOnly: true });
      const primary = async () => [await sentinels.primary()];
      return redisPlace(sentinels.url, primary, () => sentinels.close());
    },
  },
];
