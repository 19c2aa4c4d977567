import { setImmediate as turn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { MARKER, rawAnswer } from './odd-answer.ts';

const PIECE = 64 * 1024;

/** A piece of a chunked body. */
const chunk = (bytes: Buffer) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);

const JSON_HEAD = `HTTP/1.1 200 OK\ncontent-type: application/json\nx-odd: ${MARKER}`;
const CHUNKED_HEAD = `${JSON_HEAD}\ntransfer-encoding: chunked`;

/** What begins, and what then comes again and again. */
export interface Endless {
  start: Buffer;
  again: Buffer;
}

const text = (length: number) => Buffer.alloc(length, 'x');
const zeros = gzipSync(Buffer.alloc(10_000_000));

export const ENDLESS: [string, Endless][] = [
  [
    'a body of a terabyte',
    { start: rawAnswer(`${JSON_HEAD}\ncontent-length: ${1e12}`, '{"a":"'), again: text(PIECE) },
  ],
  [
    'chunks',
    { start: rawAnswer(CHUNKED_HEAD, chunk(Buffer.from('{"a":"'))), again: chunk(text(PIECE)) },
  ],
  [
    'a failure',
    {
      start: rawAnswer(`HTTP/1.1 400 Bad Request\ncontent-type: application/json`, '{"error":"'),
      again: text(PIECE),
    },
  ],
  [
    'compressed emptiness',
    { start: rawAnswer(`${CHUNKED_HEAD}\ncontent-encoding: gzip`), again: chunk(zeros) },
  ],
  [
    'headers',
    {
      start: Buffer.from('HTTP/1.1 200 OK\r\n'),
      again: Buffer.from('x-more: abcdef\r\n'.repeat(500)),
    },
  ],
  ['one header', { start: Buffer.from('HTTP/1.1 200 OK\r\nx-more: '), again: text(PIECE) }],
  [
    'headers after its body',
    {
      start: rawAnswer(CHUNKED_HEAD, '2\r\n{}\r\n0\r\n'),
      again: Buffer.from('x-more: abcdef\r\n'.repeat(500)),
    },
  ],
];

/** Sends without end, and counts. */
export class Sender {
  /** Bytes that the system took over. */
  sent = 0;
  /** Answers whose connection the other side has closed. */
  givenUp = 0;

  readonly raw: (this: void) => AsyncGenerator<Buffer>;

  constructor({ start, again }: Endless) {
    const count = (bytes: number) => {
      this.sent += bytes;
    };
    const giveUp = () => {
      this.givenUp += 1;
    };
    this.raw = async function* () {
      try {
        yield start;
        for (;;) {
          await turn();
          yield again;
          count(again.length);
        }
      } finally {
        giveUp();
      }
    };
  }
}
