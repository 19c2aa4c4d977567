import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../ports/free-port.ts';
import { Program } from '../processes/program.ts';
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
  #program: Program | undefined;

  private constructor(options: RedisOptions, port: number) {
    this.#options = options;
    this.port = port;
    this.#folder = mkdtempSync(join(tmpdir(), 'balance-companion-redis-'));
    const text = configuration(options, this.port, this.#folder);
    writeFileSync(join(this.#folder, 'redis.conf'), text, { mode: 0o600 });
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
    if (this.#running) return;
    const program = new Program(programPath('redis'), [join(this.#folder, 'redis.conf')]);
    this.#program = program;
    killWithUs(program.child);
    await until(
      () => `Redis to start; it wrote:\n${program.output}`,
      () => program.hasEnded || program.output.includes('Ready to accept connections'),
      START_LIMIT,
    );
    if (program.hasEnded) throw new Error(`Redis did not start:\n${program.output}`);
  }

  get #running(): Program | undefined {
    return this.#program?.hasEnded ? undefined : this.#program;
  }

  /** Ends it; `SIGKILL` is a crash. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const stopped = this.#running?.stop(signal);
    if (signal !== 'SIGKILL') this.resume();
    await stopped;
  }

  /** Stops it in its tracks: its connections stay open, and nothing is answered. */
  pause(): void {
    this.#running?.child.kill('SIGSTOP');
  }

  resume(): void {
    this.#running?.child.kill('SIGCONT');
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
