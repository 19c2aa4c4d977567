import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { cookieKeys } from '../../support/proxy/cookie-keys.ts';
import { startProxyProcess } from '../../support/proxy/start-process.ts';
import { until } from '../../support/waiting/until.ts';

const PRELOAD = new URL('../../support/preloads/record-randomness.ts', import.meta.url);

test("state, code verifier and session id are 32 bytes each from the system's random source [rows 13, 16, 36]", async () => {
  const key = randomBytes(32);
  const { open } = await cookieKeys([key]);
  const { platform, proxy, client } = await startProxyProcess({
    SESSION_KEYS: key.toString('base64url'),
    NODE_OPTIONS: `--import=${PRELOAD.href}`,
  });
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
