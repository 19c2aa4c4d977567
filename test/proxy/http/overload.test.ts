import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import type { ClientResponse } from '../../support/proxy/client.ts';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

const OVERLOAD = { maxEventLoopDelayMs: 150, sampleIntervalMs: 100 };

const CALM_SECONDS = 10;

/** Keeps the event loop busy in slices far longer than the limit, until it is stopped or the test has finished. */
function putUnderPressure(): () => void {
  let isStopped = false;
  const slice = () => {
    if (isStopped) return;
    const end = performance.now() + 300;
    while (performance.now() < end);
    setImmediate(slice);
  };
  slice();
  const stop = () => {
    isStopped = true;
  };
  onTestFinished(stop);
  return stop;
}

/** Whether the cookie of the request was opened: a cookie of an older key is sealed again then. */
function wasOpened({ cookies }: ClientResponse): boolean {
  return cookies.some((cookie) => cookie.startsWith('balance_companion_session='));
}

test('an overloaded proxy refuses requests at once and recovers', async () => {
  let reads = 0;
  const [newKey, oldKey] = [randomBytes(32), randomBytes(32)];
  const before = await startProxy({ masterKeys: [oldKey] });
  const ofOldKey = await before.signedIn();
  const { browser, log, clock } = await startProxy({
    beside: before,
    storeFile: before.storeFile,
    masterKeys: [newKey, oldKey],
    overload: OVERLOAD,
    onStoreCall(operation) {
      if (operation === 'read') reads += 1;
    },
  });
  /** With the cookie as it was before the new key came. */
  const send = (path: string) => browser(ofOldKey).api(path);
  const info = () => send('/api/user/info');
  await until('a response', async () => (await info()).status === 200);

  const release = putUnderPressure();
  await until('the overload', async () => (await info()).status === 503, 20_000);
  reads = 0;
  const refused = await info();
  expect(refused.status).toBe(503);
  expect(refused.json()).toEqual({ error: 'overloaded', message: expect.any(String) });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused.cookies).toEqual([]);
  expect(refused.headers['content-security-policy']).toContain("default-src 'none'");
  expect(refused.headers['x-request-id']).toBeDefined();
  expect(reads).toBe(0);
  const alive = await browser().send('/healthz');
  expect([alive.status, alive.json()]).toEqual([200, { status: 'alive' }]);
  const ready = await send('/readyz');
  expect([ready.status, ready.json().error]).toEqual([503, 'overloaded']);
  expect(wasOpened(ready)).toBe(false);
  const page = await browser().navigate('/');
  expect(page.status).toBe(503);
  expect(page.text).toContain('<h1>The proxy is busy</h1>');
  release();

  await until('the proxy to recover', async () => (await info()).status === 200);
  await until('readiness', async () => (await browser().send('/readyz')).status === 200);
  expect(wasOpened(await send('/healthz'))).toBe(true);

  const started = () => linesOf(log(), 'overloaded: requests are refused');
  const ended = () => linesOf(log(), 'no longer overloaded');
  expect(started()).toMatchObject([{ level: 40, eventLoopDelayMs: expect.any(Number) }]);
  clock.pass(CALM_SECONDS);
  await until('the end in the log', async () => {
    await browser().send('/healthz');
    return ended().length > 0;
  });
  expect(ended()).toEqual([expect.objectContaining({ level: 30, refused: expect.any(Number) })]);
  const requests = linesOf(log(), 'request failed').filter(({ error }) => error === 'overloaded');
  expect(ended()[0]?.refused).toBe(requests.length);
  expect(new Set(requests.map(({ level }) => level))).toEqual(new Set([30]));
});

test('requests that an overloaded proxy refuses do not count towards a limit', async () => {
  const { browser } = await startProxy({ overload: OVERLOAD, env: { RATE_LIMIT_SIGN_IN: '1' } });
  const start = async () => (await browser().send('/auth/oauth/start')).status;
  const healthy = async () => (await browser().send('/readyz')).status === 200;
  await until('readiness', healthy);
  const release = putUnderPressure();
  await until('the overload', async () => !(await healthy()), 20_000);
  for (let count = 0; count < 3; count++) expect(await start()).toBe(503);
  release();
  await until('the first sign-in that counts', async () => (await start()) === 302);
  await until('the limit', async () => (await start()) === 429);
});

test('a proxy without limits serves requests under any load', async () => {
  const { browser } = await startProxy();
  putUnderPressure();
  for (let count = 0; count < 4; count++) {
    expect((await browser().send('/readyz')).status).toBe(200);
  }
});
