import { onTestFinished } from 'vitest';
import { startPlatform } from '../fake-platform/platform.ts';
import { freePort } from '../ports/free-port.ts';
import { ProxyProcess } from '../proxy-process/proxy-process.ts';
import { Client } from './client.ts';

/** Starts a platform and a proxy in a process of its own; both are closed when the test has finished. */
export async function startProxyProcess(env: Record<string, string> = {}) {
  const platform = await startPlatform();
  const port = await freePort();
  const redirectUri = `http://localhost:${port}/oauth/callback`;
  const { clientId, clientSecret } = platform.registerApp({ name: 'Companion', redirectUri });
  const application = { platformUrl: platform.url, clientId, clientSecret };
  const proxy = await ProxyProcess.start({ port, ...application, env });
  onTestFinished(async () => {
    for (const endpoint of ['userinfo', 'topup', 'token'] as const) {
      platform.misbehave(endpoint, null);
    }
    await proxy.close();
    await platform.close();
  });
  return { platform, proxy, client: new Client(proxy.url, platform) };
}
