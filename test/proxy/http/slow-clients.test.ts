import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pathOf } from '../../support/certificates/pem.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

/** The limit of these tests. The check for overdue requests runs 60 times in it. */
const LIMIT_MS = 600;

/** Longer than the limit, the rest of a cut connection included, and far shorter than Node's own 30 seconds. */
const BOUND_MS = 6_000;

const TLS = {
  TLS_CERT_FILE: pathOf('localhost', 'crt'),
  TLS_KEY_FILE: pathOf('localhost', 'key'),
};

/** Opens a connection, sends `start` and then one byte after the other, until it is closed. */
async function drip(url: string, start: string, byte = 'a') {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: byte !== '' });
  const startedAt = performance.now();
  let received = '';
  let closedAt: number | undefined;
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    received += chunk;
  });
  socket.once('close', () => {
    closedAt = performance.now();
  });
  socket.write(start);
  const dripping = setInterval(() => socket.writable && socket.write(byte), 20);
  onTestFinished(() => {
    clearInterval(dripping);
    socket.destroy();
  });
  const lifeMs = await until(
    'the connection to be closed',
    () => closedAt !== undefined && closedAt - startedAt,
  );
  clearInterval(dripping);
  const statuses = [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);
  return { lifeMs, statuses, received };
}

const HOST = 'HTTP/1.1\r\nHost: proxy\r\n';
const HEAD = `${HOST}X-CSRF: 1\r\n`;
const POST = `POST /auth/logout ${HOST}`;
const LONG = 'Content-Length: 100000\r\n\r\n';
const JSON_TYPE = 'Content-Type: application/json\r\n';

/** The slow part, the start of the request, and the statuses of the responses. */
const SLOW: readonly [what: string, start: string, statuses: string[]][] = [
  ['headers', `GET / ${HOST}X-Drip: `, ['400']],
  ['a request line', 'GET /', ['400']],
  ['a body that is refused before its end', POST + LONG, ['403']],
  ['a body that is read first', `POST /nothing ${HEAD}${JSON_TYPE}${LONG}`, ['400']],
  ['a body that nothing reads', `GET /api/user/info ${HEAD}${LONG}`, ['401']],
  ['a chunked body', `${POST}Transfer-Encoding: chunked\r\n\r\n186A0\r\n`, ['403']],
  ['a second request', `GET / ${HOST}\r\nGET / HTTP/1.1\r\nX-Drip: `, ['200', '400']],
];

describe('a slow client is disconnected at the limit', () => {
  test('with one response to each request', async () => {
    const { url } = await startProxy({ requestTimeoutMs: LIMIT_MS });
    const seen = await Promise.all(SLOW.map(([, start]) => drip(url, start)));
    expect(SLOW.map(([what], at) => [what, seen[at]?.statuses])).toEqual(
      SLOW.map(([what, , statuses]) => [what, statuses]),
    );
    const lives = seen.map(({ lifeMs }) => lifeMs);
    expect(Math.min(...lives)).toBeGreaterThanOrEqual(LIMIT_MS);
    expect(Math.max(...lives)).toBeLessThan(BOUND_MS);
  });

  test.each([
    ['it sends nothing', '', '', {}],
    // The head of a ClientHello that announces more than it sends.
    ['its TLS handshake is slow', '\x16\x03\x01\x3f\xff', '\x00', TLS],
  ])('if %s', async (_kind, start, byte, env) => {
    const { url } = await startProxy({ requestTimeoutMs: LIMIT_MS, env });
    expect((await drip(url, start, byte)).lifeMs).toBeLessThan(BOUND_MS);
  });
});

test('a connection can be used again after a request that is refused early', async () => {
  const { url } = await startProxy({ requestTimeoutMs: LIMIT_MS });
  const refused = `${POST}Content-Length: 10\r\n\r\n${'x'.repeat(10)}`;
  const next = `GET /healthz ${HOST}Connection: close\r\n\r\n`;
  expect((await drip(url, refused + next, '')).statuses).toEqual(['403', '200']);
});
