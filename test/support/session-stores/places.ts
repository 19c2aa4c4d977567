import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { openRedisStore } from '../../../proxy/store/redis-store.ts';
import type { SessionStore } from '../../../proxy/store/session-store.ts';
import { openSqliteStore } from '../../../proxy/store/sqlite-store.ts';
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

async function redisPlace(): Promise<Place> {
  const server = await RedisServer.start({ appendOnly: true });
  return {
    open: () => openRedisStore(server.url, { onWarning() {}, onRecovery() {} }),
    async empty() {
      await server.run('FLUSHALL');
    },
    async forgetOwner() {
      expect(await server.run('DEL', 'balance-companion:unbound-owner')).toBe(1);
    },
    close: () => server.close(),
  };
}

/** Every kind of store that the proxy can use. */
export const PLACES: readonly { name: string; prepare: () => Promise<Place> }[] = [
  { name: 'SQLite', prepare: sqlitePlace },
  { name: 'Redis', prepare: redisPlace },
];
