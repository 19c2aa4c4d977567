import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { PlatformTransport } from '../../../proxy/platform/transport/transport.ts';

test('the time limit of a request includes its wait for a connection', async () => {
  const platform = createServer(() => {});
  await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
  const { port } = platform.address() as AddressInfo;
  const transport = new PlatformTransport({
    platformUrl: `http://127.0.0.1:${port}`,
    timeoutMs: 200,
    maxConnections: 1,
    userAgent: 'test',
  });
  onTestFinished(async () => {
    await transport.close();
    platform.closeAllConnections();
    platform.close();
  });
  const arrived = new Promise((resolve) => platform.once('request', resolve));
  const first = transport.send({ method: 'GET', path: '/' }).catch(() => {});
  await arrived;
  await wait(100);
  // It gets the connection after another 100 ms, and has 100 ms left.
  const second = transport.send({ method: 'GET', path: '/' });
  await expect(Promise.race([second, wait(250)])).rejects.toMatchObject({ kind: 'timeout' });
  await first;
});
