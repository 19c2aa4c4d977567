import type { Dispatcher } from 'undici';
import { connectionError } from './errors/classify.ts';
import {
  type PlatformResponse,
  type Progress,
  type ResponseListener,
  ResponseReader,
} from './response-reader.ts';

export interface PlatformRequest {
  method: 'GET' | 'POST';
  /** Path and query, beginning with a slash. */
  path: string;
  headers?: Record<string, string>;
  body?: string;
  /** Connections of their own for code exchanges, which anybody can cause: they never use up those of others. */
  pool?: 'sign-in' | undefined;
}

/** The `User-Agent` of every request to the platform. */
export function userAgentOf(version: string): string {
  return `balance-companion/${version}`;
}

export interface PlatformTransportOptions {
  /** The only origin that is ever called. */
  platformUrl: string;
  /** Milliseconds for a whole call, from connecting to the last byte of the body. */
  timeoutMs: number;
  /** For what may be asked again: keeps its connections. */
  dispatcher: Dispatcher;
  /**
   * For what may not: a new connection each, so that the platform's closing of an idle one never leaves
   * us in doubt about a request that it did not see.
   */
  singleUseDispatcher: Dispatcher;
  /** As {@link singleUseDispatcher}, for calls of the pool `sign-in`; the same one unless set. */
  signInDispatcher?: Dispatcher;
  /** The `host:port` of the outbound proxy in between, for the log; undefined for none. */
  outboundProxy?: string | undefined;
  userAgent: string;
}

/**
 * One HTTP call to the platform. Redirects are not followed, compressed answers are not opened
 * (identity is what was asked for), and no more than 64 KiB are read.
 */
export class PlatformTransport {
  readonly #options: PlatformTransportOptions;

  constructor(options: PlatformTransportOptions) {
    this.#options = options;
  }

  /** Rejects with a {@link PlatformError}. */
  send(call: PlatformRequest): Promise<PlatformResponse> {
    return new Promise((resolve, reject) => {
      let deadlinePassed = false;
      let mayAskAgain = call.method === 'GET';
      let reader: ResponseReader;
      const { outboundProxy } = this.#options;
      const fail = (error: unknown, progress: Progress) => {
        clearTimeout(timer);
        reject(connectionError(error, { ...progress, deadlinePassed, outboundProxy }));
      };
      const timer = setTimeout(() => {
        deadlinePassed = true;
        const reason = new Error('time limit passed');
        fail(reason, reader.progress);
        reader.abort(reason);
      }, this.#options.timeoutMs);
      const listener: ResponseListener = {
        onAnswer(answer) {
          clearTimeout(timer);
          resolve(answer);
        },
        onError: (error, progress) => {
          // The platform may close an idle connection just as it is used again; reading again is safe
          // (RFC 9110 section 9.2.2).
          if (mayAskAgain && !deadlinePassed && !progress.hasHead && isLostConnection(error)) {
            mayAskAgain = false;
            reader = this.#send(call, listener);
            return;
          }
          fail(error, progress);
        },
      };
      reader = this.#send(call, listener);
    });
  }

  #send(call: PlatformRequest, listener: ResponseListener): ResponseReader {
    const { platformUrl, userAgent, dispatcher, singleUseDispatcher } = this.#options;
    const { signInDispatcher = singleUseDispatcher } = this.#options;
    const { method, path, headers, body, pool } = call;
    const postDispatcher = pool === 'sign-in' ? signInDispatcher : singleUseDispatcher;
    const reader = new ResponseReader(listener);
    (method === 'GET' ? dispatcher : postDispatcher).dispatch(
      {
        origin: platformUrl,
        path,
        method,
        headers: {
          accept: 'application/json',
          'accept-encoding': 'identity',
          ...headers,
          // Last, in the place of the OAuth library's own.
          'user-agent': userAgent,
        },
        body: body ?? null,
      },
      reader,
    );
    return reader;
  }
}

function isLostConnection(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}
