import fc, { type Arbitrary } from 'fast-check';
import { anyText, headerText, MARKER, urlText } from './texts.ts';

export const PATHS = [
  '/',
  '/auth/oauth/start',
  '/oauth/callback',
  '/api/user/info',
  '/api/user/topup',
  '/auth/logout',
  '/api/about',
  '/healthz',
  '/readyz',
] as const;

export const METHODS = [
  'GET',
  'GET',
  'GET',
  'POST',
  'HEAD',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'QUERY',
  'PROPFIND',
  'LOCK',
  'SEARCH',
];

/** Headers that the proxy, Fastify or a plugin reads, and some that are none of their business. */
const HEADER_NAMES = [
  'accept',
  'accept-encoding',
  'accept-language',
  'accept-version',
  'authorization',
  'content-encoding',
  'content-type',
  'cookie',
  'forwarded',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'origin',
  'range',
  'referer',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'te',
  'traceparent',
  'user-agent',
  'via',
  'x-csrf',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-http-method-override',
  'x-request-id',
] as const;

/** Values with which headers do something. */
const MEANINGFUL: Record<string, readonly string[]> = {
  'x-csrf': ['1'],
  'sec-fetch-mode': ['navigate', 'cors'],
  'sec-fetch-site': ['none', 'same-origin', 'cross-site'],
  'accept-language': ['zh', 'en', 'zh-CN;q=0.5, en;q=0.1'],
  'content-type': [
    'application/json',
    'text/plain',
    'multipart/form-data',
    'application/x-www-form-urlencoded; charset=x',
  ],
  'if-none-match': ['*', 'W/""'],
  range: ['bytes=0-0'],
};

export const header: Arbitrary<[string, string]> = fc.constantFrom(...HEADER_NAMES).chain((name) =>
  fc.tuple(
    fc.constant(name),
    fc.oneof(
      fc.constantFrom(...(MEANINGFUL[name] ?? [''])),
      headerText.map((text) => `${MARKER}${text}`.trim()),
      headerText.map((text) => `${text}${MARKER}`.trim()),
    ),
  ),
);

const query: Arbitrary<string> = fc
  .array(
    fc.tuple(fc.constantFrom('code', 'state', 'error', 'iss', 'login', 'response', 'a'), urlText),
    { maxLength: 4 },
  )
  .map((pairs) => pairs.map(([name, value]) => `${name}=${MARKER}${value}`).join('&'));

export const path: Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...PATHS) },
  { weight: 1, arbitrary: urlText.map((text) => `/${MARKER}${text}`) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...PATHS), urlText).map(([one, text]) => one + text),
  },
  { weight: 1, arbitrary: urlText.map((text) => `/api/${text}${MARKER}`) },
);

export interface FuzzedRequest {
  method: string;
  path: string;
  headers: Record<string, string | string[]>;
  /** How it begins, and how long it is at least; null for no body at all. */
  body: { text: string; length: number } | null;
}

/** A request that is well-formed as HTTP, and nothing more. */
export const anyRequest: Arbitrary<FuzzedRequest> = fc.record({
  method: fc.constantFrom(...METHODS),
  path: fc.tuple(path, query).map(([one, more]) => (more === '' ? one : `${one}?${more}`)),
  headers: fc.array(header, { maxLength: 6 }).map(asRecord),
  body: fc.option(
    fc.record({
      text: fc.oneof(anyText, fc.json()).map((text) => MARKER + text),
      // At times more than is read of any request.
      length: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, fc.constantFrom(70_000, 2e6)),
    }),
    { nil: null, freq: 3 },
  ),
});

/** Those of the same name as several lines; one that comes last says whether a person navigates. */
function asRecord(headers: readonly [string, string][]): Record<string, string | string[]> {
  const record: Record<string, string | string[]> = {};
  for (const [name, value] of headers) {
    const before = record[name];
    record[name] =
      before === undefined || name === 'sec-fetch-mode' ? value : [before, value].flat();
  }
  return record;
}
