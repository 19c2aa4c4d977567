import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { expect, onTestFinished, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';

const INVALID = '/?error=invalid_state';

test('a transaction under the name of another one is refused: the whole state is compared [row 15]', async () => {
  const { browser, platform } = await startProxy();
  const client = browser();
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

test('nothing but the comparison in constant time says whether a state is the right one [row 15]', async () => {
  const { browser } = await startProxy();
  const client = browser();
  const [first, second] = [await client.authorize(), await client.authorize()];
  const { timingSafeEqual } = crypto;
  const putBack = () => {
    crypto.timingSafeEqual = timingSafeEqual;
    syncBuiltinESMExports();
  };
  onTestFinished(putBack);
  const leadsTo = async (callback: string) =>
    (await client.navigate(callback, 'another-site')).headers.location;
  crypto.timingSafeEqual = () => false;
  syncBuiltinESMExports();
  expect(await leadsTo(first)).toBe(INVALID);
  putBack();
  expect(await leadsTo(second)).toBe('/?login=success');
});
