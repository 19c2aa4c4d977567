import {
  type OAuthApp,
  type Platform,
  type PlatformOptions,
  startPlatform,
} from '../fake-platform/platform.ts';
import { freePort } from '../ports/free-port.ts';
import { ProxyProcess, type ProxyProcessOptions } from '../proxy-process/proxy-process.ts';
import { Teardown } from './teardown.ts';

/** The fake platform and a real proxy that is registered there. */
export interface Servers {
  readonly platform: Platform;
  readonly app: OAuthApp;
  readonly proxy: ProxyProcess;
  /** The port on which the proxy listens. */
  readonly proxyPort: number;
  close(): Promise<void>;
}

export interface ServersOptions {
  readonly platform?: PlatformOptions;
  /** Config of the proxy. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the proxy listens; any free port, unless said. */
  readonly proxyPort?: number;
  /** The proxy's address as browsers know it, where that is not this port of `localhost`. */
  readonly publicUrl?: string;
  /** See {@link ProxyProcessOptions.development}. */
  readonly development?: ProxyProcessOptions['development'];
}

/** Starts a platform and a proxy. Ends what it has started where a later start fails. */
export async function openServers(options: ServersOptions = {}): Promise<Servers> {
  const teardown = new Teardown();
  try {
    const platform = await startPlatform(options.platform);
    teardown.add(() => platform.close());
    const proxyPort = options.proxyPort ?? (await freePort());
    const publicUrl = options.publicUrl ?? `http://localhost:${proxyPort}`;
    const app = platform.registerApp({
      name: 'Balance Companion',
      redirectUri: `${publicUrl}/oauth/callback`,
    });
    const proxy = await ProxyProcess.start({
      port: proxyPort,
      publicUrl,
      platformUrl: platform.url,
      clientId: app.clientId,
      clientSecret: app.clientSecret,
      ...(options.env && { env: options.env }),
      ...(options.development && { development: options.development }),
    });
    teardown.add(() => proxy.close());
    return { platform, app, proxy, proxyPort, close: () => teardown.run() };
  } catch (error) {
    await teardown.run().catch(() => undefined);
    throw error;
  }
}
