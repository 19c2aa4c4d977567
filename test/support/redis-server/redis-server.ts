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

/** `STORE_URL` for servers with these options; `variant` is empty, `-cluster` or `-sentinel`. */
export function addressOf(
  { tls, user, password }: RedisOptions,
  variant: '' | '-cluster' | '-sentinel',
  servers: readonly { readonly port: number }[],
): string {
  const secret = encodeURIComponent(user?.password ?? password ?? '');
  const login = secret && `${user?.name ?? ''}:${secret}@`;
  const hosts = servers.map(({ port }) => `localhost:${port}`).join(',');
  return `${tls ? 'rediss' : 'redis'}${variant}://${login}${hosts}`;
}

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
    const files = { ...options.files, 'redis.conf': text };
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(this.#folder, name), content, { mode: 0o600 });
    }
  }

  /** Starts a server and waits until it takes connections; leaves nothing behind where it does not. */
  static async start(options: RedisOptions = {}, port?: number): Promise<RedisServer> {
    const server = new RedisServer(options, port ?? (await freePort()));
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
    return addressOf(this.#options, '', [this]);
  }

  /** Starts it, also after {@link stop}: same port, same data. */
  async start(): Promise<void> {
    if (this.#running) return;
    const mode = this.#options.sentinel ? ['--sentinel'] : [];
    const program = new Program(programPath('redis'), [join(this.#folder, 'redis.conf'), ...mode]);
    this.#program = program;
    killWithUs(program.child);
    await until(
      () => `Redis to start; it wrote:\n${program.output}`,
      () => program.hasEnded || /Ready to accept connections|\+monitor/.test(program.output),
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
