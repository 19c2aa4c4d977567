import { connect } from 'node:net';
import type { Seen } from './decency.ts';
import type { Target } from './target.ts';

/** Milliseconds without a word after which the proxy is taken to wait for more of the request. */
const SILENCE = 150;

/**
 * Sends these bytes to a port of this machine and gives all that comes back until the connection ends.
 * Where nothing more comes, our side of the connection is ended, and so is theirs.
 */
export function exchangeBytes(port: number, bytes: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let silence: NodeJS.Timeout | undefined;
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => socket.end(), SILENCE);
    };
    socket.on('connect', () => {
      socket.write(bytes);
      listen();
    });
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      listen();
    });
    socket.on('end', () => socket.end());
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // The proxy has hung up before it had read everything.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => {
      clearTimeout(silence);
      resolve(Buffer.concat(chunks));
    });
  });
}

/** That these bytes are answers, each of them decent. */
export function expectDecentAnswers(target: Target, reply: Buffer): void {
  for (const seen of readAnswers(reply)) {
    // What was asked is known to the bytes alone: the form that the answer has must be one that it may have.
    const method = seen.body === '' ? 'HEAD' : 'GET';
    const navigates = seen.headers['content-type'] === 'text/html; charset=utf-8';
    target.expectDecent(seen, { method, path: '/', navigates });
  }
}

/**
 * The answers that these bytes are, none of them in chunks; throws for anything else. The body of an
 * answer to `HEAD` is left out though its length is named, which shows by what follows.
 */
function readAnswers(bytes: Buffer): Seen[] {
  const answers: Seen[] = [];
  let rest = bytes.toString('latin1');
  while (rest !== '') {
    const [head = '', after] = splitOnce(rest, '\r\n\r\n');
    const [statusLine = '', ...lines] = head.split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) [A-Z][\w -]*$/.exec(statusLine)?.[1]);
    if (!status || after === undefined) throw new Error(`no answer: ${rest.slice(0, 200)}`);
    rest = after;
    if (status === 100) continue;
    const headers = readHeaders(lines);
    const length = Number(headers['content-length'] ?? 0);
    const hasBody = rest !== '' && !rest.startsWith('HTTP/1.1 ');
    const body = hasBody ? rest.slice(0, length) : '';
    if (hasBody && body.length < length) throw new Error(`cut short: ${head}`);
    rest = rest.slice(body.length);
    answers.push({ status, headers, body: Buffer.from(body, 'latin1').toString() });
  }
  return answers;
}

function readHeaders(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [name = '', value] = splitOnce(line, ': ');
    if (!/^[\w-]+$/.test(name) || value === undefined) throw new Error(`no header: ${line}`);
    const key = name.toLowerCase();
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`;
  }
  return headers;
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
