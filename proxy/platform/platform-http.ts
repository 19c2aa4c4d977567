import { type Dispatcher, request } from 'undici';
import { PlatformFault } from './faults.ts';

/** A whole answer of the platform. Header names are in lower case, repeated ones joined by commas. */
export interface PlatformAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface PlatformCall {
  method: 'GET' | 'POST';
  /** Path and query, beginning with a slash. */
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface PlatformHttpOptions {
  /** The only origin that is ever called. */
  platformUrl: string;
  /** Milliseconds for a whole call, from connecting to the last byte of the body. */
  timeout: number;
  dispatcher: Dispatcher;
}

/** Bytes of an answer that are read; every real one is far smaller. */
const LARGEST_ANSWER = 64 * 1024;

/**
 * One HTTP call to the platform. Redirects are not followed, compressed answers are not opened
 * (identity is what was asked for), and no more than 64 KiB are read.
 */
export class PlatformHttp {
  readonly #options: PlatformHttpOptions;

  constructor(options: PlatformHttpOptions) {
    this.#options = options;
  }

  /** @throws {PlatformFault} `unavailable`, `timeout` or `unreadable`. */
  async call({ method, path, headers, body }: PlatformCall): Promise<PlatformAnswer> {
    const { platformUrl, timeout, dispatcher } = this.#options;
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeout);
    try {
      const answer = await request(`${platformUrl}${path}`, {
        method,
        headers: { accept: 'application/json', 'accept-encoding': 'identity', ...headers },
        body: body ?? null,
        signal: deadline.signal,
        dispatcher,
      });
      const flat = Object.entries(answer.headers).map(([name, value]) => [
        name,
        String(value ?? ''),
      ]);
      return {
        status: answer.statusCode,
        headers: Object.fromEntries(flat),
        body: await readCapped(answer.body, answer.headers['content-encoding']),
      };
    } catch (error) {
      throw toFault(error, deadline.signal.aborted);
    } finally {
      clearTimeout(timer);
    }
  }
}

async function readCapped(
  body: Dispatcher.ResponseData['body'],
  encoding: string | string[] | undefined,
): Promise<string> {
  // Without a listener an error of a destroyed body would end the process.
  body.on('error', () => {});
  const refuse = (detail: string) => {
    body.destroy();
    throw new PlatformFault('unreadable', detail);
  };
  if (encoding !== undefined && encoding !== 'identity') refuse('compressed answer');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_ANSWER) refuse('answer too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const TIMEOUTS = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);
const BROKEN_HTTP = /^(HPE_|UND_ERR_RES_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RESPONSE)/;

function toFault(error: unknown, deadlinePassed: boolean): PlatformFault {
  if (error instanceof PlatformFault) return error;
  const code = String((error as { code?: unknown } | null)?.code ?? 'unknown');
  if (deadlinePassed || TIMEOUTS.has(code))
    return new PlatformFault('timeout', 'time limit passed');
  if (BROKEN_HTTP.test(code)) return new PlatformFault('unreadable', 'broken HTTP');
  return new PlatformFault('unavailable', `connection failed (${code})`);
}
