import { expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';

test('/healthz and /readyz are public, HEAD included', async () => {
  const { client } = await startProxy();
  expect((await client.send('/healthz')).json()).toEqual({ status: 'alive' });
  expect((await client.send('/readyz')).json()).toEqual({ status: 'ready', store: 'SQLite' });
  expect((await client.send('/healthz', { method: 'HEAD' })).status).toBe(200);
  expect((await client.send('/readyz', { method: 'HEAD' })).status).toBe(200);
});

test('/readyz fails as soon as the shutdown starts', async () => {
  const { stop, client } = await startProxy({ drainMs: 3_000 });
  expect((await client.send('/readyz')).status).toBe(200);
  const stopped = stop();
  const red = await client.send('/readyz');
  expect(red.status).toBe(503);
  expect(red.json()).toEqual({ error: 'shutting_down', message: expect.any(String) });
  expect(Number(red.headers['retry-after'])).toBeGreaterThan(0);
  expect(red.headers.connection).toBe('close');
  expect((await client.send('/healthz')).status).toBe(200);
  await stopped;
});
