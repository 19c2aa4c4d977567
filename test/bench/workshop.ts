import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Teardown } from '../support/environment/teardown.ts';
import { freePort } from '../support/ports/free-port.ts';
import { until } from '../support/waiting/until.ts';
import type { LoadOrder, LoadReport } from './load/load.ts';
import { MeasuredProcess } from './processes/measured-process.ts';
import type { Scale } from './scale.ts';

/** A server that is measured. */
export interface Server {
  port: number;
  process: MeasuredProcess;
}

export interface ProxyOptions {
  /** The program that runs the proxy, where it is not the proxy's own. */
  program?: string;
  dataDir?: string;
  env?: Readonly<Record<string, string>>;
}

/** High enough for the load of a benchmark; off, the cost of the limits would be left out. */
const HIGHEST_RATE_LIMIT = '1000000';

/** What every benchmark needs: a platform and a load generator in processes of their own, and a folder for data. */
export class Workshop {
  readonly scale: Scale;
  readonly folder: string;
  readonly platform: MeasuredProcess;
  readonly #platformUrl: string;
  readonly #load: MeasuredProcess;
  readonly #teardown: Teardown;

  private constructor(scale: Scale, folder: string, platformPort: number, teardown: Teardown) {
    this.scale = scale;
    this.folder = folder;
    this.#teardown = teardown;
    this.#platformUrl = `http://127.0.0.1:${platformPort}`;
    this.platform = this.#run('servers/platform.ts', { PORT: String(platformPort) });
    this.#load = this.#run('load/load.ts', {});
  }

  static async open(scale: Scale, teardown: Teardown): Promise<Workshop> {
    const folder = mkdtempSync(join(tmpdir(), 'balance-companion-bench-'));
    teardown.add(async () => rmSync(folder, { recursive: true, force: true }));
    const port = await freePort();
    const workshop = new Workshop(scale, folder, port, teardown);
    await answering({ port, process: workshop.platform });
    return workshop;
  }

  /** A program in the folder of the servers, which answers on a port of its own. */
  async server(name: string, env: Readonly<Record<string, string>> = {}): Promise<Server> {
    const port = await freePort();
    const process = this.#run(`servers/${name}`, { ...this.#oauthSettings(port), ...env });
    return answering({ port, process });
  }

  /** The proxy as `npm start` runs it, its log thrown away. */
  async proxy(options: ProxyOptions = {}): Promise<Server> {
    const port = await freePort();
    const process = this.#run(options.program ?? '../../proxy/main.ts', {
      ...this.#oauthSettings(port),
      SESSION_KEYS: randomBytes(32).toString('base64url'),
      DATA_DIR: options.dataDir ?? mkdtempSync(join(this.folder, 'data-')),
      RATE_LIMIT_API: HIGHEST_RATE_LIMIT,
      RATE_LIMIT_SIGN_IN: HIGHEST_RATE_LIMIT,
      ...options.env,
    });
    return answering({ port, process });
  }

  /** A program in the folder of the benchmarks that answers questions and no requests. */
  program(name: string, env: Readonly<Record<string, string>> = {}): MeasuredProcess {
    return this.#run(name, env);
  }

  /** Has something ended with all else. */
  onEnd(step: () => Promise<unknown>): void {
    this.#teardown.add(step);
  }

  /** Loads a server and says what came of it. */
  load(order: LoadOrder): Promise<LoadReport> {
    return this.#load.ask(order);
  }

  #run(program: string, env: Readonly<Record<string, string>>): MeasuredProcess {
    const process = new MeasuredProcess(program, env, this.folder);
    this.#teardown.add(() => process.close());
    return process;
  }

  #oauthSettings(port: number) {
    return {
      PORT: String(port),
      PLATFORM_URL: this.#platformUrl,
      OAUTH_CLIENT_ID: 'client',
      OAUTH_CLIENT_SECRET: 'secret',
      OAUTH_REDIRECT_URI: `http://localhost:${port}/oauth/callback`,
    };
  }
}

async function answering(server: Server): Promise<Server> {
  const { port, process } = server;
  await until(
    () => `a server to answer; it wrote:\n${process.errors}`,
    async () => process.hasEnded || (await fetch(`http://127.0.0.1:${port}/healthz`)),
  );
  if (process.hasEnded) throw new Error(`A server did not start:\n${process.errors}`);
  return server;
}
