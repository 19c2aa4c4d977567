import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createSecureServer } from 'node:http2';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { onTestFinished } from 'vitest';
import { startPlatform } from '../fake-platform/platform.ts';
import { freePort } from '../ports/free-port.ts';
import { ProxyProcess } from '../proxy-process/proxy-process.ts';
import { Client } from './client.ts';

const pathOf = (name: string) => fileURLToPath(new URL(`../certificates/${name}`, import.meta.url));

/** The path of a self-signed certificate for `host`. */
export const certificateOf = (host: 'localhost' | 'elsewhere') => pathOf(`${host}.crt`);

/** The fake platform behind TLS, on a server that would rather speak HTTP/2. */
export async function startBehindTls(
  settings: Record<string, string>,
  certificateHost: 'localhost' | 'elsewhere' = 'localhost',
) {
  const platform = await startPlatform();
  const versions: string[] = [];
  const received: IncomingHttpHeaders[] = [];
  const front = createSecureServer(
    {
      cert: readFileSync(certificateOf(certificateHost)),
      key: readFileSync(pathOf(`${certificateHost}.key`)),
      allowHTTP1: true,
    },
    async (incoming, outgoing) => {
      versions.push(incoming.httpVersion);
      received.push(incoming.headers);
      const { host: _, connection: __, ...headers } = incoming.headers;
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const response = await request(`${platform.url}${incoming.url}`, {
        method: incoming.method as 'GET' | 'POST',
        headers: Object.fromEntries(
          Object.entries(headers).filter(([name]) => !name.startsWith(':')),
        ),
        body: chunks.length > 0 ? Buffer.concat(chunks) : null,
      });
      const type = String(response.headers['content-type'] ?? 'application/json');
      outgoing.writeHead(response.statusCode, { 'content-type': type });
      outgoing.end(await response.body.text());
    },
  );
  const frontPort = await freePort();
  await new Promise<void>((resolve) => front.listen(frontPort, '127.0.0.1', resolve));
  const port = await freePort();
  const redirectUri = `http://localhost:${port}/oauth/callback`;
  const { clientId, clientSecret } = platform.registerApp({ name: 'Companion', redirectUri });
  const platformUrl = `https://localhost:${frontPort}`;
  const proxy = await ProxyProcess.start({
    port,
    platformUrl,
    clientId,
    clientSecret,
    env: settings,
  });
  onTestFinished(async () => {
    await proxy.close();
    front.close();
    await platform.close();
  });
  const client = new Client(proxy.url, platform);
  const signIn = async () => {
    const start = await client.start();
    const atStandIn = new URL(start.pathname + start.search, platform.url);
    const callback = new URL(await platform.authorizeAs('demo', atStandIn));
    const response = await client.navigate(callback.pathname + callback.search, 'another-site');
    return response.headers.location;
  };
  return { client, versions, received, frontPort, platform, proxy, signIn };
}
