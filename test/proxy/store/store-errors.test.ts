import { expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';

test('while the store is unreachable the answer is 503, and nobody is signed out', async () => {
  let down = false;
  const { signedIn, browser } = await startProxy({
    store: (store) => ({
      ...store,
      read: (idHash) => (down ? Promise.reject(new Error('gone')) : store.read(idHash)),
      check: () => (down ? Promise.reject(new Error('gone')) : store.check()),
    }),
  });
  const client = await signedIn();
  down = true;
  const answer = await client.api('/api/user/info');
  expect(answer.status).toBe(503);
  expect(answer.json().error).toBe('store_unavailable');
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expect(answer.cookies).toEqual([]);
  expect((await browser().send('/readyz')).json().error).toBe('store_unavailable');
  expect((await browser().send('/healthz')).status).toBe(200);
  down = false;
  expect((await client.api('/api/user/info')).status).toBe(200);
  expect((await browser().send('/readyz')).status).toBe(200);
});
