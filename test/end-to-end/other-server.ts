import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'vitest';

/** Starts a server that answers all with this, until the test is over, and gives its port. */
export async function serve(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  body: string,
  { port = 0, headers = {} }: { port?: number; headers?: Readonly<Record<string, string>> } = {},
): Promise<number> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}
