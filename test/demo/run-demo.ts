import { BUILT_EXTENSION, buildExtension } from '../support/build/built-extension.ts';
import { openServers } from '../support/environment/servers.ts';
import { chooseBrowser } from '../support/interactive/browser-choice.ts';
import { checkPorts, readConfig } from '../support/interactive/config.ts';
import { runCommand } from '../support/interactive/run-command.ts';
import { isFresh } from './fresh-build.ts';
import { playHeadless } from './headless.ts';
import { DEMO_USER } from './job/job.ts';
import { pastMonth } from './past-month.ts';
import { playInWindow } from './window.ts';

/** Runs the demo: in a browser window where one can be shown, otherwise headless. Resolves with the exit code. */
export function runDemo(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return runCommand(async (signal, teardown) => {
    const config = readConfig(args, env);
    await checkPorts(config, 'demo');
    const browser = chooseBrowser(config.browser);
    signal.throwIfAborted();
    if (!isFresh(browser.name)) {
      console.log('Building the extension.');
      await buildExtension([browser.name], signal);
    }
    const servers = await openServers({
      platform: { port: config.platformPort },
      proxyPort: config.proxyPort,
      // Without a cache, each refresh shows the platform's balance of that moment.
      env: { USERINFO_MAX_AGE: '0' },
    });
    teardown.add(() => servers.close());
    signal.throwIfAborted();
    const extension = BUILT_EXTENSION[browser.name];
    const stored = pastMonth(servers.platform.users.get(DEMO_USER));
    const demo = { ...servers, browser, extension, proxyUrl: servers.proxy.url, stored, teardown };
    const shown = config.windowed && (await playInWindow(demo, signal));
    if (!shown) await playHeadless(demo, signal);
  });
}
