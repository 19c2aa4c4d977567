import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../ports/free-port.ts';
import { programPath } from '../system/ensure-system.ts';
import { until } from '../waiting/until.ts';
import { CERTIFICATE, configuration, type RedisOptions } from './configuration.ts';
import { killWithUs } from './process-guard.ts';

/** Milliseconds that a server may take to start on a busy machine. */
const START_LIMIT = 30_000;

/**
 * A real `redis-server` (or `valkey-server`) on a free port, with its data in a temporary folder. It ends with the
 * process that started it, whatever becomes of that one.
 */
export class RedisServer {
  readonly port: number;
  readonly #options: RedisOptions;
  readonly #folder: string;
  #child: ChildProcess | undefined;
  #log = '';

  private constructor(options: RedisOptions, port: number) {
    this.#options = options;
    this.port = port;
    this.#folder = mkdtempSync(join(tmpdir(), 'balance-companion-redis-'));
    writeFileSync(
      join(this.#folder, 'redis.conf'),
      configuration(options, this.port, this.#folder),
      { mode: 0o600 },
    );
  }

  /** Starts a server and waits until it takes connections; leaves nothing behind where it does not. */
  static async start(options: RedisOptions = {}): Promise<RedisServer> {
    const server = new RedisServer(options, await freePort());
    try {
      await server.start();
      return server;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /** Its address with all that is needed to get in. */
  get url(): string {
    const { tls, user, password } = this.#options;
    const secret = encodeURIComponent(user?.password ?? password ?? '');
    const login = secret && `${user?.name ?? ''}:${secret}@`;
    return `${tls ? 'rediss' : 'redis'}://${login}localhost:${this.port}`;
  }

  /** Starts it, also after {@link stop}: same port, same data. */
  async start(): Promise<void> {
    if (this.#child) return;
    this.#log = '';
    const child = spawn(programPath('redis'), [join(this.#folder, 'redis.conf')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    killWithUs(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.#log += chunk;
      });
    }
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    await until(
      () => `Redis to start; it wrote:\n${this.#log}`,
      () => !this.#child || this.#log.includes('Ready to accept connections'),
      START_LIMIT,
    );
    if (!this.#child) throw new Error(`Redis did not start:\n${this.#log}`);
  }

  /** Ends it; `SIGKILL` is a crash. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    if (signal !== 'SIGKILL') this.resume();
    await ended;
  }

  /** Stops it in its tracks: its connections stay open, and nothing is answered. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Runs one command as the user of {@link url}, on a connection of its own. */
  async run(command: string, ...args: string[]): Promise<unknown> {
    const ca = this.#options.tls && readFileSync(CERTIFICATE);
    const redis = new Redis(this.url, {
      ...(ca && { tls: { ca } }),
      retryStrategy: () => null,
    });
    try {
      return await redis.call(command, ...args);
    } finally {
      redis.disconnect();
    }
  }

  /** Ends it and removes its data. */
  async close(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
