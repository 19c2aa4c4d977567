import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { expect, onTestFinished, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';

const INVALID = '/?error=invalid_state';

test.each([false, true])(
  'a callback without the cookie of its start is refused, and no code is exchanged (with another one: %j) [rows 15, 31]',
  async (hasAnother) => {
    const { client, browser, platform } = await startProxy();
    if (hasAnother) await client.start();
    expect(await client.callback(await browser().authorize())).toBe(INVALID);
    expect(platform.requestsTo('token')).toHaveLength(0);
  },
);

test('a state that differs in its last character is refused [row 15]', async () => {
  const { client } = await startProxy();
  const state = (await client.start()).searchParams.get('state') ?? '';
  const changed = state.slice(0, -1) + (state.endsWith('A') ? 'E' : 'A');
  expect(await client.callback(`/oauth/callback?code=abc&state=${changed}`)).toBe(INVALID);
});

test('a callback works once, also in a copy of the browser [rows 14, 26]', async () => {
  const { platform, client } = await startProxy();
  const callback = await client.authorize();
  const copy = client.copy();
  expect(await client.callback(callback)).toBe('/?login=success');
  expect(await copy.callback(callback)).toBe(INVALID);
  expect(platform.requestsTo('token')).toHaveLength(1);
});

test('the same callback twice at once exchanges the code once [rows 14, 26]', async () => {
  const { platform, client } = await startProxy();
  const callback = await client.authorize();
  const copy = client.copy();
  const locations = await Promise.all([client.callback(callback), copy.callback(callback)]);
  expect(locations.sort()).toEqual([INVALID, '/?login=success']);
  expect(platform.requestsTo('token')).toHaveLength(1);
});

test('a transaction is valid for ten minutes [row 14]', async () => {
  const { browser, clock } = await startProxy({ platform: { settings: { codeLifetime: 3600 } } });
  const [early, late] = [browser(), browser()];
  const [earlyCallback, lateCallback] = [await early.authorize(), await late.authorize()];
  clock.pass(590);
  expect(await early.callback(earlyCallback)).toBe('/?login=success');
  clock.pass(20);
  expect(await late.callback(lateCallback)).toBe(INVALID);
});

test('ten parallel sign-ins complete; more replace abandoned ones, the oldest first', async () => {
  const { clock, client } = await startProxy();
  const callbacks: string[] = [];
  for (let count = 0; count < 25; count++) {
    callbacks.push(await client.authorize());
    clock.pass(1);
  }
  expect(client.cookies.size).toBe(10);
  const header = [...client.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
  expect(header.length).toBeLessThan(4096);
  for (const [at, callback] of callbacks.entries()) {
    expect(await client.callback(callback)).toBe(at < 15 ? INVALID : '/?login=success');
  }
});

test('garbage in place of a transaction is cleared by the next start [row 43]', async () => {
  const { client } = await startProxy();
  client.cookies.set('balance_companion_login_garbage', { value: '%00%zz;', sameSite: 'Lax' });
  await client.start();
  expect([...client.cookies.keys()]).toEqual([
    expect.stringMatching(/^balance_companion_login_(?!garbage)/),
  ]);
});

test('a transaction in the cookie of another one is refused, because the whole state is compared [row 15]', async () => {
  const { platform, client } = await startProxy();
  await client.start();
  const [first] = [...client.cookies.keys()];
  const callback = new URL(await platform.authorizeAs('demo', await client.start()));
  const second = [...client.cookies.keys()].find((name) => name !== first) ?? '';
  const foreign = client.cookies.get(first ?? '');
  expect(foreign).toBeDefined();
  client.cookies.set(second, foreign ?? { value: '', sameSite: '' });
  expect(await client.callback(callback.pathname + callback.search)).toBe(INVALID);
  expect(platform.requestsTo('token')).toHaveLength(0);
});

test('a state is accepted only by a comparison in constant time [row 15]', async () => {
  const { client } = await startProxy();
  const [first, second] = [await client.authorize(), await client.authorize()];
  const { timingSafeEqual } = crypto;
  const putBack = () => {
    crypto.timingSafeEqual = timingSafeEqual;
    syncBuiltinESMExports();
  };
  onTestFinished(putBack);
  crypto.timingSafeEqual = () => false;
  syncBuiltinESMExports();
  expect(await client.callback(first)).toBe(INVALID);
  putBack();
  expect(await client.callback(second)).toBe('/?login=success');
});
