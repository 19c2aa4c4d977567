import { Cluster, Redis, type RedisCommander } from 'ioredis';
import { backoffMs } from '../timing/backoff.ts';
import { createRedisClient, type RedisClient, type RedisClientOptions } from './redis-client.ts';
import { RedisError, toRedisError } from './redis-error.ts';
import { durabilityWarnings, obstacleIn, parseInfo, type ServerInfo } from './redis-info.ts';
import { watchSentinels } from './sentinel-watch.ts';

/** Receives sentences for the operator, which never contain the address or a password. */
export interface RedisReports {
  /** Redis cannot be used (once for each reason per outage), or its settings can lose sessions (once). */
  onWarning: (sentence: string) => void;
  /** Redis can be used again. */
  onRecovery: (sentence: string) => void;
}

/** The commands of a server or a cluster. */
export type RedisCommands = RedisCommander;

/** How long commands wait for the outcome of an attempt to connect to a cluster or through sentinels. */
const CONNECT_LIMIT_MS = 5_000;

const RECONNECT = { firstMs: 50, maxMs: 1_000 };

/** Errors of a server that may have been replaced as the primary. */
const FORMER_PRIMARY = /^(READONLY|NOREPLICAS|CLUSTERDOWN)$/;

/** At most one new connection in this time replaces a connection to a server that may be a former primary. */
const LEAVE_INTERVAL_MS = 5_000;

/** Errors of a working server that does not permit or know `INFO`. */
const INFO_DENIED = /^(NOPERM|ERR)$/;

/**
 * A connection to Redis, a cluster or the primary of sentinels that reconnects by itself. Commands fail at once during
 * an outage. They wait for the outcome of an attempt to connect that is likely to succeed: the first one, and the first
 * one after a loss.
 */
export class RedisConnection {
  readonly #options: RedisClientOptions & RedisReports;
  readonly #redis: RedisClient;
  /** Codes of the errors reported since the start of the outage. */
  readonly #reportedErrors = new Set<string>();
  readonly #reportedWarnings = new Set<string>();
  #state: 'connecting' | 'usable' | 'closed' | RedisError = 'connecting';
  #connectLimit: NodeJS.Timeout | undefined;
  #stateChanged = Promise.withResolvers<void>();
  /** Whether the current connection was ever usable. */
  #wasUsable = false;
  /** The error of the current connection. */
  #error: RedisError | undefined;
  #failedAttempts = 0;
  #mayLeaveServer = true;
  /** Whether the sentinels have named another primary since the current connection began. */
  #isOutdated = false;
  #endWatch: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: RedisClientOptions & RedisReports) {
    this.#options = options;
    const redis = createRedisClient(options, () => this.#connectionEnded());
    this.#redis = redis;
    this.#setState('connecting');
    for (const event of ['connecting', 'connect']) {
      redis.on(event, () => {
        this.#error = undefined;
      });
    }
    redis.on('connecting', () => {
      this.#isOutdated = false;
    });
    for (const event of ['error', 'sentinelError']) {
      redis.on(event, (error: unknown) => {
        this.#error = this.#toError(error);
      });
    }
    redis.on('ready', () => void this.#checkServers());
    redis.on('end', () => this.#failed());
    if (options.address.kind === 'Redis Sentinel') {
      redis.once('ready', () => {
        if (this.#state === 'closed') return;
        this.#endWatch = watchSentinels(redis as Redis, () => this.#primarySwitched());
      });
    }
  }

  /**
   * Runs commands.
   * @throws {RedisError} within a few seconds
   */
  async run<T>(work: (redis: RedisCommands) => Promise<T>): Promise<T> {
    if (this.#state === 'usable' && this.#isLost) this.#setState('connecting');
    if (this.#state === 'connecting') await this.#stateChanged.promise;
    if (this.#state === 'closed') throw this.#toError(undefined);
    if (this.#state instanceof RedisError) throw this.#errorOf(this.#state.code);
    try {
      return await work(this.#redis);
    } catch (error) {
      const redisError = this.#toError(error);
      if (FORMER_PRIMARY.test(redisError.code)) this.#leaveServer();
      throw redisError;
    }
  }

  /** Closes the connection; later commands fail. May be called again. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#setState('closed');
    this.#endWatch?.();
    const redis = this.#redis;
    const { status } = redis;
    const ended = new Promise((resolve) => redis.once('end', resolve));
    redis.disconnect();
    // Between two attempts to connect there is no connection and no end event, and a cluster has none before the first.
    const isConnected = redis instanceof Cluster ? status === 'ready' : status !== 'reconnecting';
    if (isConnected && status !== 'end') await ended;
  }

  /** Whether the connection was lost. The library reports it as ready for a moment after its socket was closed. */
  get #isLost(): boolean {
    const redis = this.#redis;
    return redis.status !== 'ready' || (redis instanceof Redis && !redis.stream.writable);
  }

  /** Checks that the servers behind a new connection can serve; disconnects if none of them can. */
  async #checkServers(): Promise<void> {
    const redis = this.#redis;
    const primaries = redis instanceof Cluster ? redis.nodes('master') : [redis];
    const results = await Promise.all(
      primaries.map((primary) => this.#error ?? this.#info(primary)),
    );
    if (redis.status !== 'ready') return;
    if (this.#isOutdated) {
      this.#wasUsable = true;
      redis.disconnect(true);
      return;
    }
    const infos = results.filter((result): result is ServerInfo => !(result instanceof RedisError));
    if (infos.length > 0) {
      this.#connected(infos);
    } else {
      this.#error =
        results.find((result) => result instanceof RedisError) ?? this.#errorOf('CLUSTERDOWN');
      this.#failed();
      redis.disconnect(true);
    }
  }

  async #info(server: Redis): Promise<ServerInfo | RedisError> {
    try {
      const info = parseInfo(await server.info());
      const code = obstacleIn(info, this.#options.address.kind);
      return code === undefined ? info : this.#errorOf(code);
    } catch (error) {
      const redisError = this.#toError(error);
      return INFO_DENIED.test(redisError.code) ? new Map() : redisError;
    }
  }

  #connected(infos: readonly ServerInfo[]): void {
    const { onWarning, onRecovery, address } = this.#options;
    this.#setState('usable');
    this.#wasUsable = true;
    this.#failedAttempts = 0;
    if (this.#reportedErrors.size > 0) onRecovery(`${address.kind} can be used now.`);
    this.#reportedErrors.clear();
    for (const sentence of infos.flatMap((info) => durabilityWarnings(info, address.kind))) {
      if (!this.#reportedWarnings.has(sentence)) onWarning(sentence);
      this.#reportedWarnings.add(sentence);
    }
  }

  /** @returns milliseconds until the next attempt to connect */
  #connectionEnded(): number {
    if (this.#wasUsable) this.#setState('connecting');
    else this.#failed();
    this.#wasUsable = false;
    return backoffMs(this.#failedAttempts++, RECONNECT);
  }

  #failed(): void {
    if (this.#state === 'closed') return;
    const error = this.#error ?? this.#errorOf('CLOSED');
    this.#setState(error);
    if (this.#reportedErrors.has(error.code)) return;
    this.#reportedErrors.add(error.code);
    this.#options.onWarning(`${error.message}. Sessions cannot be read until it can be used.`);
  }

  /** After a failover, a new connection leads to the new primary. */
  #leaveServer(): void {
    if (this.#redis instanceof Cluster) {
      // Other nodes may know better, and the connections to them are in use.
      this.#redis.refreshSlotsCache();
      return;
    }
    if (this.#state !== 'usable' || !this.#mayLeaveServer) return;
    this.#mayLeaveServer = false;
    setTimeout(() => {
      this.#mayLeaveServer = true;
    }, LEAVE_INTERVAL_MS).unref();
    this.#reconnect();
  }

  /** Each sentinel says so once it knows, and a connection before that may lead to the former primary again. */
  #primarySwitched(): void {
    this.#isOutdated = true;
    if (this.#state === 'usable') this.#reconnect();
  }

  #reconnect(): void {
    this.#setState('connecting');
    this.#redis.disconnect(true);
  }

  #setState(state: 'connecting' | 'usable' | 'closed' | RedisError): void {
    if (this.#state === 'closed') return;
    this.#state = state;
    clearTimeout(this.#connectLimit);
    if (state === 'connecting') {
      this.#limitConnecting();
      return;
    }
    this.#stateChanged.resolve();
    this.#stateChanged = Promise.withResolvers();
  }

  /**
   * An attempt to connect to one server has limits of its own; one to several nodes or sentinels tries each of them.
   */
  #limitConnecting(): void {
    if (this.#options.address.kind === 'Redis') return;
    this.#connectLimit = setTimeout(() => {
      this.#error ??= this.#errorOf('TIMEOUT');
      this.#failed();
    }, CONNECT_LIMIT_MS).unref();
  }

  #errorOf(code: string): RedisError {
    return new RedisError(code, this.#options.address.kind);
  }

  #toError(error: unknown): RedisError {
    return toRedisError(error, this.#options.address.kind);
  }
}
