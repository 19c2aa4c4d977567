import { BrowserUnderTest } from '../browsers/browser-under-test.ts';
import type { BrowserName, LaunchOptions } from '../browsers/engine.ts';
import { WARM_PROFILE } from '../browsers/firefox/warm-profile.ts';
import { BUILT_EXTENSION } from '../build/built-extension.ts';
import { browserProgram } from './browser-program.ts';
import { openServers, type Servers, type ServersOptions } from './servers.ts';

/** The proxy address that the built extension starts with. */
const DEFAULT_HOST = 'localhost:8787';

/** A platform, a proxy, and a browser whose extension finds that proxy at its default address. */
export interface TestEnvironment extends Servers {
  readonly browser: BrowserUnderTest;
  /** The proxy as first started, the browser and the extension as new, the platform without faults or calls. */
  reset(): Promise<void>;
}

export interface TestEnvironmentOptions extends Omit<ServersOptions, 'publicUrl'> {
  readonly browser: BrowserName;
  readonly launch?: Partial<LaunchOptions>;
}

/** Starts all of it. Ends what it has started where a later start fails. */
export async function openTestEnvironment({
  browser: name,
  launch,
  ...options
}: TestEnvironmentOptions): Promise<TestEnvironment> {
  const servers = await openServers({ ...options, publicUrl: `http://${DEFAULT_HOST}` });
  const { platform, proxy, proxyPort } = servers;
  const browser = await BrowserUnderTest.launch(name, {
    extension: BUILT_EXTENSION[name],
    executable: launch?.executable ?? browserProgram(name),
    profile: name === 'firefox' ? process.env[WARM_PROFILE] : undefined,
    ...launch,
    routes: { [DEFAULT_HOST]: proxyPort, ...launch?.routes },
  }).catch(async (error: unknown) => {
    await servers.close().catch(() => undefined);
    throw error;
  });
  return {
    ...servers,
    browser,
    async reset() {
      platform.redirectError(null);
      platform.settings.shape = 'guide';
      for (const endpoint of ['authorize', 'token', 'userinfo', 'topup'] as const) {
        platform.misbehave(endpoint, null);
      }
      await proxy.start();
      await browser.reset();
      platform.clearRequests();
    },
    async close() {
      try {
        await browser.close();
      } finally {
        await servers.close();
      }
    },
  };
}
