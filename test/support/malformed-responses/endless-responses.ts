import { setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { MARKER, rawResponse } from './response-cases.ts';

const PIECE = Buffer.alloc(64 * 1024, 'x');

const chunk = (bytes: Buffer) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);

const JSON_HEAD = `HTTP/1.1 200 OK\ncontent-type: application/json\nx-marker: ${MARKER}`;
const CHUNKED_HEAD = `${JSON_HEAD}\ntransfer-encoding: chunked`;
const HEADERS = Buffer.from('x-more: abcdef\r\n'.repeat(500));

/** How each response begins, and the piece that follows again and again. */
export const ENDLESS: [title: string, start: Buffer, piece: Buffer][] = [
  ['a body of a terabyte', rawResponse(`${JSON_HEAD}\ncontent-length: ${1e12}`, '{"a":"'), PIECE],
  ['chunks', rawResponse(CHUNKED_HEAD, chunk(Buffer.from('{"a":"'))), chunk(PIECE)],
  [
    'an error',
    rawResponse('HTTP/1.1 400 Bad Request\ncontent-type: application/json', '{"error":"'),
    PIECE,
  ],
  [
    'compressed zeros',
    rawResponse(`${CHUNKED_HEAD}\ncontent-encoding: gzip`),
    chunk(gzipSync(Buffer.alloc(10_000_000))),
  ],
  ['headers', Buffer.from('HTTP/1.1 200 OK\r\n'), HEADERS],
  ['one header', Buffer.from('HTTP/1.1 200 OK\r\nx-more: '), PIECE],
  ['trailers', rawResponse(CHUNKED_HEAD, '2\r\n{}\r\n0\r\n'), HEADERS],
];

/** Sends `piece` again and again, as fast as it is read. */
export function endlessSender(start: string | Buffer, piece: string | Buffer) {
  const sender = {
    /** Bytes that the system accepted. */
    sentBytes: 0,
    /** Responses whose connection the other side closed. */
    closedCount: 0,
    async *raw() {
      try {
        yield start;
        for (;;) {
          await nextTurn();
          yield piece;
          sender.sentBytes += piece.length;
        }
      } finally {
        sender.closedCount += 1;
      }
    },
  };
  return sender;
}
