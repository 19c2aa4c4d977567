import { deflateSync, gzipSync } from 'node:zlib';
import {
  type CorrectBody,
  cases,
  casesOf,
  json,
  MARKER,
  nested,
  OK,
  type ResponseCase,
  TIMEOUT,
  UNAVAILABLE,
  UNREADABLE,
  withMembers,
} from './response-cases.ts';

const HTML = `<!doctype html><h1>${MARKER}</h1>`;
const text = JSON.stringify;

const MAX_BODY_BYTES = 64 * 1024;

/** A correct response of `size` bytes. */
const ofSize = (size: number) => (correct: CorrectBody) => {
  const paddingSize = size - text({ ...correct, padding: MARKER }).length;
  return json(text({ ...correct, padding: MARKER + 'x'.repeat(paddingSize) }));
};

const wrapped = (data: object) => ({ success: true, message: '', data });

/** The correct object with more members, as they are written. */
const withText = (members: string) => (correct: CorrectBody) =>
  json(`{${members},${text(correct).slice(1)}`);

/** A change of the text of the correct object. */
const changed = (change: (text: string) => string | Buffer) => (correct: CorrectBody) =>
  json(change(text(correct)));

export const CONNECTIONS: ResponseCase[] = [
  ...cases(UNAVAILABLE, {
    'resets the connection': { reset: true },
    'cuts its response off': { cutMidBody: true, body: HTML },
    'cuts an error response off': { cutMidBody: true, status: 500, body: HTML },
  }),
  ...cases(TIMEOUT, {
    'never responds': { raw: '', stallMidBody: true },
    'stops in the middle': { stallMidBody: true, body: HTML },
    'stops in the middle of an error response': { stallMidBody: true, status: 500, body: HTML },
  }),
];

/** The correct body, so that only the status is wrong. */
const statuses = (expected: ResponseCase[2], values: readonly number[]) =>
  casesOf(
    expected,
    values,
    (status) => `sends the correct body with status ${status}`,
    (status) => (correct) => ({ status, body: correct }),
  );

export const STATUSES: ResponseCase[] = [
  ...cases(UNAVAILABLE, {
    'sends 500': { status: 500, body: { error: 'x', error_description: MARKER } },
    'sends 502 in HTML': { status: 502, body: HTML },
    'sends 503 without a body': { status: 503 },
    'sends 429': { status: 429, body: HTML },
  }),
  ...statuses(UNAVAILABLE, [500, 501, 504, 505, 507, 511, 520, 599]),
  ...statuses({ ...OK, userinfo: 'platform_error', topup: 'platform_error' }, [201]),
  ...statuses(UNREADABLE, [202, 203, 204, 205, 206, 207, 226, 299, 300, 304]),
  ...casesOf(
    UNREADABLE,
    [301, 302, 303, 307, 308],
    (status) => `redirects with ${status}`,
    (status) => ({ status, headers: { location: `/elsewhere?${MARKER}` }, body: HTML }),
  ),
  ...casesOf(
    UNREADABLE,
    [400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 418, 421, 422, 425, 451, 499],
    (status) => `sends ${status}`,
    (status) => ({ status, body: HTML }),
  ),
  ...cases(UNREADABLE, {
    'redirects without an address': { status: 302, body: HTML },
    'redirects to itself': { status: 307, headers: { location: '' }, body: HTML },
    'sends 401 with a malformed challenge': {
      status: 401,
      headers: { 'www-authenticate': `Basic realm="${MARKER}, =,,=` },
      body: HTML,
    },
    'sends 401 with a challenge of 12 KB': {
      status: 401,
      headers: { 'www-authenticate': `Basic ${'a="\\",'.repeat(2_000)}` },
    },
  }),
];

export const BODIES: ResponseCase[] = [
  ...casesOf(
    UNREADABLE,
    ['', ' \r\n\t ', HTML, 'null', 'true', '4711', `"${MARKER}"`, '{}', '[]'],
    (body) => `sends ${text(body)}`,
    (body) => json(body),
  ),
  ...cases(UNREADABLE, {
    'sends HTML as HTML': { body: HTML },
    'sends an array of one correct object': (correct) => ({ body: [correct] }),
    'sends JSON within JSON': changed(text),
    'wraps an array': (correct) => ({ body: wrapped([correct]) }),
    'wraps nothing': { body: { success: true, message: MARKER, data: null } },
    'wraps twice': (correct) => ({ body: wrapped(wrapped(correct)) }),
    'wraps in __proto__': changed((body) => `{"success":true,"data":{"__proto__":${body}}}`),
    'sends success as an object': (correct) => ({
      body: { success: { toString: 'true' }, data: correct },
    }),
    'wraps in an unknown way': (correct) => ({ body: { code: 0, data: correct } }),
    'wraps a failure': { body: { success: false, message: MARKER } },
    'leaves the last bracket out': changed((body) => body.slice(0, -1)),
    'sends half of the body': changed((body) => body.slice(0, 40)),
    'sends a bracket too many': changed((body) => `${body}}`),
    'sends two objects': changed((body) => body.repeat(2)),
    'sends a trailing comma': changed((body) => `${body.slice(0, -1)},}`),
    'uses single quotes': changed((body) => body.replaceAll('"', "'")),
    'adds a comment': changed((body) => `/* ${MARKER} */${body}`),
    'sends a prefix against JSON hijacking': changed((body) => `)]}',\n${body}`),
    'sends JSONP': changed((body) => `callback(${body})`),
    'sends a NUL before the object': changed((body) => `\0${body}`),
    'sends a NUL after the object': changed((body) => `${body}\0`),
    'sends a NUL in a string': withText(`"more":"${MARKER}\0"`),
    'sends UTF-16': changed((body) => Buffer.from(body, 'utf16le')),
    'sends bytes that are not UTF-8': changed((body) =>
      Buffer.concat([Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from(body)]),
    ),
    'nests 30,000 deep': json(nested(30_000)),
    'nests without an end': json('[{"a":'.repeat(10_000)),
    'sends its members in __proto__': changed((body) => `{"__proto__":${body}}`),
    'sends its members in constructor': (correct) => ({ body: { constructor: correct } }),
    'sends a byte too many': ofSize(MAX_BODY_BYTES + 1),
    'sends 1 MB': ofSize(1_000_000),
  }),
  ...cases(OK, {
    'wraps the object': (correct) => ({ body: { success: true, data: correct } }),
    'wraps the object with a message': (correct) => ({
      body: { success: true, message: MARKER, data: { ...correct, more: MARKER } },
    }),
    'sends success as a word': (correct) => ({ body: { success: 'true', data: correct } }),
    'sends success beside the members': withMembers({ success: true }),
    'sends data beside the members': withMembers({ data: { more: MARKER } }),
    'sends data and success beside the members': (correct) => ({
      body: { success: true, data: correct, ...correct },
    }),
    'sends bytes that are not UTF-8 in an unknown member': changed((body) =>
      Buffer.concat([
        Buffer.from(`{"more":"${MARKER}`),
        Buffer.from([0xc3, 0x28, 0xed, 0xa0, 0x80]),
        Buffer.from(`",${body.slice(1)}`),
      ]),
    ),
    'nests an unknown member deeply': withText(`"more":${nested(20_000)}`),
    'sends thousands of members': withText(
      Array.from({ length: 5_000 }, (_, n) => `"m${n}":${n}`).join(),
    ),
    'sends each member twice, the wrong one first': (correct) =>
      withText(`${Object.keys(correct).map((name) => `"${name}":"${MARKER}\\n"`)}`)(correct),
    'sends members with names of JavaScript': withText(
      `"__proto__":{"more":"${MARKER}"},"constructor":{"prototype":{"more":"${MARKER}"}},` +
        '"toString":1,"hasOwnProperty":0,"toJSON":null,"then":"x"',
    ),
    'sends as much as is read': ofSize(MAX_BODY_BYTES),
  }),
];

const encoded =
  (encoding: string, encode: (text: string) => string | Buffer) => (correct: CorrectBody) =>
    json(encode(text(correct)), { 'content-encoding': encoding });

export const ENCODINGS: ResponseCase[] = [
  ...cases(UNREADABLE, {
    'compresses with gzip': encoded('gzip', gzipSync),
    'compresses with deflate': encoded('deflate', deflateSync),
    'sends a few KB that expand to 50 MB': encoded('gzip', () =>
      gzipSync(Buffer.alloc(50_000_000, ' ')),
    ),
    'compresses without content-encoding': changed(gzipSync),
  }),
  ...casesOf(
    UNREADABLE,
    ['gzip', 'br', 'zstd', 'x-unheard-of', 'gzip, identity', 'identity, identity'],
    (encoding) => `claims the encoding ${encoding}`,
    (encoding) => encoded(encoding, String),
  ),
  ...casesOf(
    OK,
    ['text/html', '', 'Application/JSON; charset="utf-8"'],
    (type) => `sends JSON as ${text(type)}`,
    (type) => (correct) => json(text(correct), { 'content-type': type }),
  ),
  ...cases(OK, {
    'names the encoding identity': encoded('identity', String),
    'sends a byte order mark': changed((body) => `\uFEFF${body}`),
  }),
];
