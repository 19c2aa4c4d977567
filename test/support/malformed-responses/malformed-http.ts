import { setTimeout as wait } from 'node:timers/promises';
import { endlessSender } from './endless-responses.ts';
import {
  type CorrectBody,
  cases,
  casesOf,
  MARKER,
  OK,
  type ResponseCase,
  rawResponse,
  TIMEOUT,
  UNAVAILABLE,
  UNREADABLE,
} from './response-cases.ts';

const text = JSON.stringify;
const STATUS_LINE = 'HTTP/1.1 200 OK';
const JSON_TYPE = `content-type: application/json\nx-marker: ${MARKER}`;

/** A correct response with another status line or additional header lines. */
const withHead =
  (statusLine: string, lines = '') =>
  (correct: CorrectBody) => {
    const head = `${statusLine}\n${JSON_TYPE}\ncontent-length: ${text(correct).length}\n${lines}`;
    return { raw: rawResponse(head.trim(), text(correct)) };
  };

/** A correct response in one chunk, with `size` in place of its size. */
const chunked =
  (size?: string, end = '0\r\n\r\n') =>
  (correct: CorrectBody) => {
    const body = text(correct);
    const head = `${STATUS_LINE}\n${JSON_TYPE}\ntransfer-encoding: chunked`;
    return {
      raw: rawResponse(head, `${size ?? body.length.toString(16)}\r\n${body}\r\n${end}`),
    };
  };

/** A correct response after an interim one. */
const after = (interim: Buffer) => (correct: CorrectBody) => ({
  raw: Buffer.concat([interim, withHead(STATUS_LINE)(correct).raw]),
});

const EARLY_HINTS = rawResponse(`HTTP/1.1 103 Early Hints\nlink: <${MARKER}>`);

export const MALFORMED_HTTP: ResponseCase[] = [
  ...cases(UNAVAILABLE, {
    'closes the connection': { raw: '' },
    'leaves the last chunk out': chunked(undefined, ''),
  }),
  ...casesOf(
    UNREADABLE,
    ['HTTP/9.9 200 OK', 'HTTP/1.1 abc', 'HTTP/1.1 2000 OK', 'HTTP/1.1 000 OK', 'HTTP/1.1 999 OK'],
    (statusLine) => `sends the status line ${statusLine}`,
    (statusLine) => withHead(statusLine),
  ),
  ...casesOf(
    UNREADABLE,
    [
      ...['content-length: 7', 'transfer-encoding: chunked', `x-more: ${MARKER}\0`, MARKER],
      ...[`x-more: ${'x'.repeat(100_000)}`, 'x-more: abcdef\n'.repeat(3_000)],
    ],
    (line) => `adds the header line ${text(line).slice(0, 40)}`,
    (line) => withHead(STATUS_LINE, line),
  ),
  ...casesOf(
    UNREADABLE,
    ['many', '3', 'f'.repeat(20)],
    (size) => `sends a chunk of the size ${size}`,
    (size) => chunked(size),
  ),
  ...cases(UNREADABLE, {
    'responds in TLS': { raw: Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]) },
    'responds in HTTP/0.9': { raw: `<html>${MARKER}</html>\r\n` },
    'responds in HTTP/2': { raw: rawResponse('HTTP/2 200') },
    'responds twice': (correct) => ({
      raw: Buffer.concat([
        rawResponse(`${STATUS_LINE}\n${JSON_TYPE}\ncontent-length: 2`, '{}'),
        withHead(STATUS_LINE)(correct).raw,
      ]),
      stallMidBody: true,
    }),
    // Allowed by RFC 9110 section 15.2, but undici rejects it.
    'sends an unexpected 100': after(rawResponse('HTTP/1.1 100 Continue')),
    'sends an unexpected 101': {
      raw: rawResponse(`HTTP/1.1 101 Switching Protocols\nupgrade: websocket\nx-more: ${MARKER}`),
    },
  }),
  ...cases(OK, {
    'sends a chunk': chunked(),
    'sends early hints': after(EARLY_HINTS),
  }),
  ...cases(TIMEOUT, {
    'stops after the first letter': { raw: 'H', stallMidBody: true },
    'sends one letter at a time': (correct) => ({
      async *raw() {
        yield rawResponse(`${STATUS_LINE}\n${JSON_TYPE}\ncontent-length: ${text(correct).length}`);
        for (const letter of text(correct)) {
          await wait(100);
          yield letter;
        }
      },
    }),
    'sends early hints for ever': { raw: endlessSender('', EARLY_HINTS).raw },
  }),
];
