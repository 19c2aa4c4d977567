import { gzipSync } from 'node:zlib';
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
    'sends 502 in HTML': { status: 502, body: HTML },
    'sends 503 without a body': { status: 503 },
    'sends 429': { status: 429, body: HTML },
  }),
  ...statuses(UNAVAILABLE, [500, 599]),
  ...statuses({ ...OK, userinfo: 'platform_error', topup: 'platform_error' }, [201]),
  ...statuses(UNREADABLE, [202, 204, 205, 206, 300, 304]),
  ...statuses(UNREADABLE, [400, 401, 402, 403, 404, 408, 499]),
  ...cases(UNREADABLE, {
    redirects: { status: 302, headers: { location: `/elsewhere?${MARKER}` }, body: HTML },
    'redirects to itself': { status: 307, headers: { location: '' }, body: HTML },
    'sends 401 with a malformed challenge of 12 KB': {
      status: 401,
      headers: { 'www-authenticate': `Basic realm="${MARKER}, =,,=${'a="\\",'.repeat(2_000)}` },
      body: HTML,
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
    'sends an array of one correct object': (correct) => ({ body: [correct] }),
    'wraps nothing': { body: { success: true, message: MARKER, data: null } },
    'wraps twice': (correct) => ({ body: wrapped(wrapped(correct)) }),
    'sends success as an object': (correct) => ({
      body: { success: { toString: 'true' }, data: correct },
    }),
    'wraps a failure': { body: { success: false, message: MARKER } },
    'wraps in an unknown way': (correct) => ({ body: { code: 0, data: correct } }),
    'sends half of the body': changed((body) => body.slice(0, 40)),
    'sends two objects': changed((body) => body.repeat(2)),
    'sends a NUL in a string': withText(`"more":"${MARKER}\0"`),
    'sends UTF-16': changed((body) => Buffer.from(body, 'utf16le')),
    'nests 30,000 deep': json(nested(30_000)),
    'sends its members in __proto__': changed((body) => `{"__proto__":${body}}`),
    'sends a byte too many': ofSize(MAX_BODY_BYTES + 1),
  }),
  ...cases(OK, {
    'wraps the object': (correct) => ({
      body: { success: true, message: MARKER, data: { ...correct, more: MARKER } },
    }),
    'sends success as a word': (correct) => ({ body: { success: 'true', data: correct } }),
    'sends success and data beside the members': withMembers({
      success: true,
      data: { more: MARKER },
    }),
    'sends bytes that are not UTF-8 in an unknown member': changed((body) =>
      Buffer.concat([
        Buffer.from(`{"more":"${MARKER}`),
        Buffer.from([0xc3, 0x28, 0xed, 0xa0, 0x80]),
        Buffer.from(`",${body.slice(1)}`),
      ]),
    ),
    'nests an unknown member deeply': withText(`"more":${nested(20_000)}`),
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
    'compresses without content-encoding': changed(gzipSync),
  }),
  ...casesOf(
    UNREADABLE,
    ['br', 'x-unheard-of', 'gzip, identity', 'identity, identity'],
    (encoding) => `claims the encoding ${encoding}`,
    (encoding) => encoded(encoding, String),
  ),
  ...cases(OK, {
    'sends JSON as HTML': (correct) => json(text(correct), { 'content-type': 'text/html' }),
    'names the encoding identity': encoded('identity', String),
    'sends a byte order mark': changed((body) => `\uFEFF${body}`),
  }),
];
