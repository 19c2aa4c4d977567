import type { ConnectionOptions } from 'node:tls';
import { Redis, type RedisOptions } from 'ioredis';
import type { RedisAddress } from '../config/store-url.ts';
import { backoffMs } from '../timing/backoff.ts';
import { RedisError, toRedisError } from './redis-error.ts';
import { durabilityWarnings, parseInfo } from './redis-warnings.ts';

/** Told what an operator should know, a sentence at a time; it never contains the address or a password. */
export interface RedisReports {
  /** Redis cannot be used (once for each reason until it can), or its settings can cost sessions (once). */
  onWarning: (sentence: string) => void;
  /** Redis, which could not be used, can be used again. */
  onRecovery: (sentence: string) => void;
}

export interface RedisConnectionOptions extends RedisReports {
  address: RedisAddress;
  keyPrefix: string;
  scripts: NonNullable<RedisOptions['scripts']>;
  /** Beside what verifies the certificate as Node does, for example `ca`. */
  tls?: ConnectionOptions | undefined;
}

/** Milliseconds. */
const LIMITS = {
  /** For a connection to be made, TLS included. */
  connect: 2_000,
  /** For one command. */
  command: 2_000,
  /** Without any answer, after which a connection counts as dead. */
  silence: 3_000,
  /** For the other side to agree that a connection is closed. */
  farewell: 200,
  /** From one probe of an idle connection to the next. */
  keepAlive: 10_000,
};

/** Between two attempts to connect. */
const RECONNECT = { firstMs: 50, maxMs: 1_000 };

/** Milliseconds for which a server that takes no writes is kept before its name is looked up again. */
const REPLICA_KEPT = 5_000;

/** Signs of life of a server that does not let everybody look into it. */
const INFO_DENIED = /^(NOPERM|ERR)$/;

/**
 * One connection to Redis that comes back by itself. While it is away, calls fail at once; while a connection is
 * being made that may well succeed (the first one, and the one after a loss), they wait for its outcome.
 */
export class RedisConnection {
  readonly #options: RedisConnectionOptions;
  readonly #redis: Redis;
  /** Codes of faults since Redis could last be used. */
  readonly #faultsTold = new Set<string>();
  readonly #adviceTold = new Set<string>();
  #state: 'connecting' | 'usable' | 'closed' | RedisError = 'connecting';
  #stateChanged = Promise.withResolvers<void>();
  /** Whether the present connection has ever been usable. */
  #wasUsable = false;
  /** What went wrong with the present connection. */
  #fault: RedisError | undefined;
  #failedTries = 0;
  #mayLeaveReplica = true;
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
      connectTimeout: LIMITS.connect,
      commandTimeout: LIMITS.command,
      socketTimeout: LIMITS.silence,
      disconnectTimeout: LIMITS.farewell,
      keepAlive: LIMITS.keepAlive,
      // Nothing is kept for later or sent twice: whoever asked has had the answer that Redis is away.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      enableReadyCheck: false,
      retryStrategy: () => this.#connectionEnded(),
    });
    this.#redis = redis;
    redis.on('connecting', () => {
      this.#fault = undefined;
    });
    redis.on('error', (error) => {
      this.#fault = toRedisError(error);
    });
    redis.on('ready', () => void this.#greet());
    redis.on('end', () => this.#failed());
  }

  /**
   * Has Redis do something.
   * @throws {RedisError} within a few seconds, where it cannot be done
   */
  async run<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    // The other side closed a connection a moment before the library says that it will make another.
    const { status, stream } = this.#redis;
    const isLost = status !== 'ready' || !stream.writable;
    if (this.#state === 'usable' && isLost) this.#become('connecting');
    if (this.#state === 'connecting') await this.#stateChanged.promise;
    if (this.#state === 'closed') throw new RedisError('CLOSED');
    if (this.#state instanceof RedisError) throw new RedisError(this.#state.code);
    try {
      return await work(this.#redis);
    } catch (error) {
      const fault = toRedisError(error);
      if (fault.code === 'READONLY') this.#leaveReplica();
      throw fault;
    }
  }

  /** Ends the connection; calls are refused from then on. May be called again. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#become('closed');
    const { status } = this.#redis;
    const ended = new Promise((resolve) => this.#redis.once('end', resolve));
    this.#redis.disconnect();
    // Between two tries there is no connection whose end could be waited for.
    if (status !== 'reconnecting' && status !== 'end') await ended;
  }

  /** Finds out whether the server behind a new connection is there to serve; one that is not is left again. */
  async #greet(): Promise<void> {
    const info = this.#fault ?? (await this.#info());
    if (this.#redis.status !== 'ready') return;
    if (info instanceof RedisError) {
      this.#fault = info;
      this.#failed();
      this.#redis.disconnect(true);
    } else {
      this.#begin(info);
    }
  }

  async #info(): Promise<ReadonlyMap<string, string> | RedisError> {
    try {
      const info = parseInfo(await this.#redis.info());
      return info.get('loading') === '1' ? new RedisError('LOADING') : info;
    } catch (error) {
      const fault = toRedisError(error);
      return INFO_DENIED.test(fault.code) ? new Map() : fault;
    }
  }

  #begin(info: ReadonlyMap<string, string>): void {
    const { onWarning, onRecovery } = this.#options;
    this.#become('usable');
    this.#wasUsable = true;
    this.#failedTries = 0;
    if (this.#faultsTold.size > 0) onRecovery('Redis can be used now.');
    this.#faultsTold.clear();
    for (const sentence of durabilityWarnings(info)) {
      if (!this.#adviceTold.has(sentence)) onWarning(sentence);
      this.#adviceTold.add(sentence);
    }
  }

  /** @returns the milliseconds until the next try */
  #connectionEnded(): number {
    if (this.#wasUsable) this.#become('connecting');
    else this.#failed();
    this.#wasUsable = false;
    return backoffMs(this.#failedTries++, RECONNECT);
  }

  #failed(): void {
    if (this.#state === 'closed') return;
    const fault = this.#fault ?? new RedisError('CLOSED');
    this.#become(fault);
    if (this.#faultsTold.has(fault.code)) return;
    this.#faultsTold.add(fault.code);
    this.#options.onWarning(`${fault.message}. Sessions cannot be read until it can be used.`);
  }

  /** After a failover the same name can lead to another server, which one learns by connecting anew. */
  #leaveReplica(): void {
    if (this.#state !== 'usable' || !this.#mayLeaveReplica) return;
    this.#mayLeaveReplica = false;
    setTimeout(() => {
      this.#mayLeaveReplica = true;
    }, REPLICA_KEPT).unref();
    this.#become('connecting');
    this.#redis.disconnect(true);
  }

  #become(state: 'connecting' | 'usable' | 'closed' | RedisError): void {
    if (this.#state === 'closed') return;
    this.#state = state;
    if (state === 'connecting') return;
    this.#stateChanged.resolve();
    this.#stateChanged = Promise.withResolvers();
  }
}
