import type { Dispatcher } from 'undici';
import {
  NO_OUTBOUND_PROXIES,
  type OutboundProxies,
  outboundProxyFor,
} from '../../config/outbound-proxies.ts';
import type { PlatformResponse } from '../errors/classify-response.ts';
import { connectionError, type RequestProgress } from '../errors/connection-error.ts';
import { createDispatcher } from './dispatcher.ts';
import { type ResponseListener, ResponseReader } from './response-reader.ts';

export interface PlatformRequest {
  method: 'GET' | 'POST';
  /** Path and query, starting with a slash. */
  path: string;
  headers?: Record<string, string>;
  body?: string;
  /** Whether anybody can cause the request; it then uses none of the connections of other requests. */
  isAnonymous?: boolean;
}

/** The `User-Agent` of every request to the platform. */
export function userAgentOf(version: string): string {
  return `balance-companion/${version}`;
}

export interface PlatformTransportOptions {
  /** The only origin that receives requests. */
  platformUrl: string;
  /** Milliseconds for a whole request, from connecting to the last byte of the response. */
  timeoutMs: number;
  outboundProxies?: OutboundProxies;
  /** Further requests wait for a connection, within their own time limit; 128 by default. */
  maxConnections?: number;
  userAgent: string;
}

/** The rate limit of sign-ins keeps the callbacks of one address far below this number. */
const MAX_ANONYMOUS_CONNECTIONS = 1_024;

/**
 * Sends HTTP requests to the platform. Redirects are not followed and compressed responses are not opened.
 *
 * GET requests share connections that are kept alive. Every POST request gets a connection of its own: a
 * platform may close an idle connection just as the proxy writes to it, and the proxy could not know whether
 * a refresh token or a code was used up. A GET request is repeated in that case.
 */
export class PlatformTransport {
  readonly #options: PlatformTransportOptions;
  readonly #keepAlive: Dispatcher;
  readonly #singleUse: Dispatcher;
  readonly #anonymous: Dispatcher;
  /** The `host:port` of the outbound proxy; undefined for a direct connection. */
  readonly outboundProxy: string | undefined;

  constructor(options: PlatformTransportOptions) {
    const { platformUrl, timeoutMs, outboundProxies = NO_OUTBOUND_PROXIES } = options;
    this.#options = options;
    this.outboundProxy = outboundProxyFor(platformUrl, outboundProxies);
    const connections = {
      timeoutMs,
      outboundProxies,
      maxConnections: options.maxConnections,
      directOrigin: this.outboundProxy === undefined ? new URL(platformUrl).origin : undefined,
    };
    this.#keepAlive = createDispatcher(connections);
    this.#singleUse = createDispatcher({ ...connections, singleUse: true });
    this.#anonymous = createDispatcher({
      ...connections,
      singleUse: true,
      maxConnections: MAX_ANONYMOUS_CONNECTIONS,
    });
  }

  /** @throws {PlatformError} if no complete response arrives */
  send(request: PlatformRequest): Promise<PlatformResponse> {
    return new Promise((resolve, reject) => {
      let deadlinePassed = false;
      let mayRepeat = request.method === 'GET';
      let reader: ResponseReader;
      const { outboundProxy } = this;
      const fail = (error: unknown, progress: RequestProgress) => {
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
        onResponse(response) {
          clearTimeout(timer);
          resolve(response);
        },
        onError: (error, progress) => {
          // GET is idempotent (RFC 9110 section 9.2.2).
          if (mayRepeat && !deadlinePassed && !progress.hasHead && isLostConnection(error)) {
            mayRepeat = false;
            reader = this.#dispatch(request, listener);
            return;
          }
          fail(error, progress);
        },
      };
      reader = this.#dispatch(request, listener);
    });
  }

  /** Resolves when all requests have ended and all connections are closed. */
  async close(): Promise<void> {
    const dispatchers = [this.#keepAlive, this.#singleUse, this.#anonymous];
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.close()));
  }

  #dispatch(request: PlatformRequest, listener: ResponseListener): ResponseReader {
    const { platformUrl, userAgent } = this.#options;
    const { method, path, headers, body, isAnonymous } = request;
    const forPost = isAnonymous ? this.#anonymous : this.#singleUse;
    const reader = new ResponseReader(listener);
    (method === 'GET' ? this.#keepAlive : forPost).dispatch(
      {
        origin: platformUrl,
        path,
        method,
        headers: {
          accept: 'application/json',
          'accept-encoding': 'identity',
          ...headers,
          // Last, because the OAuth library sets a User-Agent of its own.
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
