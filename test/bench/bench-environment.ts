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

export type Env = Readonly<Record<string, string>>;

/** Above the load of any benchmark. Off, the cost of the rate limits would be left out. */
const HIGH_RATE_LIMIT = '1000000';

/** What every benchmark needs: a platform and a load generator, each in its own process, and a folder for data. */
export class BenchEnvironment {
  readonly scale: Scale;
  readonly folder: string;
  readonly platform: MeasuredProcess;
  readonly #platformUrl: string;
  readonly #load: MeasuredProcess;
  /** Ends everything that was started. */
  readonly teardown: Teardown;

  private constructor(scale: Scale, folder: string, platformPort: number, teardown: Teardown) {
    this.scale = scale;
    this.folder = folder;
    this.teardown = teardown;
    this.#platformUrl = `http://127.0.0.1:${platformPort}`;
    this.platform = this.program('servers/platform.ts', { PORT: String(platformPort) });
    this.#load = this.program('load/load.ts');
  }

  /** Starts it; `teardown` ends everything that it starts. */
  static async open(scale: Scale, teardown: Teardown): Promise<BenchEnvironment> {
    const folder = mkdtempSync(join(tmpdir(), 'balance-companion-bench-'));
    teardown.add(async () => rmSync(folder, { recursive: true, force: true }));
    const port = await freePort();
    const environment = new BenchEnvironment(scale, folder, port, teardown);
    await started({ port, process: environment.platform });
    return environment;
  }

  /** Starts a server, by its file in this folder, and waits until it responds. */
  async server(file: string, env: Env = {}): Promise<Server> {
    return started(await this.launch(file, env));
  }

  /** Starts a server, by its file in this folder or anywhere. */
  async launch(file: string, env: Env = {}): Promise<Server> {
    const port = await freePort();
    const process = this.program(file, {
      PORT: String(port),
      PLATFORM_URL: this.#platformUrl,
      OAUTH_CLIENT_ID: 'client',
      OAUTH_CLIENT_SECRET: 'secret',
      OAUTH_REDIRECT_URI: `http://localhost:${port}/oauth/callback`,
      ...env,
    });
    return { port, process };
  }

  /** Creates an empty folder for data. */
  dataFolder(): string {
    return mkdtempSync(join(this.folder, 'data-'));
  }

  /** Starts the proxy as `npm start` runs it, its log discarded. */
  proxy(env: Env): Promise<Server> {
    return this.server('../../proxy/main.ts', {
      SESSION_KEYS: randomBytes(32).toString('base64url'),
      DATA_DIR: this.dataFolder(),
      RATE_LIMIT_API: HIGH_RATE_LIMIT,
      RATE_LIMIT_SIGN_IN: HIGH_RATE_LIMIT,
      ...env,
    });
  }

  /** Starts a program, by its file in this folder or anywhere. */
  program(file: string, env: Env = {}): MeasuredProcess {
    const process = new MeasuredProcess(file, env, this.folder);
    this.teardown.add(() => process.stop('SIGKILL'));
    return process;
  }

  /** Loads a server. */
  load(order: LoadOrder): Promise<LoadReport> {
    return this.#load.query(order);
  }
}

async function started(server: Server): Promise<Server> {
  const { port, process } = server;
  await until(
    () => `a server to respond; it wrote:\n${process.output}`,
    async () => process.hasEnded || (await fetch(`http://127.0.0.1:${port}/healthz`)),
  );
  if (process.hasEnded) throw new Error(`A server did not start:\n${process.output}`);
  return server;
}
