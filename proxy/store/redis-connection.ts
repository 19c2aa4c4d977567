import type { ConnectionOptions } from 'node:tls';
import { Redis, type RedisOptions } from 'ioredis';
import type { RedisAddress } from '../config/store-url.ts';
import { backoffMs } from '../timing/backoff.ts';
import { RedisError, toRedisError } from './redis-error.ts';
import { durabilityWarnings, parseInfo } from './redis-warnings.ts';

/** Receives sentences for the operator, which never contain the address or a password. */
export interface RedisReports {
  /** Redis cannot be used (once for each reason per outage), or its settings can lose sessions (once). */
  onWarning: (sentence: string) => void;
  /** Redis can be used again. */
  onRecovery: (sentence: string) => void;
}

export interface RedisConnectionOptions extends RedisReports {
  address: RedisAddress;
  keyPrefix: string;
  scripts: NonNullable<RedisOptions['scripts']>;
  /** Added to the defaults of Node.js, for example `ca`. */
  tls?: ConnectionOptions | undefined;
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

const RECONNECT = { firstMs: 50, maxMs: 1_000 };

/** At most one new connection in this time replaces a connection to a read-only server. */
const READ_ONLY_RECONNECT_MS = 5_000;

/** Errors of a working server that does not permit or know `INFO`. */
const INFO_DENIED = /^(NOPERM|ERR)$/;

/**
 * A connection to Redis that reconnects by itself. Commands fail at once during an outage. They wait for the outcome of
 * an attempt to connect that is likely to succeed: the first one, and the first one after a loss.
 */
export class RedisConnection {
  readonly #options: RedisConnectionOptions;
  readonly #redis: Redis;
  /** Codes of the errors reported since the start of the outage. */
  readonly #reportedErrors = new Set<string>();
  readonly #reportedWarnings = new Set<string>();
  #state: 'connecting' | 'usable' | 'closed' | RedisError = 'connecting';
  #stateChanged = Promise.withResolvers<void>();
  /** Whether the current connection was ever usable. */
  #wasUsable = false;
  /** The error of the current connection. */
  #error: RedisError | undefined;
  #failedAttempts = 0;
  #mayLeaveReadOnlyServer = true;
  #closing: Promise<void> | undefined;

  constructor(options: RedisConnectionOptions) {
    this.#options = options;
    const { address, keyPrefix, scripts, tls } = options;
    const redis = new Redis({
      host: address.host,
      port: address.port,
      username: address.username,
      password: address.password,
      db: address.database,
      ...(address.tls && { tls: { ...tls } }),
      keyPrefix,
      scripts,
      protocol: 2,
      connectionName: 'balance-companion',
      disableClientInfo: true,
      ...TIMEOUTS,
      // No command is queued or sent twice: its caller has already received an error.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      enableReadyCheck: false,
      retryStrategy: () => this.#connectionEnded(),
    });
    this.#redis = redis;
    redis.on('connecting', () => {
      this.#error = undefined;
    });
    redis.on('error', (error) => {
      this.#error = toRedisError(error);
    });
    redis.on('ready', () => void this.#checkServer());
    redis.on('end', () => this.#failed());
  }

  /**
   * Runs commands.
   * @throws {RedisError} within a few seconds
   */
  async run<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    // The socket may already be closed while the library still reports the connection as ready.
    const { status, stream } = this.#redis;
    const isLost = status !== 'ready' || !stream.writable;
    if (this.#state === 'usable' && isLost) this.#setState('connecting');
    if (this.#state === 'connecting') await this.#stateChanged.promise;
    if (this.#state === 'closed') throw new RedisError('CLOSED');
    if (this.#state instanceof RedisError) throw new RedisError(this.#state.code);
    try {
      return await work(this.#redis);
    } catch (error) {
      const redisError = toRedisError(error);
      if (redisError.code === 'READONLY') this.#leaveReadOnlyServer();
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
    const { status } = this.#redis;
    const ended = new Promise((resolve) => this.#redis.once('end', resolve));
    this.#redis.disconnect();
    // Between two attempts to connect there is no connection, and no end event.
    if (status !== 'reconnecting' && status !== 'end') await ended;
  }

  /** Checks that the server behind a new connection can serve; otherwise disconnects. */
  async #checkServer(): Promise<void> {
    const info = this.#error ?? (await this.#info());
    if (this.#redis.status !== 'ready') return;
    if (info instanceof RedisError) {
      this.#error = info;
      this.#failed();
      this.#redis.disconnect(true);
    } else {
      this.#connected(info);
    }
  }

  async #info(): Promise<ReadonlyMap<string, string> | RedisError> {
    try {
      const info = parseInfo(await this.#redis.info());
      return info.get('loading') === '1' ? new RedisError('LOADING') : info;
    } catch (error) {
      const redisError = toRedisError(error);
      return INFO_DENIED.test(redisError.code) ? new Map() : redisError;
    }
  }

  #connected(info: ReadonlyMap<string, string>): void {
    const { onWarning, onRecovery } = this.#options;
    this.#setState('usable');
    this.#wasUsable = true;
    this.#failedAttempts = 0;
    if (this.#reportedErrors.size > 0) onRecovery('Redis can be used now.');
    this.#reportedErrors.clear();
    for (const sentence of durabilityWarnings(info)) {
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
    const error = this.#error ?? new RedisError('CLOSED');
    this.#setState(error);
    if (this.#reportedErrors.has(error.code)) return;
    this.#reportedErrors.add(error.code);
    this.#options.onWarning(`${error.message}. Sessions cannot be read until it can be used.`);
  }

  /** After a failover, a new connection to the same address may lead to the new primary server. */
  #leaveReadOnlyServer(): void {
    if (this.#state !== 'usable' || !this.#mayLeaveReadOnlyServer) return;
    this.#mayLeaveReadOnlyServer = false;
    setTimeout(() => {
      this.#mayLeaveReadOnlyServer = true;
    }, READ_ONLY_RECONNECT_MS).unref();
    this.#setState('connecting');
    this.#redis.disconnect(true);
  }

  #setState(state: 'connecting' | 'usable' | 'closed' | RedisError): void {
    if (this.#state === 'closed') return;
    this.#state = state;
    if (state === 'connecting') return;
    this.#stateChanged.resolve();
    this.#stateChanged = Promise.withResolvers();
  }
}
