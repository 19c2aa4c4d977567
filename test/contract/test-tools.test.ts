import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Wire } from '../support/browsers/wire.ts';
import { Teardown } from '../support/environment/teardown.ts';
import { freePort, isPortFree } from '../support/ports/free-port.ts';
import { ProxyProcess } from '../support/proxy-process/proxy-process.ts';
import { until } from '../support/waiting/until.ts';

async function serve(port = 0): Promise<number> {
  const server = createServer((request, response) => {
    response.setHeader('set-cookie', ['a=1', 'b=2']);
    response.end(`${request.method} ${request.url} for ${request.headers.host}`);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('ports', () => {
  test('a port is free, below the ephemeral ones, and handed out once', async () => {
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    expect(new Set(ports).size).toBe(3);
    for (const port of ports) {
      expect(port).toBeGreaterThan(11_999);
      expect(port).toBeLessThan(32_768);
    }
  });

  test('a port with a server is not free', async () => {
    const port = await freePort();
    expect(await isPortFree(port)).toBe(true);
    await serve(port);
    expect(await isPortFree(port)).toBe(false);
  });
});

describe('the wire between a browser and the servers', () => {
  async function ask(wire: Wire, url: string): Promise<string> {
    const { request } = await import('node:http');
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const asking = request({ port: wire.port, path: url, headers: { host: new URL(url).host } });
    asking.once('response', async (answer) => resolve((await answer.toArray()).join('')));
    asking.once('error', reject).end();
    return promise;
  }

  async function open(routes?: Record<string, number>): Promise<Wire> {
    const wire = await Wire.open(routes);
    onTestFinished(() => wire.close());
    return wire;
  }

  test('passes on what goes to this machine and keeps the answer', async () => {
    const wire = await open();
    const url = `http://localhost:${await serve()}/path?query`;
    const body = `GET /path?query for ${new URL(url).host}`;
    expect(await ask(wire, url)).toBe(body);
    expect(wire.responses).toMatchObject([
      { method: 'GET', url, status: 200, headers: { 'set-cookie': 'a=1\nb=2' }, body },
    ]);
    wire.forget();
    expect(wire.responses).toEqual([]);
  });

  test('asks another port where it is told so, unnoticed by either side', async () => {
    const wire = await open({ 'localhost:8787': await serve() });
    expect(await ask(wire, 'http://localhost:8787/')).toBe('GET / for localhost:8787');
  });

  test('lets nothing out', async () => {
    await expect(ask(await open(), 'http://example.com/')).rejects.toThrow('socket hang up');
  });

  test('hangs up where nobody listens', async () => {
    const wire = await open();
    await expect(ask(wire, `http://127.0.0.1:${await freePort()}/`)).rejects.toThrow('hang up');
    expect(wire.responses).toEqual([]);
  });
});

describe('waiting', () => {
  test('gives what was found', async () => {
    let looks = 0;
    expect(await until('a third look', () => ++looks === 3 && looks)).toBe(3);
  });

  test('fails by the deadline with what was awaited, also where a look never ends', async () => {
    const never = () => new Promise<never>(() => {});
    await expect(until('nothing', never, 60)).rejects.toThrow('Waited 60 ms in vain for nothing');
  });

  test('names the fault of the last look', async () => {
    const failing = until('it', () => Promise.reject(new Error('broken')), 60);
    await expect(failing).rejects.toMatchObject({ cause: { message: 'broken' } });
  });
});

test('a teardown goes backwards, to its end, and tells what failed', async () => {
  const ended: number[] = [];
  const teardown = new Teardown();
  teardown.add(async () => ended.push(1));
  teardown.add(() => Promise.reject(new Error('stuck')));
  teardown.add(async () => ended.push(3));
  await expect(teardown.run()).rejects.toThrow('stuck');
  expect(ended).toEqual([3, 1]);
});

test('a proxy that does not start is told with what it wrote, and leaves nothing behind', async () => {
  const starting = ProxyProcess.start({
    port: await freePort(),
    platformUrl: 'ftp://nowhere',
    clientId: 'client_1',
    clientSecret: 'secret_1',
  });
  await expect(starting).rejects.toThrow(/did not start.*PLATFORM_URL/s);
});
