import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'vitest';

/** What a server answers to every request. */
export interface FixedResponse {
  body: string;
  status?: number;
  headers?: Readonly<Record<string, string>>;
}

/** Starts a server that answers all with this, until the test is over, and gives its port. */
export async function serve(
  context: Pick<TestContext, 'onTestFinished'>,
  body: string,
  { port = 0, headers = {} }: { port?: number; headers?: Readonly<Record<string, string>> } = {},
): Promise<number> {
  return serveBy(context, () => ({ body, headers }), port);
}

/** The same with what `respond` gives at each request. */
export async function serveBy(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  respond: () => FixedResponse,
  port = 0,
): Promise<number> {
  const server = createServer((_, response) => {
    const { body, status = 200, headers } = respond();
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
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
