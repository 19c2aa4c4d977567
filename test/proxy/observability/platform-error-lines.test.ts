import { expect, test } from 'vitest';
import type { Answer } from '../../support/proxy/client.ts';
import { type LogLine, linesOf } from '../../support/proxy/log-lines.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

const INFO = 30;
const WARN = 40;

/** The levels at which requests failed, one after the other. */
const levelsOf = (lines: LogLine[]) => lines.map(({ level }) => level);

test('a platform that is down under load has a line when it is spared, and one when it is asked again', async () => {
  const { signedIn, platform, clock, log } = await startProxy({ env: { USERINFO_MAX_AGE: '0' } });
  const clients = [await signedIn(), await signedIn(), await signedIn()];
  let reads = 0;
  const read = () => clients[reads++ % clients.length]?.api('/api/user/info') as Promise<Answer>;
  platform.misbehave('userinfo', { status: 502 });
  for (let count = 0; count < 25; count++) expect((await read()).status).toBe(503);
  const failed = () => linesOf(log(), 'request failed');
  await until('a line for each request', () => failed().length === 25);
  expect(levelsOf(failed())).toEqual([...Array(5).fill(WARN), ...Array(20).fill(INFO)]);
  const spared = () => linesOf(log(), 'circuit breaker opened');
  const asked = () => linesOf(log(), 'circuit breaker closed');
  const spares = {
    level: WARN,
    endpoint: 'userinfo',
    platformError: 'unavailable',
    detail: 'status 502',
  };
  expect(spared()).toEqual([expect.objectContaining(spares)]);
  clock.pass(2);
  await read();
  clock.pass(4);
  await read();
  expect(spared()).toHaveLength(1);
  expect(asked()).toEqual([]);
  platform.misbehave('userinfo', null);
  clock.pass(16);
  expect((await read()).status).toBe(200);
  expect((await read()).status).toBe(200);
  expect(asked()).toEqual([expect.objectContaining({ level: INFO, endpoint: 'userinfo' })]);
  expect(spared()).toHaveLength(1);
  expect(log()).not.toContain(platform.url);
});

test('a store that is away has one line, however many requests run into it, and one when it is back', async () => {
  let down = false;
  const { signedIn, clock, log } = await startProxy({
    store: (store) => ({
      ...store,
      read: (idHash) => (down ? Promise.reject(new Error('gone')) : store.read(idHash)),
    }),
  });
  const client = await signedIn();
  const read = () => client.api('/api/user/info');
  const away = () => linesOf(log(), 'the session store does not respond');
  const back = () => linesOf(log(), 'the session store responds again');
  down = true;
  for (let count = 0; count < 20; count++) expect((await read()).status).toBe(503);
  const failed = () => linesOf(log(), 'request failed');
  await until('a line for each request', () => failed().length === 20);
  expect(new Set(levelsOf(failed()))).toEqual(new Set([INFO]));
  expect(failed()[0]).toMatchObject({ error: 'store_unavailable', cause: { type: 'Error' } });
  expect(away()).toEqual([expect.objectContaining({ level: WARN })]);
  down = false;
  clock.pass(11);
  expect((await read()).status).toBe(200);
  expect(back()).toEqual([expect.objectContaining({ level: INFO, failed: 20 })]);
  expect((await read()).status).toBe(200);
  expect(back()).toHaveLength(1);
  down = true;
  await read();
  expect(away()).toHaveLength(2);
});

test('a fault that has no line of its own is a warning', async () => {
  const { signedIn, browser, platform, log } = await startProxy();
  const client = await signedIn();
  platform.misbehave('userinfo', { status: 418 });
  expect((await client.api('/api/user/info')).status).toBe(502);
  platform.misbehave('token', { status: 418 });
  expect(await browser().signIn()).toBe('/?error=server_error');
  const failed = () => linesOf(log(), 'request failed');
  await until('both lines', () => failed().length === 2);
  expect(failed()).toEqual([
    expect.objectContaining({ level: WARN, route: '/api/user/info', platformError: 'unreadable' }),
    expect.objectContaining({ level: WARN, route: '/oauth/callback', platformError: 'refused' }),
  ]);
});
