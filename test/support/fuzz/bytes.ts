import fc, { type Arbitrary } from 'fast-check';
import { header, METHODS, path } from './requests.ts';
import { anyText, MARKER } from './texts.ts';

const line: Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: header.map(([name, value]) => `${name}: ${value}`) },
  { weight: 1, arbitrary: anyText },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'Content-Length: 5',
      'Content-Length: -5',
      'Content-Length: 5, 5',
      'Content-Length: 1e3',
      'Content-Length: 99999999999999999999',
      'Transfer-Encoding: chunked',
      'Transfer-Encoding: gzip, chunked',
      'Transfer-Encoding: identity',
      'Transfer-Encoding : chunked',
      'Expect: 100-continue',
      `Expect: ${MARKER}`,
      'Connection: upgrade',
      'Upgrade: websocket',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQAAP__',
      'Connection: close',
      'Keep-Alive: timeout=-1',
      'Host: b',
      'Host: a:b@c/d',
      'Trailer: X-CSRF',
      `X-Long: ${MARKER.repeat(2_000)}`,
      ` folded ${MARKER}`,
      `\0: ${MARKER}`,
      `x: \0${MARKER}`,
    ),
  },
);

const version = fc.constantFrom(
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.0',
  'HTTP/0.9',
  'HTTP/2.0',
  'HTTP/1.10',
  'HTTP/',
  '',
  'http/1.1',
);

const rawBody = fc.oneof(
  fc.constant(''),
  anyText.map((text) => MARKER + text),
  fc.constantFrom(
    '5\r\nhello\r\n0\r\n\r\n',
    'zz\r\nhello\r\n',
    'fffffffffffffffff\r\n',
    '0\r\nx-csrf: 1\r\n\r\n',
    '-1\r\n',
  ),
);

const almostHttp: Arbitrary<Buffer> = fc
  .record({
    method: fc.oneof(fc.constantFrom(...METHODS, 'CONNECT', 'PRI', 'get', ''), anyText),
    target: fc.oneof(
      { weight: 4, arbitrary: path },
      { weight: 1, arbitrary: anyText },
      {
        weight: 1,
        arbitrary: fc.constantFrom('*', `http://${MARKER}/`, '//', 'a:b', '/%', '\\', '/\0'),
      },
    ),
    version,
    host: fc.constantFrom('Host: a', 'Host: a', 'Host: a', 'Host:', ''),
    lines: fc.array(line, { maxLength: 5 }),
    end: fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r', '\r\n\r\n'),
    body: rawBody,
  })
  .map(({ method, target, version: protocol, host, lines, end, body }) => {
    const head = [`${method} ${target} ${protocol}`, ...(host === '' ? [] : [host]), ...lines];
    return Buffer.from(`${head.join(end)}${end}${end}${body}`, 'latin1');
  });

function damaged(bytes: Buffer, changes: readonly [number, number][]): Buffer {
  const copy = Buffer.from(bytes);
  for (const [place, value] of changes) copy[place % copy.length] = value;
  return copy;
}

/** Bytes that are a request, or nearly, or not at all. */
export const anyBytes: Arbitrary<Buffer> = fc.oneof(
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 400 }).map(Buffer.from) },
  { weight: 5, arbitrary: almostHttp },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        almostHttp,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 3,
        }),
      )
      .map(([bytes, changes]) => damaged(bytes, changes)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(almostHttp, fc.nat())
      .map(([bytes, at]) => bytes.subarray(0, at % bytes.length)),
  },
);
