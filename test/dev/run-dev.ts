import { relative } from 'node:path';
import { ROOT } from '../support/build/tools.ts';
import { openServers } from '../support/environment/servers.ts';
import { chooseBrowser } from '../support/interactive/browser-choice.ts';
import { checkPorts, readConfig } from '../support/interactive/config.ts';
import { openWindow } from '../support/interactive/open-browser.ts';
import { runCommand, waitUntilEnded } from '../support/interactive/run-command.ts';
import { DEV_EXTENSION, startExtensionServer } from './extension-server.ts';
import { printLine, readableLogLine } from './output.ts';

/** How to load the build by hand. */
const HOW_TO_LOAD = {
  chromium:
    'In Chromium, open chrome://extensions, switch on “Developer mode”, click “Load unpacked”',
  firefox:
    'In Firefox, open about:debugging#/runtime/this-firefox, click “Load Temporary Add-on…”, choose manifest.json',
};

/**
 * Runs the fake platform, the proxy and the extension until Ctrl-C or until the browser window is closed. The
 * proxy restarts and the extension reloads when a file of theirs changes. Resolves with the exit code.
 */
export function runDev(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return runCommand(async (signal, teardown) => {
    const config = readConfig(args, env);
    await checkPorts(config, 'dev');
    const browser = config.windowed ? chooseBrowser(config.browser) : undefined;
    const name = browser?.name ?? config.browser ?? 'chromium';
    const servers = await openServers({
      platform: { port: config.platformPort },
      proxyPort: config.proxyPort,
      env: { USERINFO_MAX_AGE: '0' },
      development: { onLine: (line) => printLine('proxy', readableLogLine(line)) },
    });
    teardown.add(() => servers.close());
    signal.throwIfAborted();
    const proxyUrl = servers.proxy.url;
    await startExtensionServer(name, { proxyUrl, teardown, signal });
    const extension = DEV_EXTENSION[name];
    const window = browser && (await openWindow({ browser, extension, proxyUrl, teardown }));
    signal.throwIfAborted();
    const folder = relative(ROOT, extension);
    console.log(`
Platform   ${servers.platform.url}, a fake; log in as demo with the password demo
Proxy      ${proxyUrl}, restarts when one of its files changes
Extension  ${folder}, reloads when one of its files changes

${window ? 'Close the browser or press' : `${HOW_TO_LOAD[name]} and choose ${folder}. Press`} Ctrl-C to end.
`);
    await waitUntilEnded(window?.ended() ?? Promise.withResolvers<void>().promise, signal);
  });
}
