import type { ConnectionOptions } from 'node:tls';
import type { Result } from 'ioredis';
import { redisAddress } from '../config/store-url.ts';
import { RedisConnection, type RedisReports } from './redis-connection.ts';
import type { SessionRecord, SessionStore } from './session-store.ts';

/** What every key of ours begins with. */
const PREFIX = 'balance-companion:';

/** The ids of all sessions by the time of their end: what is counted. */
const INDEX = 'sessions';

const HEARTBEAT = 'heartbeat';

/** The binding of sessions that version 0.1.0 sealed, in base64url. */
const UNBOUND_OWNER = 'unbound-owner';

/** The fields of a session's hash. Numbers are decimal, and a null is empty: no sealed tokens ever are. */
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
 * Each writes a session and the index in one step. The first write in each is the one that a Redis without memory
 * refuses, so that none is done by halves.
 */
const SCRIPTS = {
  /** Session and index; id, end, nothing, fields and values. */
  insertSession: {
    numberOfKeys: 2,
    lua: `if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end ${WRITE}`,
  },
  /** Session and index; id, end, the version before, fields and values. */
  replaceSession: {
    numberOfKeys: 2,
    lua: `if redis.call('HGET', KEYS[1], 'version') ~= ARGV[3] then return 0 end ${WRITE}`,
  },
  /** Session and index; id. */
  removeSession: {
    numberOfKeys: 2,
    lua: `redis.call('DEL', KEYS[1])
      return redis.call('ZREM', KEYS[2], ARGV[1])`,
  },
  /** A login transaction; until when it is remembered. */
  spendOnce: {
    numberOfKeys: 1,
    lua: `if not redis.call('SET', KEYS[1], 1, 'NX') then return 0 end
      redis.call('PEXPIREAT', KEYS[1], ARGV[1])
      return 1`,
  },
  /** The owner; a binding. Read first, so that a Redis without memory still says what it holds. */
  claimOnce: {
    numberOfKeys: 1,
    lua: `local owner = redis.call('GET', KEYS[1])
      if owner then return owner end
      redis.call('SET', KEYS[1], ARGV[1])
      return ARGV[1]`,
  },
  /** Index; time, limit. The sessions themselves have expired. */
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
  /** Beside what verifies the certificate as Node does, for example `ca`. */
  tls?: ConnectionOptions;
}

/**
 * Sessions in one Redis (5 or newer) or Valkey server, which several proxies may share; not in a Redis Cluster,
 * since a session and the index are written together. Each call is one round trip, and each write one atomic step.
 * Sessions expire by themselves at their end. Whether a write survives a power cut is up to Redis'
 * `appendonly` and `appendfsync`. Nothing is waited for here: while Redis is away, calls reject with a `RedisError`.
 * @param url `redis://` or `rediss://`, as `STORE_URL` takes it
 */
export function openRedisStore(url: string, options: RedisStoreOptions): SessionStore {
  const address = redisAddress(url);
  const redis = new RedisConnection({ ...options, address, keyPrefix: PREFIX, scripts: SCRIPTS });

  return {
    read: (idHash) =>
      redis.run(async (to) => toRecord(idHash, await to.hmgetBuffer(keyOf(idHash), ...FIELDS))),

    async insert(record) {
      const { idHash, endsAt } = record;
      const args = [idOf(idHash), endsAt, '', ...toFields(record)];
      const inserted = await redis.run((to) => to.insertSession(keyOf(idHash), INDEX, ...args));
      if (inserted !== 1) throw new Error('a session with this id is stored already');
    },

    async replace(record) {
      const { idHash, endsAt, version } = record;
      const args = [idOf(idHash), endsAt, version - 1, ...toFields(record)];
      return (await redis.run((to) => to.replaceSession(keyOf(idHash), INDEX, ...args))) === 1;
    },

    async remove(idHash) {
      await redis.run((to) => to.removeSession(keyOf(idHash), INDEX, idOf(idHash)));
    },

    async spend(transactionHash, until) {
      const key = `spent:${idOf(transactionHash)}`;
      return (await redis.run((to) => to.spendOnce(key, until))) === 1;
    },

    async claimUnbound(binding) {
      const text = binding.toString('base64url');
      return Buffer.from(await redis.run((to) => to.claimOnce(UNBOUND_OWNER, text)), 'base64url');
    },

    removeEnded: (now, limit) => redis.run((to) => to.forgetEnded(INDEX, now, limit)),

    count: () => redis.run((to) => to.zcard(INDEX)),

    async check() {
      await redis.run((to) => to.incr(HEARTBEAT));
    },

    close: () => redis.close(),
  };
}
