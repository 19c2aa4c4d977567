import type { ConnectionOptions } from 'node:tls';
import { Cluster, type ClusterOptions, Redis } from 'ioredis';
import type { RedisAddress } from '../config/store-url.ts';

export type RedisClient = Redis | Cluster;

export interface RedisClientOptions {
  readonly address: RedisAddress;
  readonly keyPrefix: string;
  readonly scripts: NonNullable<ClusterOptions['scripts']>;
  /** Added to the defaults of Node.js, for example `ca`. */
  readonly tls?: ConnectionOptions | undefined;
}

/** Milliseconds. */
const TIMEOUTS = {
  /** To connect, TLS included. */
  connectTimeout: 2_000,
  commandTimeout: 2_000,
  /** Without any data while a response is awaited, after which a connection counts as dead. */
  socketTimeout: 3_000,
  /** For the other side to close the connection. */
  disconnectTimeout: 200,
  /** Between two TCP probes of an idle connection. */
  keepAlive: 10_000,
};

/** One sentinel, or one node that is asked for the slots, must not use up the time of a request. */
const DISCOVERY_TIMEOUT_MS = 1_000;

/** Redirections of one command. It needs one or two of them, and more while its slot moves to another primary. */
const MAX_REDIRECTIONS = 6;

/**
 * Creates the client of a server, of a cluster, or of the primary that sentinels name. It connects by itself. No
 * command is sent twice unless the server says that it did not execute it.
 * @param retryDelayMs called after each failed or lost connection; returns milliseconds until the next attempt
 */
export function createRedisClient(
  options: RedisClientOptions,
  retryDelayMs: () => number,
): RedisClient {
  const { address, keyPrefix, scripts } = options;
  const { kind, hosts, username, password, database, primaryName } = address;
  const tls = address.tls ? { ...options.tls } : undefined;
  const connection = {
    username,
    password,
    ...(tls && { tls }),
    protocol: 2 as const,
    connectionName: 'balance-companion',
    disableClientInfo: true,
    ...TIMEOUTS,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
  };
  if (kind === 'Redis Cluster') {
    return new Cluster([...hosts], {
      redisOptions: connection,
      keyPrefix,
      scripts,
      enableReadyCheck: false,
      clusterRetryStrategy: retryDelayMs,
      // A certificate is verified against the name, not against the address that it resolves to.
      dnsLookup: (name, callback) => callback(null, name),
      slotsRefreshTimeout: DISCOVERY_TIMEOUT_MS,
      maxRedirections: MAX_REDIRECTIONS,
      // A command on a connection that was lost may have been executed.
      retryDelayOnFailover: 0,
      // A command that waits for another try would wait for the end of the outage if the last node is lost meanwhile.
      retryDelayOnClusterDown: 0,
    });
  }
  const single = { ...connection, db: database, keyPrefix, scripts, enableOfflineQueue: false };
  if (kind === 'Redis') {
    return new Redis({ ...single, ...hosts[0], retryStrategy: retryDelayMs });
  }
  let isPasswordNew = false;
  const redis: Redis = new Redis({
    ...single,
    sentinels: [...hosts],
    ...(primaryName && { name: primaryName }),
    ...(tls && { sentinelTLS: tls, enableTLSForSentinelMode: true }),
    sentinelCommandTimeout: DISCOVERY_TIMEOUT_MS,
    retryStrategy: retryDelayMs,
    sentinelRetryStrategy() {
      if (!isPasswordNew) return retryDelayMs();
      isPasswordNew = false;
      return 0;
    },
  });
  redis.on('sentinelError', ({ message }: Error) => {
    // Sentinels without a password refuse every password, so they receive it only once they require one.
    if (!message.includes('NOAUTH') || !password || redis.options.sentinelPassword) return;
    Object.assign(redis.options, { sentinelUsername: username, sentinelPassword: password });
    isPasswordNew = true;
  });
  return redis;
}
