import { deflateSync, gzipSync } from 'node:zlib';
import {
  asJson,
  FINE,
  LATE,
  MARKER,
  type OddAnswer,
  READS_UNREADABLE,
  type Right,
  TOKENS_FINE,
  UNAVAILABLE,
  UNREADABLE,
} from './odd-answer.ts';

const HTML = `<!doctype html><h1>${MARKER}</h1>`;
const text = JSON.stringify;

/** Bytes of an answer that the proxy reads at the most. */
const CAP = 64 * 1024;

/** A right answer of exactly so many bytes. */
function ofSize(right: Right, size: number): string {
  const padding = size - text({ ...right, padding: MARKER }).length;
  return text({ ...right, padding: MARKER + 'x'.repeat(padding) });
}

const wrapped = (data: object) => ({ success: true, message: '', data });

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** A right answer with one more member, written as it stands. */
const withMember = (right: Right, member: string) => asJson(`{${member},${text(right).slice(1)}`);

export const CONNECTIONS: OddAnswer[] = [
  ['resets the connection', { reset: true }, UNAVAILABLE],
  ['cuts its answer short', { cutMidBody: true, body: HTML }, UNAVAILABLE],
  ['cuts a failure short', { cutMidBody: true, status: 500, body: HTML }, UNAVAILABLE],
  // Nothing was done for whom it never answers: the refresh token is as good as before.
  ['never answers', { raw: '', stallMidBody: true }, LATE],
  ['stops in the middle', { stallMidBody: true, body: HTML }, LATE],
  ['stops in the middle of a failure', { stallMidBody: true, status: 500, body: HTML }, LATE],
];

/** With the answer that would be right, so that the status alone speaks. */
const status = (code: number) => (right: Right) => ({ status: code, body: right });

export const STATUSES: OddAnswer[] = [
  ['says 500', { status: 500, body: { error: 'x', error_description: MARKER } }, UNAVAILABLE],
  ['says 502 in HTML', { status: 502, body: HTML }, UNAVAILABLE],
  ['says 503 and nothing else', { status: 503 }, UNAVAILABLE],
  ['says 429', { status: 429, body: HTML }, UNAVAILABLE],
  ...[500, 501, 504, 505, 507, 511, 520, 599].map(
    (code): OddAnswer => [`says ${code} over a right answer`, status(code), UNAVAILABLE],
  ),
  ['says 201 over a right answer', status(201), { ...TOKENS_FINE, ...READS_UNREADABLE }],
  ...[202, 203, 204, 205, 206, 207, 226, 299, 300, 304].map(
    (code): OddAnswer => [`says ${code} over a right answer`, status(code), UNREADABLE],
  ),
  ...[301, 302, 303, 307, 308].map(
    (code): OddAnswer => [
      `redirects with ${code}`,
      { status: code, headers: { location: `/elsewhere?${MARKER}` }, body: HTML },
      UNREADABLE,
    ],
  ),
  ['redirects without an address', { status: 302, body: HTML }, UNREADABLE],
  ['redirects to itself', { status: 307, headers: { location: '' }, body: HTML }, UNREADABLE],
  ...[400, 402, 403, 404, 405, 406, 408, 409, 410, 418, 421, 422, 425, 451, 499].map(
    (code): OddAnswer => [`says ${code}`, { status: code, body: HTML }, UNREADABLE],
  ),
  ['says 401', { status: 401, body: HTML }, UNREADABLE],
  [
    'says 401 with a challenge that makes no sense',
    { status: 401, headers: { 'www-authenticate': `Basic realm="${MARKER}, =,,=` }, body: HTML },
    UNREADABLE,
  ],
  [
    'says 401 with a challenge of 12 KB',
    { status: 401, headers: { 'www-authenticate': `Basic ${'a="\\",'.repeat(2_000)}` } },
    UNREADABLE,
  ],
];

export const BODIES: OddAnswer[] = [
  ['sends nothing', asJson(''), UNREADABLE],
  ['sends white space', asJson(' \r\n\t '), UNREADABLE],
  ['sends HTML', { body: HTML }, UNREADABLE],
  ['sends HTML as JSON', asJson(HTML), UNREADABLE],
  ['sends null', asJson('null'), UNREADABLE],
  ['sends true', asJson('true'), UNREADABLE],
  ['sends a number', asJson('4711'), UNREADABLE],
  ['sends a text', asJson(`"${MARKER}"`), UNREADABLE],
  ['sends an empty object', asJson('{}'), UNREADABLE],
  ['sends an empty list', asJson('[]'), UNREADABLE],
  ['sends a list of one right answer', (right) => ({ body: [right] }), UNREADABLE],
  ['sends JSON within JSON', (right) => asJson(text(text(right))), UNREADABLE],
  ['wraps a success', (right) => ({ body: { success: true, data: right } }), FINE],
  [
    'wraps a success with a message',
    (right) => ({ body: { success: true, message: MARKER, data: { ...right, more: MARKER } } }),
    FINE,
  ],
  ['wraps a success that is a word', (right) => ({ body: { success: 'true', data: right } }), FINE],
  ['says success beside it', (right) => ({ body: { success: true, ...right } }), FINE],
  ['has data beside it', (right) => ({ body: { data: { more: MARKER }, ...right } }), FINE],
  [
    'has data beside it and says success',
    (right) => ({ body: { success: true, data: right, ...right } }),
    FINE,
  ],
  ['wraps a list', (right) => ({ body: { success: true, data: [right] } }), UNREADABLE],
  ['wraps nothing', { body: { success: true, message: MARKER, data: null } }, UNREADABLE],
  ['wraps twice', (right) => ({ body: wrapped(wrapped(right)) }), UNREADABLE],
  [
    'wraps a success in __proto__',
    (right) => asJson(`{"success":true,"data":{"__proto__":${text(right)}}}`),
    UNREADABLE,
  ],
  [
    'says success as an object',
    (right) => ({ body: { success: { toString: 'true' }, data: right } }),
    UNREADABLE,
  ],
  ['wraps a success in another way', (right) => ({ body: { code: 0, data: right } }), UNREADABLE],
  ['wraps a failure', { body: { success: false, message: MARKER } }, UNREADABLE],
  ['leaves the last bracket out', (right) => asJson(text(right).slice(0, -1)), UNREADABLE],
  ['sends half of it', (right) => asJson(text(right).slice(0, 40)), UNREADABLE],
  ['sends a bracket too many', (right) => asJson(`${text(right)}}`), UNREADABLE],
  ['sends two answers in one', (right) => asJson(text(right).repeat(2)), UNREADABLE],
  ['sends a comma too many', (right) => asJson(`${text(right).slice(0, -1)},}`), UNREADABLE],
  ['quotes with the wrong quotes', (right) => asJson(text(right).replaceAll('"', "'")), UNREADABLE],
  ['comments', (right) => asJson(`/* ${MARKER} */${text(right)}`), UNREADABLE],
  ['guards its JSON', (right) => asJson(`)]}',\n${text(right)}`), UNREADABLE],
  ['sends a callback', (right) => asJson(`callback(${text(right)})`), UNREADABLE],
  ['sends a NUL before it', (right) => asJson(`\0${text(right)}`), UNREADABLE],
  ['sends a NUL after it', (right) => asJson(`${text(right)}\0`), UNREADABLE],
  ['sends a NUL in a text', (right) => withMember(right, `"more":"${MARKER}\0"`), UNREADABLE],
  ['sends UTF-16', (right) => asJson(Buffer.from(text(right), 'utf16le')), UNREADABLE],
  [
    'sends bytes that are no UTF-8',
    (right) => asJson(Buffer.concat([Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from(text(right))])),
    UNREADABLE,
  ],
  [
    'sends bytes that are no UTF-8 in a text that nobody reads',
    (right) =>
      asJson(
        Buffer.concat([
          Buffer.from(`{"more":"${MARKER}`),
          Buffer.from([0xc3, 0x28, 0xed, 0xa0, 0x80]),
          Buffer.from(`",${text(right).slice(1)}`),
        ]),
      ),
    FINE,
  ],
  ['nests deeply', asJson(nested(30_000)), UNREADABLE],
  ['nests deeply without an end', asJson('[{"a":'.repeat(10_000)), UNREADABLE],
  [
    'nests deeply where nobody reads',
    (right) => withMember(right, `"more":${nested(20_000)}`),
    FINE,
  ],
  [
    'sends thousands of members',
    (right) => withMember(right, Array.from({ length: 5_000 }, (_, n) => `"m${n}":${n}`).join()),
    FINE,
  ],
  [
    'says everything twice, the wrong one first',
    (right) =>
      asJson(
        `{${Object.keys(right).map((name) => `"${name}":"${MARKER}\\n"`)},${text(right).slice(1)}`,
      ),
    FINE,
  ],
  [
    'sends members that are words of the language',
    (right) =>
      withMember(
        right,
        `"__proto__":{"more":"${MARKER}"},"constructor":{"prototype":{"more":"${MARKER}"}},` +
          '"toString":1,"hasOwnProperty":0,"toJSON":null,"then":"x"',
      ),
    FINE,
  ],
  ['says it all in __proto__', (right) => asJson(`{"__proto__":${text(right)}}`), UNREADABLE],
  ['says it all in constructor', (right) => ({ body: { constructor: right } }), UNREADABLE],
  ['sends as much as is read', (right) => asJson(ofSize(right, CAP)), FINE],
  ['sends a byte more than is read', (right) => asJson(ofSize(right, CAP + 1)), UNREADABLE],
  ['sends 1 MB', (right) => asJson(ofSize(right, 1_000_000)), UNREADABLE],
];

export const ENCODINGS: OddAnswer[] = [
  [
    'compresses',
    (right) => asJson(gzipSync(text(right)), { 'content-encoding': 'gzip' }),
    UNREADABLE,
  ],
  [
    'compresses in another way',
    (right) => asJson(deflateSync(text(right)), { 'content-encoding': 'deflate' }),
    UNREADABLE,
  ],
  [
    'sends a small thing that grows to 50 MB',
    asJson(gzipSync(Buffer.alloc(50_000_000, ' ')), { 'content-encoding': 'gzip' }),
    UNREADABLE,
  ],
  ...['gzip', 'br', 'zstd', 'x-unheard-of', 'gzip, identity', 'identity, identity'].map(
    (encoding): OddAnswer => [
      `says ${encoding} and does no such thing`,
      (right) => asJson(text(right), { 'content-encoding': encoding }),
      UNREADABLE,
    ],
  ),
  [
    'names the encoding that was asked for',
    (right) => asJson(text(right), { 'content-encoding': 'identity' }),
    FINE,
  ],
  ['compresses without saying so', (right) => asJson(gzipSync(text(right))), UNREADABLE],
  ['calls its JSON HTML', (right) => asJson(text(right), { 'content-type': 'text/html' }), FINE],
  ['calls its JSON nothing', (right) => asJson(text(right), { 'content-type': '' }), FINE],
  [
    'names a character set',
    (right) => asJson(text(right), { 'content-type': 'Application/JSON; charset="utf-8"' }),
    FINE,
  ],
  ['marks the order of its bytes', (right) => asJson(`\uFEFF${text(right)}`), FINE],
];
