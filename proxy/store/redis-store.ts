import type { ConnectionOptions } from 'node:tls';
import type { Result } from 'ioredis';
import { redisAddress } from '../config/store-url.ts';
import { RedisConnection, type RedisReports } from './redis-connection.ts';
import type { SessionRecord, SessionStore } from './session-store.ts';

const PREFIX = 'balance-companion:';

/** A sorted set of all session ids by the end of the session. */
const INDEX = 'sessions';

const HEARTBEAT = 'heartbeat';

/** The binding of sessions that version 0.1.0 sealed, in base64url. */
const UNBOUND_OWNER = 'unbound-owner';

/** The fields of a session's hash. Numbers are decimal; null is an empty value, which sealed tokens never are. */
const FIELDS = [
  'version',
  'signedInAt',
  'refreshTokenAt',
  'endsAt',
  'sealedTokens',
  'leaseUntil',
  'inDoubt',
] as const;

const WRITE = `
  redis.call('HSET', KEYS[1], unpack(ARGV, 4))
  redis.call('PEXPIREAT', KEYS[1], ARGV[2])
  redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
  return 1`;

/**
 * Each script writes a session and the index atomically. Redis without memory refuses the first write of a script, so
 * that no script is executed in part.
 */
const SCRIPTS = {
  /** KEYS: session, index. ARGV: id, end, unused, fields and values. */
  insertSession: {
    numberOfKeys: 2,
    lua: `if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end ${WRITE}`,
  },
  /** KEYS: session, index. ARGV: id, end, the version to replace, fields and values. */
  replaceSession: {
    numberOfKeys: 2,
    lua: `if redis.call('HGET', KEYS[1], 'version') ~= ARGV[3] then return 0 end ${WRITE}`,
  },
  /** KEYS: session, index. ARGV: id. */
  removeSession: {
    numberOfKeys: 2,
    lua: `redis.call('DEL', KEYS[1])
      return redis.call('ZREM', KEYS[2], ARGV[1])`,
  },
  /** KEYS: login transaction. ARGV: its expiry. */
  spendOnce: {
    numberOfKeys: 1,
    lua: `if not redis.call('SET', KEYS[1], 1, 'NX') then return 0 end
      redis.call('PEXPIREAT', KEYS[1], ARGV[1])
      return 1`,
  },
  /** KEYS: owner. ARGV: binding. Reads first, so that a Redis without memory can still return the owner. */
  claimOnce: {
    numberOfKeys: 1,
    lua: `local owner = redis.call('GET', KEYS[1])
      if owner then return owner end
      redis.call('SET', KEYS[1], ARGV[1])
      return ARGV[1]`,
  },
  /** KEYS: index. ARGV: time, limit. The sessions themselves have expired. */
  forgetEnded: {
    numberOfKeys: 1,
    lua: `local ended = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1], 'LIMIT', 0, ARGV[2])
      for _, id in ipairs(ended) do redis.call('ZREM', KEYS[1], id) end
      return #ended`,
  },
};

type Argument = string | number | Buffer;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    insertSession(key: string, index: string, ...args: Argument[]): Result<number, Context>;
    replaceSession(key: string, index: string, ...args: Argument[]): Result<number, Context>;
    removeSession(key: string, index: string, id: string): Result<number, Context>;
    spendOnce(key: string, until: number): Result<number, Context>;
    claimOnce(key: string, binding: string): Result<string, Context>;
    forgetEnded(index: string, before: number, limit: number): Result<number, Context>;
  }
}

function idOf(idHash: Buffer): string {
  return idHash.toString('base64url');
}

function keyOf(idHash: Buffer): string {
  return `session:${idOf(idHash)}`;
}

function toFields(record: SessionRecord): Argument[] {
  const values = { ...record, inDoubt: record.inDoubt ? 1 : 0 };
  return FIELDS.flatMap((field) => [field, values[field] ?? '']);
}

function toRecord(idHash: Buffer, values: readonly (Buffer | null)[]): SessionRecord | undefined {
  const [version, signedInAt, refreshTokenAt, endsAt, sealedTokens, leaseUntil, inDoubt] = values;
  if (!version) return undefined;
  return {
    idHash,
    version: Number(version),
    signedInAt: Number(signedInAt),
    refreshTokenAt: Number(refreshTokenAt),
    endsAt: Number(endsAt),
    sealedTokens: sealedTokens?.length ? sealedTokens : null,
    leaseUntil: leaseUntil?.length ? Number(leaseUntil) : null,
    inDoubt: String(inDoubt) === '1',
  };
}

export interface RedisStoreOptions extends RedisReports {
  /** Added to the defaults of Node.js, for example `ca`. */
  tls?: ConnectionOptions;
}

/**
 * A session store in one Redis (5 or newer) or Valkey server, which several proxies may share. Redis Cluster is not
 * supported, since a session and the index are written together. Each method is one round trip, and each write is
 * atomic. Sessions expire by themselves. Whether a write survives a power cut depends on Redis' `appendonly` and
 * `appendfsync`. During an outage of Redis, methods reject with a `RedisError`.
 * @param url `redis://` or `rediss://`
 */
export function openRedisStore(url: string, options: RedisStoreOptions): SessionStore {
  const address = redisAddress(url);
  const redis = new RedisConnection({ ...options, address, keyPrefix: PREFIX, scripts: SCRIPTS });

  return {
    read: (idHash) =>
      redis.run(async (commands) =>
        toRecord(idHash, await commands.hmgetBuffer(keyOf(idHash), ...FIELDS)),
      ),

    async insert(record) {
      const { idHash, endsAt } = record;
      const args = [idOf(idHash), endsAt, '', ...toFields(record)];
      const inserted = await redis.run((commands) =>
        commands.insertSession(keyOf(idHash), INDEX, ...args),
      );
      if (inserted !== 1) throw new Error('a session with this id is stored already');
    },

    async replace(record) {
      const { idHash, endsAt, version } = record;
      const args = [idOf(idHash), endsAt, version - 1, ...toFields(record)];
      return (
        (await redis.run((commands) => commands.replaceSession(keyOf(idHash), INDEX, ...args))) ===
        1
      );
    },

    async remove(idHash) {
      await redis.run((commands) => commands.removeSession(keyOf(idHash), INDEX, idOf(idHash)));
    },

    async spend(transactionHash, until) {
      const key = `spent:${idOf(transactionHash)}`;
      return (await redis.run((commands) => commands.spendOnce(key, until))) === 1;
    },

    async claimUnbound(binding) {
      const text = binding.toString('base64url');
      return Buffer.from(
        await redis.run((commands) => commands.claimOnce(UNBOUND_OWNER, text)),
        'base64url',
      );
    },

    removeEnded: (now, limit) => redis.run((commands) => commands.forgetEnded(INDEX, now, limit)),

    count: () => redis.run((commands) => commands.zcard(INDEX)),

    async check() {
      await redis.run((commands) => commands.incr(HEARTBEAT));
    },

    close: () => redis.close(),
  };
}
