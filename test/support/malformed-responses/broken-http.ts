import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import {
  FINE,
  LATE,
  MARKER,
  type OddAnswer,
  type Right,
  rawAnswer,
  UNAVAILABLE,
  UNREADABLE,
} from './odd-answer.ts';

const text = JSON.stringify;
const JSON_TYPE = `content-type: application/json\nx-odd: ${MARKER}`;

/** A right answer after a head that has a line or two more. */
const headed = (statusLine: string, lines: string) => (right: Right) => ({
  raw: rawAnswer(
    `${statusLine}\n${JSON_TYPE}\ncontent-length: ${text(right).length}\n${lines}`.trim(),
    text(right),
  ),
});

/** A right answer in chunks. */
const chunked = (right: Right, size: string, end = '0\r\n\r\n') =>
  rawAnswer(
    `HTTP/1.1 200 OK\n${JSON_TYPE}\ntransfer-encoding: chunked`,
    `${size}\r\n${text(right)}\r\n${end}`,
  );
const hex = (right: Right) => text(right).length.toString(16);

const OK = 'HTTP/1.1 200 OK';
const HINT = rawAnswer(`HTTP/1.1 103 Early Hints\nlink: <${MARKER}>`);

/** The same piece again and again, as fast as it is read. */
function forEver(start: string | Buffer, piece: string | Buffer) {
  return async function* () {
    yield start;
    for (;;) {
      await turn();
      yield piece;
    }
  };
}

export const BROKEN_HTTP: OddAnswer[] = [
  ['hangs up without a word', { raw: '' }, UNAVAILABLE],
  [
    'sends garbage',
    { raw: Buffer.from(Array.from({ length: 512 }, (_, n) => (n * 167 + 13) % 256)) },
    UNREADABLE,
  ],
  ['sends only NUL bytes', { raw: Buffer.alloc(1_000) }, UNREADABLE],
  ['answers in TLS', { raw: Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]) }, UNREADABLE],
  ['answers as HTTP/0.9', { raw: `<html>${MARKER}</html>\r\n` }, UNREADABLE],
  ['answers as SMTP', { raw: `220 mail.example ${MARKER}\r\n` }, UNREADABLE],
  ['answers as HTTP/2', { raw: rawAnswer('HTTP/2 200') }, UNREADABLE],
  ['answers as HTTP/9.9', headed('HTTP/9.9 200 OK', ''), UNREADABLE],
  ['answers with a request', { raw: `GET /${MARKER} HTTP/1.1\r\nhost: a\r\n\r\n` }, UNREADABLE],
  ['has a word for its status', headed('HTTP/1.1 abc', ''), UNREADABLE],
  ['has a status of two digits', headed('HTTP/1.1 20 OK', ''), UNREADABLE],
  ['has a status of four digits', headed('HTTP/1.1 2000 OK', ''), UNREADABLE],
  ['has a negative status', headed('HTTP/1.1 -200 OK', ''), UNREADABLE],
  ['has the status 000', headed('HTTP/1.1 000 OK', ''), UNREADABLE],
  ['has the status 999', headed('HTTP/1.1 999 OK', ''), UNREADABLE],
  ['has no words for its status', headed('HTTP/1.1 200', ''), FINE],
  ['contradicts its own length', headed(OK, 'content-length: 7'), UNREADABLE],
  ['has a length in words', headed(OK, 'content-length: many'), UNREADABLE],
  ['has a negative length', headed(OK, 'content-length: -1'), UNREADABLE],
  ['has two lengths in one', headed(OK, 'content-length: 7, 7'), UNREADABLE],
  [
    'has a length beyond all numbers',
    { raw: rawAnswer(`${OK}\n${JSON_TYPE}\ncontent-length: 99999999999999999999999`, '{}') },
    UNREADABLE,
  ],
  ['has a length and chunks', headed(OK, 'transfer-encoding: chunked'), UNREADABLE],
  ['sends in chunks', (right) => ({ raw: chunked(right, hex(right)) }), FINE],
  ['sends a chunk of no size', (right) => ({ raw: chunked(right, 'many') }), UNREADABLE],
  ['sends a chunk of a negative size', (right) => ({ raw: chunked(right, '-5') }), UNREADABLE],
  ['sends a chunk larger than it says', (right) => ({ raw: chunked(right, '3') }), UNREADABLE],
  [
    'sends a chunk beyond all numbers',
    (right) => ({ raw: chunked(right, 'f'.repeat(20)) }),
    UNREADABLE,
  ],
  ['leaves the last chunk out', (right) => ({ raw: chunked(right, hex(right), '') }), UNAVAILABLE],
  ['has a NUL in a header', headed(OK, `x-more: ${MARKER}\0`), UNREADABLE],
  ['has a header without a colon', headed(OK, MARKER), UNREADABLE],
  ['has a header without a name', headed(OK, `: ${MARKER}`), UNREADABLE],
  [
    'ends its lines with half of what it takes',
    (right) => ({ raw: headed(OK, '')(right).raw.toString().replaceAll('\r', '') }),
    UNREADABLE,
  ],
  ['folds a header', headed(OK, `x-more: a\n ${MARKER}`), UNREADABLE],
  ['sends 100 KB of headers', headed(OK, `x-more: ${'x'.repeat(100_000)}`), UNREADABLE],
  ['sends 3,000 headers', headed(OK, 'x-more: abcdef\n'.repeat(3_000)), UNREADABLE],
  [
    'answers 204 and then sends something',
    (right) => ({ raw: rawAnswer(`HTTP/1.1 204 No Content\n${JSON_TYPE}`, text(right)) }),
    UNREADABLE,
  ],
  [
    'answers 304 and then sends something',
    (right) => ({
      raw: rawAnswer(`HTTP/1.1 304 Not Modified\n${JSON_TYPE}\ncontent-length: 5`, text(right)),
    }),
    UNREADABLE,
  ],
  [
    'answers twice',
    (right) => ({
      raw: Buffer.concat([
        rawAnswer(`${OK}\n${JSON_TYPE}\ncontent-length: 2`, '{}'),
        rawAnswer(`${OK}\n${JSON_TYPE}\ncontent-length: ${text(right).length}`, text(right)),
      ]),
      stallMidBody: true,
    }),
    UNREADABLE,
  ],
  [
    'gives a hint before its answer',
    (right) => ({
      raw: Buffer.concat([HINT, headed(OK, '')(right).raw]),
    }),
    FINE,
  ],
  [
    'works on it for a while and says so',
    (right) => ({
      raw: Buffer.concat([rawAnswer('HTTP/1.1 102 Processing'), headed(OK, '')(right).raw]),
    }),
    FINE,
  ],
  [
    'says 100 though nobody asked',
    (right) => ({
      raw: Buffer.concat([rawAnswer('HTTP/1.1 100 Continue'), headed(OK, '')(right).raw]),
    }),
    // Allowed by RFC 9110 section 15.2; the HTTP library gives it up.
    UNREADABLE,
  ],
  [
    'changes the protocol though nobody asked',
    { raw: rawAnswer(`HTTP/1.1 101 Switching Protocols\nupgrade: websocket\nx-odd: ${MARKER}`) },
    UNREADABLE,
  ],
  [
    'stops in the middle of a header',
    { raw: `HTTP/1.1 200 OK\r\nx-odd: ${MARKER}`, stallMidBody: true },
    LATE,
  ],
  ['stops after the first letter', { raw: 'H', stallMidBody: true }, LATE],
  [
    'sends one letter at a time',
    (right) => ({
      raw: async function* () {
        yield rawAnswer(`${OK}\n${JSON_TYPE}\ncontent-length: ${text(right).length}`);
        for (const letter of text(right)) {
          await wait(100);
          yield letter;
        }
      },
    }),
    LATE,
  ],
  ['gives hints for ever', { raw: forEver('', HINT) }, LATE],
  ['names its status for ever', { raw: forEver('HTTP/1.1 200 ', MARKER) }, LATE],
  [
    'describes a chunk for ever',
    { raw: forEver(rawAnswer(`${OK}\ntransfer-encoding: chunked`, '5;a='), MARKER) },
    LATE,
  ],
];
