import type { BrowserUnderTest, LaunchOptions } from '../support/browsers/browser-under-test.ts';
import { launchBrowser } from '../support/browsers/launch.ts';
import { BUILT_EXTENSION } from '../support/build/built-extension.ts';
import { openServers, type Servers } from '../support/environment/servers.ts';
import type { Teardown } from '../support/environment/teardown.ts';
import type { ChosenBrowser } from './browser-choice.ts';
import type { DemoSettings } from './settings.ts';

/** What the demo is played on: the servers, and a browser once it is wanted. */
export interface Stage extends Servers {
  /** The browser's name, for people. */
  readonly browserTitle: string;
  /** Starts the browser; its extension knows the proxy's address. */
  openBrowser(options: Pick<LaunchOptions, 'windowed' | 'language'>): Promise<BrowserUnderTest>;
}

/** Opens the servers; `teardown` ends them, and the browser. */
export async function openStage(
  { platformPort, proxyPort }: DemoSettings,
  { name, title, executable }: ChosenBrowser,
  teardown: Teardown,
): Promise<Stage> {
  const servers = await openServers({
    platform: { port: platformPort },
    proxyPort,
    // Every refresh shows what the platform says at that moment.
    settings: { USERINFO_MAX_AGE: '0' },
  });
  teardown.add(() => servers.close());
  return {
    ...servers,
    browserTitle: title,
    async openBrowser(options) {
      const extension = BUILT_EXTENSION[name];
      const browser = await launchBrowser(name, { extension, executable, ...options });
      teardown.add(() => browser.close());
      await browser.store({ proxyAddress: servers.proxy.url });
      return browser;
    },
  };
}
