import type { IncomingHttpHeaders } from 'node:http';
import { createSecureServer } from 'node:http2';
import { request } from 'undici';
import { onTestFinished } from 'vitest';
import { type CertificateHost, pathOf, pemOf } from '../certificates/pem.ts';
import { freePort } from '../ports/free-port.ts';
import { startProxyProcess } from './start-process.ts';

/** The path of a self-signed certificate. */
export const certificateOf = (host: CertificateHost) => pathOf(host, 'crt');

/** The fake platform behind TLS, on a server that would rather speak HTTP/2. */
export async function startBehindTls(
  settings: Record<string, string>,
  certificateHost: CertificateHost = 'localhost',
) {
  const versions: string[] = [];
  const received: IncomingHttpHeaders[] = [];
  const frontPort = await freePort();
  const env = { PLATFORM_URL: `https://localhost:${frontPort}`, ...settings };
  const { client, platform, proxy } = await startProxyProcess(env);
  const front = createSecureServer(
    {
      cert: pemOf(certificateHost, 'crt'),
      key: pemOf(certificateHost, 'key'),
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
  await new Promise<void>((resolve) => front.listen(frontPort, '127.0.0.1', resolve));
  onTestFinished(() => void front.close());
  const signIn = async () => {
    const start = await client.start();
    const onPlatform = new URL(start.pathname + start.search, platform.url);
    const callback = new URL(await platform.authorizeAs('demo', onPlatform));
    return client.callback(callback.pathname + callback.search);
  };
  return { client, versions, received, frontPort, platform, proxy, signIn };
}
