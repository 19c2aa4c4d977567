import fc, { type Arbitrary } from 'fast-check';
import { anyText, headerText, MARKER, mutate, mutations, urlText } from './texts.ts';

const PATHS =
  '/ /auth/oauth/start /oauth/callback /api/user/info /api/user/topup /api/sessions /auth/logout /api/about /healthz /readyz'.split(
    ' ',
  );

const METHODS =
  'GET GET GET POST HEAD PUT DELETE OPTIONS PATCH TRACE QUERY PROPFIND LOCK SEARCH'.split(' ');

/** Headers that the proxy, Fastify or a plugin reads, and some that they ignore. */
const HEADER_NAMES = [
  ...['accept', 'accept-encoding', 'accept-language', 'accept-version', 'authorization', 'cookie'],
  ...['content-encoding', 'content-type', 'forwarded', 'if-match', 'if-modified-since', 'origin'],
  ...['if-none-match', 'range', 'referer', 'sec-fetch-dest', 'sec-fetch-mode', 'sec-fetch-site'],
  ...['te', 'traceparent', 'user-agent', 'via', 'x-csrf', 'x-forwarded-for', 'x-forwarded-host'],
  ...['x-forwarded-proto', 'x-http-method-override', 'x-request-id', 'request-id'],
  'x-account-slot',
];

/** Values that change how a request is handled. */
const EFFECTIVE_VALUES: Record<string, readonly string[]> = {
  'x-csrf': ['1'],
  'x-account-slot': ['0', '9', '10', ''],
  'sec-fetch-mode': ['navigate', 'cors'],
  'sec-fetch-site': ['none', 'same-origin', 'cross-site'],
  'accept-language': ['zh', 'en', 'zh-CN;q=0.5, en;q=0.1'],
  'content-type': ['application/json', 'text/plain', 'multipart/form-data', 'a/b; charset=x'],
  'if-none-match': ['*', 'W/""'],
  range: ['bytes=0-0'],
};

const header: Arbitrary<[string, string]> = fc.constantFrom(...HEADER_NAMES).chain((name) =>
  fc.tuple(
    fc.constant(name),
    fc.oneof(
      fc.constantFrom(...(EFFECTIVE_VALUES[name] ?? [''])),
      headerText.map((text) => `${MARKER}${text}`.trim()),
      headerText.map((text) => `${text}${MARKER}`.trim()),
    ),
  ),
);

const PARAMETERS = 'code state error iss login response slot consent __proto__ a[b]'.split(' ');

const query: Arbitrary<string> = fc
  .array(fc.tuple(fc.constantFrom(...PARAMETERS), urlText), { maxLength: 4 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${MARKER}${value}`).join('&'));

const path: Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...PATHS) },
  urlText.map((text) => `/${MARKER}${text}`),
  fc.tuple(fc.constantFrom(...PATHS), urlText).map(([one, text]) => one + text),
  urlText.map((text) => `/api/${text}${MARKER}`),
);

export interface FuzzedRequest {
  method: string;
  path: string;
  headers: Record<string, string | string[]>;
  /** The text at its start and its minimum length; null for no body. */
  body: { text: string; length: number } | null;
}

/** Any request that is well-formed HTTP. */
export const anyRequest: Arbitrary<FuzzedRequest> = fc.record({
  method: fc.constantFrom(...METHODS),
  path: fc.tuple(path, query).map(([one, more]) => (more === '' ? one : `${one}?${more}`)),
  headers: fc.array(header, { maxLength: 6 }).map(toRecord),
  body: fc.option(
    fc.record({
      text: fc.oneof(anyText, fc.json()).map((text) => MARKER + text),
      // Some bodies are larger than the limit.
      length: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, fc.constantFrom(70_000, 2e6)),
    }),
    { nil: null, freq: 3 },
  ),
});

/** Joins headers of the same name. Of `Sec-Fetch-Mode`, only the last one counts. */
function toRecord(headers: readonly [string, string][]): Record<string, string | string[]> {
  const record: Record<string, string | string[]> = {};
  for (const [name, value] of headers) {
    const before = record[name];
    record[name] =
      before === undefined || name === 'sec-fetch-mode' ? value : [before, value].flat();
  }
  return record;
}

/** Header lines that HTTP parsers handle differently or must refuse. */
const AWKWARD_LINES = [
  ...['5', '-5', '5, 5', '1e3', '99999999999999999999'].map((value) => `Content-Length: ${value}`),
  ...['chunked', 'gzip, chunked', 'identity'].map((value) => `Transfer-Encoding: ${value}`),
  ...['Transfer-Encoding : chunked', 'Expect: 100-continue', `Expect: ${MARKER}`],
  ...['Connection: upgrade', 'Upgrade: websocket', 'Upgrade: h2c', 'Connection: close'],
  ...['HTTP2-Settings: AAMAAABkAAQAAP__', 'Keep-Alive: timeout=-1', 'Host: b', 'Host: a:b@c/d'],
  ...['Trailer: X-CSRF', `X-Long: ${MARKER.repeat(2_000)}`, ` folded ${MARKER}`],
  ...[`\0: ${MARKER}`, `x: \0${MARKER}`],
];

const CHUNKS = '5\r\nhello\r\n0\r\n\r\n';
const AWKWARD_BODIES = ['', CHUNKS, 'zz\r\nhello\r\n', 'fffffffffffffffff\r\n', '-1\r\n'];
const AWKWARD_TARGETS = ['*', `http://${MARKER}/`, '//', 'a:b', '/%', '\\', '/\0'];
const VERSIONS = ['1.1', '1.1', '1.1', '1.0', '0.9', '2.0', '1.10', ''];

const almostHttp: Arbitrary<Buffer> = fc
  .record({
    method: fc.oneof(fc.constantFrom(...METHODS, 'CONNECT', 'PRI', 'get', ''), anyText),
    target: fc.oneof({ weight: 4, arbitrary: path }, anyText, fc.constantFrom(...AWKWARD_TARGETS)),
    version: fc.constantFrom(...VERSIONS),
    host: fc.constantFrom(['Host: a'], ['Host: a'], ['Host: a'], ['Host:'], []),
    lines: fc.array(
      fc.oneof(
        { weight: 8, arbitrary: header.map(([name, value]) => `${name}: ${value}`) },
        anyText,
        { weight: 2, arbitrary: fc.constantFrom(...AWKWARD_LINES) },
      ),
      { maxLength: 5 },
    ),
    end: fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r', '\r\n\r\n'),
    body: fc.oneof(
      fc.constantFrom(...AWKWARD_BODIES),
      anyText.map((text) => MARKER + text),
    ),
  })
  .map(({ method, target, version, host, lines, end, body }) => {
    const head = [`${method} ${target} HTTP/${version}`, ...host, ...lines];
    return Buffer.from(`${head.join(end)}${end}${end}${body}`, 'latin1');
  });

/** Bytes that are a request, almost a request, or something else. */
export const anyBytes: Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 400 }).map(Buffer.from),
  { weight: 5, arbitrary: almostHttp },
  {
    weight: 3,
    arbitrary: fc
      .tuple(almostHttp, mutations)
      .map(([bytes, how]) => Buffer.from(mutate(bytes.toString('latin1'), how), 'latin1')),
  },
);
