import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { PlatformTransport } from '../../../proxy/platform/transport.ts';

test('a call that waits for a connection keeps its own time limit', async () => {
  const platform = createServer(() => {});
  await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
  const platformUrl = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`;
  const dispatcher = new Agent({ connections: 1 });
  onTestFinished(async () => {
    await dispatcher.destroy();
    platform.closeAllConnections();
    platform.close();
  });
  const call = (timeout: number) =>
    new PlatformTransport({
      platformUrl,
      timeoutMs: timeout,
      dispatcher,
      singleUseDispatcher: dispatcher,
      userAgent: 'test',
    }).send({ method: 'GET', path: '/' });

  let isFirstAnswered = false;
  const asked = new Promise((resolve) => platform.once('request', resolve));
  const first = call(60_000).catch(() => {
    isFirstAnswered = true;
  });
  await asked;
  await expect(call(20)).rejects.toMatchObject({ kind: 'timeout', inDoubt: false });
  expect(isFirstAnswered).toBe(false);
  await dispatcher.destroy();
  await first;
});
