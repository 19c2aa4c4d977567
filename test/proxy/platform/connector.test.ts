import dns, { type LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { PlatformError } from '../../../proxy/platform/errors/platform-error.ts';
import { PlatformTransport } from '../../../proxy/platform/transport/transport.ts';
import { freePort } from '../../support/ports/free-port.ts';
import { UnresponsiveServer } from '../../support/proxy/unresponsive-server.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Makes `platform.example` resolve to these addresses, in this order. */
function resolveTo(...addresses: string[]): void {
  const found: LookupAddress[] = addresses.map((address) => ({
    address,
    family: address.includes(':') ? 6 : 4,
  }));
  const lookup = (_name: string, _options: unknown, done: (...args: unknown[]) => void) =>
    setImmediate(done, null, found);
  vi.spyOn(dns, 'lookup').mockImplementation(lookup as never);
}

function transportTo(platformUrl: string, timeoutMs = 8_000): PlatformTransport {
  const transport = new PlatformTransport({ platformUrl, timeoutMs, userAgent: 'test' });
  onTestFinished(() => transport.close());
  return transport;
}

const post = (transport: PlatformTransport) =>
  transport.send({ method: 'POST', path: '/', body: 'a=b' });

/** What a request that sends something failed with. */
const faultOf = (transport: PlatformTransport): Promise<PlatformError> =>
  post(transport).then(
    () => expect.unreachable('the request succeeded'),
    (fault: PlatformError) => fault,
  );

async function startServer(host: string, port: number): Promise<void> {
  const server = createServer((_request, response) => response.end('{}'));
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
}

describe('a host with several addresses is connected to within the time limit', () => {
  test('when the first does not answer and the second takes a second [P10]', async () => {
    const port = await freePort();
    await UnresponsiveServer.start('127.0.0.2', port);
    const slow = await UnresponsiveServer.start('127.0.0.3', port);
    resolveTo('127.0.0.2', '127.0.0.3');
    const response = post(transportTo(`http://platform.example:${port}`, 4_000));
    setTimeout(() => slow.resume(), 400);
    expect((await response).status).toBe(200);
  });

  test('when all but the last do not answer', async () => {
    const port = await freePort();
    for (const host of ['127.0.0.2', '127.0.0.3', '127.0.0.4']) {
      await UnresponsiveServer.start(host, port);
    }
    await startServer('127.0.0.5', port);
    resolveTo('127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5');
    expect((await post(transportTo(`http://platform.example:${port}`, 3_000))).status).toBe(200);
  });

  test('when the others refuse, without a delay', async () => {
    const port = await freePort();
    await startServer('127.0.0.9', port);
    const refusing = Array.from({ length: 20 }, (_, at) => `127.0.1.${at + 1}`);
    resolveTo(...refusing, '127.0.0.9');
    expect((await post(transportTo(`http://platform.example:${port}`, 2_000))).status).toBe(200);
  });

  test('when a whole family leads nowhere', async () => {
    const port = await freePort();
    await startServer('127.0.0.9', port);
    await UnresponsiveServer.start('127.0.2.1', port);
    resolveTo(...Array(8).fill('::ffff:127.0.2.1'), '127.0.0.9');
    expect((await post(transportTo(`http://platform.example:${port}`, 1_500))).status).toBe(200);
  });
});

describe('a failure to connect is never in doubt', () => {
  test.each([
    ['one address', ['127.0.0.2']],
    ['several addresses', ['127.0.0.2', '127.0.0.3', '::1']],
  ])('when %s refuses', async (_kind, addresses) => {
    resolveTo(...addresses);
    const fault = await faultOf(transportTo(`http://platform.example:${await freePort()}`));
    expect(fault).toMatchObject({ kind: 'unreachable', inDoubt: false });
    expect(fault.detail).toBe('no connection (ECONNREFUSED)');
  });

  test('when no address answers in time', async () => {
    const port = await freePort();
    await UnresponsiveServer.start('127.0.0.2', port);
    resolveTo('127.0.0.2', '127.0.0.2');
    const fault = await faultOf(transportTo(`http://platform.example:${port}`, 600));
    expect(fault).toMatchObject({
      kind: 'timeout',
      detail: 'no connection within the time limit',
      inDoubt: false,
    });
  });

  test('when the name has no address', async () => {
    resolveTo();
    const fault = await faultOf(transportTo('https://platform.example'));
    expect(fault).toMatchObject({ kind: 'unreachable', inDoubt: false });
  });

  test('when the name is unknown', async () => {
    vi.spyOn(dns, 'lookup').mockImplementation(((
      _name: string,
      _options: unknown,
      done: (error: Error) => void,
    ) => setImmediate(done, Object.assign(new Error('x'), { code: 'ENOTFOUND' }))) as never);
    const fault = await faultOf(transportTo('https://platform.example'));
    expect(fault).toMatchObject({ detail: 'no connection (ENOTFOUND)', inDoubt: false });
  });

  test.each(['speaks no TLS', 'closes at once', 'says nothing'])(
    'when the other side %s',
    async (kind) => {
      const server = createTcpServer((socket) => {
        socket.on('error', () => {});
        if (kind === 'speaks no TLS') socket.write('hello');
        if (kind === 'closes at once') socket.destroy();
        onTestFinished(() => void socket.destroy());
      });
      const port = await freePort();
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      onTestFinished(() => void server.close());
      const fault = await faultOf(transportTo(`https://127.0.0.1:${port}`, 600));
      expect(fault.inDoubt).toBe(false);
      expect(fault.toProxyError().statusCode).toBe(kind === 'says nothing' ? 504 : 503);
    },
  );
});

describe('once the request was written, the platform may have seen it', () => {
  test.each([
    ['is reset', 'cut_off'],
    ['gets no response', 'timeout'],
  ])('a request that %s is in doubt', async (what, kind) => {
    const server = createServer((request) => {
      if (what === 'is reset') request.socket.resetAndDestroy();
    });
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const fault = await faultOf(transportTo(`http://127.0.0.1:${port}`, 600));
    expect(fault).toMatchObject({ kind, inDoubt: true });
  });
});
