import { createServer } from 'node:http';
import type { TestContext } from 'vitest';
import { listen } from '../support/ports/listen.ts';

/** The response of a server that is not our proxy. The status is 200 by default, the type HTML. */
export interface FixedResponse {
  body: string;
  status?: number;
  headers?: Readonly<Record<string, string>>;
}

/** Starts a server that sends what `respond` returns to every request until the test ends. Returns its port. */
export async function startOtherServer(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  respond: () => FixedResponse,
  port = 0,
): Promise<number> {
  const server = createServer((_, response) => {
    const { body, status = 200, headers } = respond();
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
  });
  const running = await listen(server, port);
  onTestFinished(running.close);
  return running.port;
}
