import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareEnvironment, ROOT } from '../build/tools.ts';
import { Program } from '../processes/program.ts';
import { until } from '../waiting/until.ts';

export interface ProxyProcessOptions {
  readonly port: number;
  /** The address that browsers use, where that is not this port of `localhost`. */
  readonly publicUrl?: string;
  readonly platformUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Further variables of the proxy's configuration; they override those above. */
  readonly env?: Readonly<Record<string, string>>;
  /** Receives each line that the proxy writes; with this, the proxy restarts when one of its files changes. */
  readonly development?: { readonly onLine: (line: string) => void };
}

/** The real proxy, as `npm start` runs it: a process of its own, with its data in a temporary folder. */
export class ProxyProcess {
  /** The address that browsers use. */
  readonly url: string;
  /** The address on which it listens. */
  readonly localUrl: string;
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #development: ProxyProcessOptions['development'];
  #program: Program | undefined;
  #earlierLog = '';

  /** Starts nothing yet. */
  constructor(options: ProxyProcessOptions) {
    this.localUrl = `http://localhost:${options.port}`;
    this.url = options.publicUrl ?? this.localUrl;
    this.#development = options.development;
    this.#folder = mkdtempSync(join(tmpdir(), 'balance-companion-proxy-'));
    this.#env = {
      ...bareEnvironment(),
      PLATFORM_URL: options.platformUrl,
      OAUTH_CLIENT_ID: options.clientId,
      OAUTH_CLIENT_SECRET: options.clientSecret,
      OAUTH_REDIRECT_URI: `${this.url}/oauth/callback`,
      DATA_DIR: join(this.#folder, 'data'),
      PORT: String(options.port),
      ...options.env,
    };
  }

  /** Starts a proxy and waits until it responds. Removes its data where it does not. */
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

  /** The process id; undefined while the proxy is stopped. */
  get pid(): number | undefined {
    return this.#isRunning ? this.#program?.child.pid : undefined;
  }

  /** Everything it has written since its first start. */
  get log(): string {
    return this.#earlierLog + (this.#program?.output ?? '');
  }

  get #isRunning(): boolean {
    return this.#program !== undefined && !this.#program.hasEnded;
  }

  /** Starts it, also again after {@link stop}: on the same port and with the same data. */
  async start(): Promise<void> {
    if (this.#isRunning) return;
    this.#earlierLog = this.log;
    const watch = this.#development ? ['--watch', '--watch-preserve-output'] : [];
    // It starts in the folder of its data, so that it reads no .env of the checkout.
    this.#program = new Program(process.execPath, [...watch, join(ROOT, 'proxy/main.ts')], {
      cwd: this.#folder,
      env: this.#env,
    });
    if (this.#development) this.#program.onLine(this.#development.onLine);
    await until(
      () => `the proxy to respond; it wrote:\n${this.log}`,
      async () => {
        if (!this.#isRunning) return 'ended';
        const response = await fetch(`${this.localUrl}/readyz`);
        // Right after its start on a busy machine, it may be overloaded for a moment.
        const { error } = (await response.json()) as { error?: string };
        return error !== 'overloaded' && 'responds';
      },
    );
    if (!this.#isRunning) throw new Error(`The proxy did not start:\n${this.log}`);
  }

  /** Stops it as a service manager does, and returns its exit code; null where a signal ended it. */
  async stop(signal?: NodeJS.Signals): Promise<number | null> {
    return this.#program && this.#isRunning ? this.#program.stop(signal) : 0;
  }

  /** Stops it and removes its data. */
  async close(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
