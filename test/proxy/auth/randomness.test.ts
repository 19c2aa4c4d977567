import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { startPlatform } from '../../support/fake-platform/platform.ts';
import { freePort } from '../../support/ports/free-port.ts';
import { Client } from '../../support/proxy/client.ts';
import { cookieKeys } from '../../support/proxy/cookie-keys.ts';
import { ProxyProcess } from '../../support/proxy-process/proxy-process.ts';
import { until } from '../../support/waiting/until.ts';

const PRELOAD = new URL('../../support/preloads/record-randomness.ts', import.meta.url);

test("state, code verifier and session id are 32 bytes each from the system's random source [rows 13, 16, 36]", async () => {
  const key = randomBytes(32);
  const { open } = await cookieKeys([key]);
  const platform = await startPlatform();
  onTestFinished(() => platform.close());
  const port = await freePort();
  const redirectUri = `http://localhost:${port}/oauth/callback`;
  const { clientId, clientSecret } = platform.registerApp({ name: 'Companion', redirectUri });
  const proxy = await ProxyProcess.start({
    port,
    platformUrl: platform.url,
    clientId,
    clientSecret,
    env: {
      SESSION_KEYS: key.toString('base64url'),
      NODE_OPTIONS: `--import=${PRELOAD.href}`,
    },
  });
  onTestFinished(() => proxy.close());
  const client = new Client(proxy.url, platform);
  const start = await client.start();
  const callback = new URL(await platform.authorizeAs('demo', start));
  const answer = await client.navigate(callback.pathname + callback.search, 'another-site');
  expect(answer.headers.location).toBe('/?login=success');

  const cookie = client.cookies.get('balance_companion_session')?.value ?? '';
  const drawn = {
    state: start.searchParams.get('state'),
    'code verifier': platform.requestsTo('token')[0]?.body.code_verifier,
    'session id': open(cookie)?.id,
  };
  for (const [name, value] of Object.entries(drawn)) {
    expect(Buffer.from(String(value), 'base64url'), name).toHaveLength(32);
    await until(`the ${name} among what was drawn`, () => proxy.log.includes(`drew ${value}.`));
  }
  expect(new Set(Object.values(drawn)).size).toBe(3);
});
