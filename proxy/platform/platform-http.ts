import { type Dispatcher, request } from 'undici';
import { faultOfConnection } from './classify.ts';
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
  /** For what may be asked again: keeps its connections. */
  dispatcher: Dispatcher;
  /**
   * For what may not: a new connection each, so that the platform's closing of an idle one never leaves
   * us in doubt about a request that it did not see.
   */
  singleUseDispatcher: Dispatcher;
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

  /** @throws {PlatformFault} */
  async call({ method, path, headers, body }: PlatformCall): Promise<PlatformAnswer> {
    const { platformUrl, timeout, dispatcher, singleUseDispatcher } = this.#options;
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeout);
    const send = () =>
      request(`${platformUrl}${path}`, {
        method,
        headers: { accept: 'application/json', 'accept-encoding': 'identity', ...headers },
        body: body ?? null,
        signal: deadline.signal,
        dispatcher: method === 'GET' ? dispatcher : singleUseDispatcher,
      });
    let hasHead = false;
    try {
      const answer = await send().catch((error: unknown) => {
        // The platform may close an idle connection just as it is used again; reading again is safe
        // (RFC 9110 section 9.2.2).
        if (method === 'GET' && isLostConnection(error)) return send();
        throw error;
      });
      hasHead = true;
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
      throw faultOfConnection(error, { deadlinePassed: deadline.signal.aborted, hasHead });
    } finally {
      clearTimeout(timer);
    }
  }
}

function isLostConnection(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
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
