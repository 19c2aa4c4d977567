import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startPlatform } from '../../support/fake-platform/platform.ts';
import { freePort } from '../../support/ports/free-port.ts';
import { Client } from '../../support/proxy/client.ts';
import { ProxyProcess } from '../../support/proxy-process/proxy-process.ts';

const pathOf = (name: string) =>
  fileURLToPath(new URL(`../../support/certificates/${name}`, import.meta.url));

/** Where a sign-in leads whose platform, at `localhost`, shows this certificate, which is trusted. */
async function signInWith(certificate: string) {
  const platform = await startPlatform();
  onTestFinished(() => platform.close());
  const tokens = { access_token: 'a', token_type: 'Bearer', refresh_token: 'r' };
  let requests = 0;
  const front = createServer(
    {
      cert: readFileSync(pathOf(`${certificate}.crt`)),
      key: readFileSync(pathOf(`${certificate}.key`)),
    },
    (_request, response) => {
      requests += 1;
      response.setHeader('content-type', 'application/json').end(JSON.stringify(tokens));
    },
  );
  const frontPort = await freePort();
  await new Promise<void>((resolve) => front.listen(frontPort, '127.0.0.1', resolve));
  onTestFinished(() => void front.close());
  const port = await freePort();
  const redirectUri = `http://localhost:${port}/oauth/callback`;
  const { clientId, clientSecret } = platform.registerApp({ name: 'Companion', redirectUri });
  const proxy = await ProxyProcess.start({
    port,
    platformUrl: `https://localhost:${frontPort}`,
    clientId,
    clientSecret,
    env: { NODE_EXTRA_CA_CERTS: pathOf(`${certificate}.crt`) },
  });
  onTestFinished(() => proxy.close());
  const client = new Client(proxy.url, platform);
  const { pathname, search } = await client.start();
  const start = new URL(pathname + search, platform.url);
  const callback = new URL(await platform.authorizeAs('demo', start));
  const answer = await client.navigate(callback.pathname + callback.search, 'another-site');
  return { location: answer.headers.location, requests };
}

test("a trusted certificate for another name than the platform's is refused, and nothing is sent [row 30]", async () => {
  expect(await signInWith('localhost')).toEqual({ location: '/?login=success', requests: 1 });
  const refused = { location: '/?error=temporarily_unavailable', requests: 0 };
  expect(await signInWith('elsewhere')).toEqual(refused);
});
