import dns from 'node:dns';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../../support/ports/free-port.ts';
import { listen } from '../../support/ports/listen.ts';
import { errorOf, post, transportTo } from '../../support/proxy/test-transport.ts';
import { startUnresponsiveServer } from '../../support/proxy/unresponsive-server.ts';

const HOST = 'platform.example';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Makes every name resolve to an error, or to these addresses in this order. */
function resolveTo(error: Error | null, ...addresses: string[]): void {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const lookup = (_name: string, _options: unknown, done: (...args: unknown[]) => void) =>
    setImmediate(done, error, found);
  vi.spyOn(dns, 'lookup').mockImplementation(lookup as never);
}

/** Starts a server; gives its URL. */
async function start(server: Server, host = '127.0.0.1', port?: number): Promise<string> {
  const running = await listen(server, port, host);
  onTestFinished(running.close);
  return `http://${host}:${running.port}`;
}

const responding = () => createServer((_request, response) => response.end('{}'));

describe('a host with several addresses is connected to within the time limit', () => {
  test('if the first does not respond and the second takes a second [P10]', async () => {
    const port = await freePort();
    await startUnresponsiveServer('127.0.0.2', port);
    const slow = await startUnresponsiveServer('127.0.0.3', port);
    resolveTo(null, '127.0.0.2', '127.0.0.3');
    const response = post(transportTo(`http://${HOST}:${port}`, { timeoutMs: 4_000 }));
    setTimeout(() => slow.resume(), 400);
    expect((await response).status).toBe(200);
  });

  const REFUSING = Array.from({ length: 20 }, (_, at) => `127.0.1.${at + 1}`);

  test.each<[string, string[], string[], number]>([
    ['if only the last responds', ['127.0.0.2', '127.0.0.3', '127.0.0.4'], [], 3_000],
    ['without a delay if the others refuse', [], REFUSING, 2_000],
    ['if a family is unreachable', ['127.0.2.1'], Array(8).fill('::ffff:127.0.2.1'), 1_500],
  ])('%s', async (_title, unresponsive, others, timeoutMs) => {
    const port = await freePort();
    for (const host of unresponsive) await startUnresponsiveServer(host, port);
    await start(responding(), '127.0.0.9', port);
    const first = others.length > 0 ? others : unresponsive;
    resolveTo(null, ...first, '127.0.0.9');
    const transport = transportTo(`http://${HOST}:${port}`, { timeoutMs });
    expect((await post(transport)).status).toBe(200);
  });
});

describe('a failure to connect is never in doubt', () => {
  test.each([
    ['one address', ['127.0.0.2']],
    ['several addresses', ['127.0.0.2', '127.0.0.3', '::1']],
  ])('if %s refuses', async (_kind, addresses) => {
    resolveTo(null, ...addresses);
    const error = await errorOf(transportTo(`http://${HOST}:${await freePort()}`));
    expect(error).toMatchObject({ kind: 'unreachable', inDoubt: false });
    expect(error.detail).toBe('no connection (ECONNREFUSED)');
  });

  test('if no address responds in time', async () => {
    const port = await freePort();
    await startUnresponsiveServer('127.0.0.2', port);
    resolveTo(null, '127.0.0.2', '127.0.0.2');
    const transport = transportTo(`http://${HOST}:${port}`, { timeoutMs: 600 });
    expect(await errorOf(transport)).toMatchObject({
      kind: 'timeout',
      detail: 'no connection within the time limit',
      inDoubt: false,
    });
  });

  test.each([
    ['has no address', null, 'no connection (Error)'],
    [
      'is unknown',
      Object.assign(new Error('x'), { code: 'ENOTFOUND' }),
      'no connection (ENOTFOUND)',
    ],
  ])('if the name %s', async (_what, error, detail) => {
    resolveTo(error);
    const expected = { kind: 'unreachable', detail, inDoubt: false };
    expect(await errorOf(transportTo(`https://${HOST}`))).toMatchObject(expected);
  });

  test.each([
    ['does not use TLS', 503],
    ['closes the connection', 503],
    ['sends nothing', 504],
  ])('if the other side %s', async (kind, status) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      if (kind === 'does not use TLS') socket.write('hello');
      if (kind === 'closes the connection') socket.destroy();
      onTestFinished(() => void socket.destroy());
    });
    const url = await start(server);
    const error = await errorOf(transportTo(url.replace('http:', 'https:'), { timeoutMs: 600 }));
    expect(error.inDoubt).toBe(false);
    expect(error.toProxyError().statusCode).toBe(status);
  });
});

test.each([
  ['is reset', 'cut_off'],
  ['gets no response', 'timeout'],
])('a request that was written and %s is in doubt', async (what, kind) => {
  const server = createServer((request) => {
    if (what === 'is reset') request.socket.resetAndDestroy();
  });
  const transport = transportTo(await start(server), { timeoutMs: 600 });
  expect(await errorOf(transport)).toMatchObject({ kind, inDoubt: true });
});

test.each([
  ['compressed', { 'content-encoding': 'gzip' }, gzipSync('{}')],
  ['too_large', {}, 'x'.repeat(100_000)],
])('the status and the headers of a response that is %s are read', async (reason, more, body) => {
  const sent = { 'retry-after': '70', ...more };
  const server = createServer((_request, response) => response.writeHead(429, sent).end(body));
  const response = await post(transportTo(await start(server)));
  expect(response).toMatchObject({ status: 429, headers: sent, unreadBody: { reason } });
});

test('the time limit of a request includes its wait for a connection', async () => {
  const platform = createServer(() => {});
  const transport = transportTo(await start(platform), { timeoutMs: 200, maxConnections: 1 });
  const arrived = new Promise((resolve) => platform.once('request', resolve));
  const first = transport.send({ method: 'GET', path: '/' }).catch(() => {});
  await arrived;
  await wait(100);
  // It gets the connection after another 100 ms, and has 100 ms left.
  const second = transport.send({ method: 'GET', path: '/' });
  await expect(Promise.race([second, wait(250)])).rejects.toMatchObject({ kind: 'timeout' });
  await first;
});
