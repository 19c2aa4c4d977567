import type { Dispatcher } from 'undici';
import { type AnswerListener, AnswerReader, type PlatformAnswer } from './answer-reader.ts';
import { faultOfConnection } from './classify.ts';

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

/**
 * One HTTP call to the platform. Redirects are not followed, compressed answers are not opened
 * (identity is what was asked for), and no more than 64 KiB are read.
 */
export class PlatformHttp {
  readonly #options: PlatformHttpOptions;

  constructor(options: PlatformHttpOptions) {
    this.#options = options;
  }

  /** Rejects with a {@link PlatformFault}. */
  call(call: PlatformCall): Promise<PlatformAnswer> {
    return new Promise((resolve, reject) => {
      let deadlinePassed = false;
      let mayAskAgain = call.method === 'GET';
      let reader: AnswerReader;
      const fail = (error: unknown, hasHead: boolean) => {
        clearTimeout(timer);
        reject(faultOfConnection(error, { deadlinePassed, hasHead }));
      };
      const timer = setTimeout(() => {
        deadlinePassed = true;
        const reason = new Error('time limit passed');
        fail(reason, false);
        reader.abort(reason);
      }, this.#options.timeout);
      const listener: AnswerListener = {
        onAnswer(answer) {
          clearTimeout(timer);
          resolve(answer);
        },
        onError: (error, hasHead) => {
          // The platform may close an idle connection just as it is used again; reading again is safe
          // (RFC 9110 section 9.2.2).
          if (mayAskAgain && !deadlinePassed && !hasHead && isLostConnection(error)) {
            mayAskAgain = false;
            reader = this.#send(call, listener);
            return;
          }
          fail(error, hasHead);
        },
      };
      reader = this.#send(call, listener);
    });
  }

  #send({ method, path, headers, body }: PlatformCall, listener: AnswerListener): AnswerReader {
    const { platformUrl, dispatcher, singleUseDispatcher } = this.#options;
    const reader = new AnswerReader(listener);
    (method === 'GET' ? dispatcher : singleUseDispatcher).dispatch(
      {
        origin: platformUrl,
        path,
        method,
        headers: { accept: 'application/json', 'accept-encoding': 'identity', ...headers },
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
