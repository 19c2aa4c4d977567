import type { ConnectionOptions } from 'node:tls';
import type { Result } from 'ioredis';
import { type RedisKind, redisAddress } from '../config/store-url.ts';
import { RedisConnection, type RedisReports } from './redis-connection.ts';
import type { SessionRecord, SessionStore } from './session-store.ts';

const PREFIX = 'balance-companion:';

/** A sorted set of session ids by the end of the session. */
const INDEX = 'sessions';

const HEARTBEAT = 'heartbeat';

/** The binding of sessions that version 0.1.0 sealed, in base64url. */
const UNBOUND_OWNER = 'unbound-owner';

/**
 * A cluster spreads the sessions over this many groups. The keys of a group have a hash tag in common, so that a script
 * can write a session and the index of its group. Another number would hide the sessions that are already stored.
 */
const GROUPS = 64;

/** What the keys of each group begin with. A server has one group, with the keys that version 0.1.0 wrote. */
function groupsOf(kind: RedisKind): readonly [string, ...string[]] {
  if (kind !== 'Redis Cluster') return [''];
  return Array.from({ length: GROUPS }, (_, number) => `{${number}}:`) as [string, ...string[]];
}

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
 * A session store in a Redis (5 or newer) or Valkey server, in a Redis Cluster, or in the primary that Redis Sentinel
 * names. Several proxies may share it. Reads and writes of one session are one round trip, and each write is atomic.
 * Sessions expire by themselves. Whether a write survives a power cut depends on Redis' `appendonly` and `appendfsync`;
 * a failover can lose the last ones. During an outage of Redis, methods reject with a `RedisError`.
 * @param url a URL that `redisAddress` parses
 */
export function openRedisStore(url: string, options: RedisStoreOptions): SessionStore {
  const address = redisAddress(url);
  const redis = new RedisConnection({ ...options, address, keyPrefix: PREFIX, scripts: SCRIPTS });
  const groups = groupsOf(address.kind);

  /** The keys of a session and of the index of its group. */
  const keysOf = (idHash: Buffer): [session: string, index: string] => {
    const group = groups[idHash.readUInt32BE() % groups.length] ?? groups[0];
    return [`${group}session:${idOf(idHash)}`, `${group}${INDEX}`];
  };

  return {
    kind: address.kind,

    read: (idHash) =>
      redis.run(async (commands) =>
        toRecord(idHash, await commands.hmgetBuffer(keysOf(idHash)[0], ...FIELDS)),
      ),

    async insert(record) {
      const { idHash, endsAt } = record;
      const args = [idOf(idHash), endsAt, '', ...toFields(record)];
      const inserted = await redis.run((commands) =>
        commands.insertSession(...keysOf(idHash), ...args),
      );
      if (inserted !== 1) throw new Error('a session with this id is stored already');
    },

    async replace(record) {
      const { idHash, endsAt, version } = record;
      const args = [idOf(idHash), endsAt, version - 1, ...toFields(record)];
      return (
        (await redis.run((commands) => commands.replaceSession(...keysOf(idHash), ...args))) === 1
      );
    },

    async remove(idHash) {
      await redis.run((commands) => commands.removeSession(...keysOf(idHash), idOf(idHash)));
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

    async removeEnded(now, limit) {
      let removed = 0;
      for (const group of groups) {
        if (removed === limit) break;
        const rest = limit - removed;
        removed += await redis.run((commands) =>
          commands.forgetEnded(`${group}${INDEX}`, now, rest),
        );
      }
      return removed;
    },

    async count() {
      const counts = await redis.run((commands) =>
        Promise.all(groups.map((group) => commands.zcard(`${group}${INDEX}`))),
      );
      return counts.reduce((total, count) => total + count, 0);
    },

    async check() {
      // Every primary of a cluster has some of the groups. A server that is a cluster refuses the two keys.
      await redis.run((commands) =>
        Promise.all([
          commands.exists(`${groups[0]}${HEARTBEAT}`, `${groups[0]}${INDEX}`),
          ...groups.map((group) => commands.incr(`${group}${HEARTBEAT}`)),
        ]),
      );
    },

    close: () => redis.close(),
  };
}
