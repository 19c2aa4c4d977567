import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareEnvironment, ROOT } from '../build/tools.ts';
import { until } from '../waiting/until.ts';

export interface ProxyProcessOptions {
  readonly port: number;
  /** Its address as browsers know it, where that is not this port of `localhost`. */
  readonly publicUrl?: string;
  readonly platformUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Config beside those, or instead of them. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The real proxy, as `npm start` runs it: a process of its own, with its data in a temporary folder. */
export class ProxyProcess {
  /** Its address as browsers know it. */
  readonly url: string;
  /** Where it listens. */
  readonly localUrl: string;
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #log = '';

  /** Starts nothing yet. */
  constructor(options: ProxyProcessOptions) {
    this.localUrl = `http://localhost:${options.port}`;
    this.url = options.publicUrl ?? this.localUrl;
    this.#folder = mkdtempSync(join(tmpdir(), 'balance-companion-proxy-'));
    this.#env = {
      ...bareEnvironment(),
      PLATFORM_URL: options.platformUrl,
      OAUTH_CLIENT_ID: options.clientId,
      OAUTH_CLIENT_SECRET: options.clientSecret,
      OAUTH_REDIRECT_URI: `${this.url}/oauth/callback`,
      DATA_DIR: join(this.#folder, 'data'),
      PORT: String(options.port),
      ...options.settings,
    };
  }

  /** Starts a proxy and waits until it answers; leaves nothing behind where it does not. */
  static async start(options: ProxyProcessOptions): Promise<ProxyProcess> {
    const proxy = new ProxyProcess(options);
    try {
      await proxy.start();
      return proxy;
    } catch (error) {
      await proxy.close();
      throw error;
    }
  }

  /** Its process, while it runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** All that it has written since its first start. */
  get log(): string {
    return this.#log;
  }

  /** Starts it, also after {@link stop}: same port, same data. */
  async start(): Promise<void> {
    if (this.#child) return;
    // Started in the folder of its data, so that no .env of the checkout is read.
    const child = spawn(process.execPath, [join(ROOT, 'proxy/main.ts')], {
      cwd: this.#folder,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.#log += chunk;
      });
    }
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    await until(
      () => `the proxy to answer; it wrote:\n${this.#log}`,
      async () => {
        if (!this.#child) return 'ended';
        const answer = await fetch(`${this.localUrl}/readyz`);
        // Just started on a busy machine, it may find itself overloaded for a moment.
        const { error } = (await answer.json()) as { error?: string };
        return error !== 'overloaded' && 'answers';
      },
    );
    if (!this.#child) throw new Error(`The proxy did not start:\n${this.#log}`);
  }

  /** Ends it as a service manager would, and gives its exit code; null where a signal ended it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    if (!child) return 0;
    const ended = once(child, 'exit');
    child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  }

  /** Ends it and starts it again with the same data. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Ends it and removes its data. */
  async close(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
