import { expect, test } from 'vitest';
import type { ClientResponse } from '../../support/proxy/client.ts';
import { holdRequests } from '../../support/proxy/hold-requests.ts';
import { type LogLine, linesOf } from '../../support/proxy/log-lines.ts';
import { startProxy, startSignedIn } from '../../support/proxy/running-proxy.ts';
import { scrape } from '../../support/proxy/scrape.ts';
import { until } from '../../support/waiting/until.ts';

const INFO = 30;
const WARN = 40;

const levelsOf = (lines: LogLine[]) => lines.map(({ level }) => level);

test('a platform outage has one line when the circuit breaker opens and one when it closes', async () => {
  const { signedIn, platform, clock, log } = await startProxy({ env: { USERINFO_MAX_AGE: '0' } });
  const clients = [await signedIn(), await signedIn(), await signedIn()];
  let reads = 0;
  const read = () =>
    clients[reads++ % clients.length]?.api('/api/user/info') as Promise<ClientResponse>;
  platform.misbehave('userinfo', { status: 502 });
  for (let count = 0; count < 25; count++) expect((await read()).status).toBe(503);
  const failed = () => linesOf(log(), 'request failed');
  await until('a line for each request', () => failed().length === 25);
  expect(levelsOf(failed())).toEqual([...Array(5).fill(WARN), ...Array(20).fill(INFO)]);
  const opened = () => linesOf(log(), 'circuit breaker opened');
  const closed = () => linesOf(log(), 'circuit breaker closed');
  const failure = { platformError: 'unavailable', detail: 'status 502' };
  expect(opened()).toMatchObject([{ level: WARN, endpoint: 'userinfo', ...failure }]);
  clock.pass(2);
  await read();
  clock.pass(4);
  await read();
  expect(opened()).toHaveLength(1);
  expect(closed()).toEqual([]);
  platform.misbehave('userinfo', null);
  clock.pass(16);
  expect((await read()).status).toBe(200);
  expect((await read()).status).toBe(200);
  expect(closed()).toEqual([expect.objectContaining({ level: INFO, endpoint: 'userinfo' })]);
  expect(opened()).toHaveLength(1);
  expect(log()).not.toContain(platform.url);
});

test('a store outage has one line when it starts and one when it ends', async () => {
  let down = false;
  const { clock, log, client } = await startSignedIn({
    onStoreCall(operation) {
      if (down && operation === 'read') throw new Error('gone');
    },
  });
  const read = () => client.api('/api/user/info');
  const started = () => linesOf(log(), 'the session store does not respond');
  const ended = () => linesOf(log(), 'the session store responds again');
  down = true;
  for (let count = 0; count < 20; count++) expect((await read()).status).toBe(503);
  const failed = () => linesOf(log(), 'request failed');
  await until('a line for each request', () => failed().length === 20);
  expect(new Set(levelsOf(failed()))).toEqual(new Set([INFO]));
  expect(failed()[0]).toMatchObject({ error: 'store_unavailable', cause: { type: 'Error' } });
  expect(started()).toEqual([expect.objectContaining({ level: WARN, store: 'SQLite' })]);
  down = false;
  clock.pass(11);
  expect((await read()).status).toBe(200);
  expect(ended()).toEqual([expect.objectContaining({ level: INFO, store: 'SQLite', failed: 20 })]);
  expect((await read()).status).toBe(200);
  expect(ended()).toHaveLength(1);
  down = true;
  await read();
  expect(started()).toHaveLength(2);
});

test('each request has one line with its route, status and time', async () => {
  const { browser, log } = await startProxy();
  await browser().send('/healthz?token=abc');
  await browser().send('/%');
  const lines = () => linesOf(log(), 'request');
  await until('both lines', () => lines().length === 2);
  const client = { method: 'GET', address: '127.0.0.1' };
  const common = { level: INFO, durationMs: expect.any(Number), ...client };
  expect(lines()).toMatchObject([
    { ...common, route: '/healthz', status: 200 },
    { ...common, route: '(none)', status: 400, error: 'bad_request' },
  ]);
  expect(log()).not.toContain('token=');
});

test('a request that its client aborts has a line and is counted without a status', async () => {
  const { platform, log, metricsUrl, client } = await startSignedIn({ metrics: true });
  const { arrived, release } = holdRequests(platform, 'userinfo');
  const leaving = new AbortController();
  const left = client.api('/api/user/info', { signal: leaving.signal }).catch(() => 'left');
  await arrived;
  leaving.abort();
  expect(await left).toBe('left');
  await until('the line', () => linesOf(log(), 'request aborted by its client').length === 1);
  const { series } = await scrape(metricsUrl);
  const name = 'balance_companion_http_requests_total';
  const labels = 'route="/api/user/info",method="GET",status="(none)"';
  expect(series.get(`${name}{${labels}}`)).toBe(1);
  release();
});
