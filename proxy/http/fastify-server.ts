import type { ServerResponse as HttpResponse } from 'node:http';
import type { Socket } from 'node:net';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyHttpOptions,
  type FastifyInstance,
  LogController,
} from 'fastify';
import { ERROR_STATUS } from '../../shared/errors.ts';
import type { Config } from '../config/config.ts';
import { ERROR_MESSAGES } from '../errors/proxy-error.ts';
import type { RequestObserver } from '../observability/observer.ts';
import { TurnBatch } from '../timing/turn-batch.ts';
import { replyWithError } from './error-handler.ts';
import { NODE_OPTIONS } from './http-rules.ts';
import { REQUEST_ID_HEADER, setRequestId } from './request-id.ts';
import { logWhenDone } from './request-log.ts';
import { SCHEMA_CONTROLLER } from './route-schemas.ts';

// An import of node:http reads all its exports, and the one of WebSocket loads the HTTP client inside Node.js.
const { ServerResponse, STATUS_CODES } = process.getBuiltinModule('node:http');

export interface ServerOptions {
  config: Pick<Config, 'tls' | 'trustProxy'>;
  log: FastifyBaseLogger;
  newRequestId: () => string;
  /** 30 seconds by default. */
  requestTimeoutMs?: number | undefined;
  onRequestDone: RequestObserver;
}

/** Time limit for receiving a whole request, head and body, and for a TLS handshake. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Node checks this often within the request timeout for overdue connections. Its default is every 30 seconds. */
const TIMEOUT_CHECKS = 60;

/** Time in which a client can read an error before its connection is destroyed. */
const LINGER_MS = 1_000;

const latestResponses = new WeakMap<Socket, TrackedResponse>();

/** Responses to be written. */
const responses = new TurnBatch<() => void>((writes) => {
  for (const write of writes) write();
});

/**
 * Records the latest response of each connection. The responses of one turn of the event loop are written together at
 * its end: each write on its own would wake the client, often a web server on the same machine, for one response. A
 * subclass covers all servers: Fastify creates one per address.
 */
class TrackedResponse extends ServerResponse {
  constructor(...args: ConstructorParameters<typeof ServerResponse>) {
    super(...args);
    latestResponses.set(this.req.socket, this);
  }

  override end(...args: unknown[]): this {
    responses.add(() => {
      try {
        super.end(...(args as Parameters<HttpResponse['end']>));
      } catch (error) {
        // The other responses of the turn must not be lost with it.
        this.destroy(error as Error);
      }
    });
    return this;
  }
}

/**
 * Whether the response to the current request of the connection has been started. A second response would be taken for
 * the response to the next request.
 */
function hasResponse(socket: Socket): boolean {
  const response = latestResponses.get(socket);
  if (!response?.headersSent) return false;
  return !response.req.complete || !response.writableFinished;
}

function errorCodeFor({ code }: NodeJS.ErrnoException) {
  return code === 'HPE_HEADER_OVERFLOW' ? 'headers_too_large' : 'bad_request';
}

/**
 * Sends an error of the contract in response to a request that Node could not parse.
 * @returns its status; undefined if the client cannot receive a response
 */
function refuseMalformedRequest(
  error: NodeJS.ErrnoException,
  socket: Socket,
  id: string,
): number | undefined {
  responses.flush();
  if (error.code === 'ECONNRESET' || !socket.writable || hasResponse(socket)) {
    socket.destroy();
    return undefined;
  }
  const code = errorCodeFor(error);
  const status = ERROR_STATUS[code];
  const body = JSON.stringify({ error: code, message: ERROR_MESSAGES[code] });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    `${REQUEST_ID_HEADER}: ${id}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
  return status;
}

/** Creates a Fastify server without plugins and routes. */
export function createServer(serverOptions: ServerOptions): FastifyInstance {
  const { config, log, newRequestId, onRequestDone } = serverOptions;
  const { requestTimeoutMs: requestTimeout = REQUEST_TIMEOUT_MS } = serverOptions;
  const limits = {
    ...NODE_OPTIONS,
    ServerResponse: TrackedResponse,
    requestTimeout,
    headersTimeout: requestTimeout,
    connectionsCheckingInterval: requestTimeout / TIMEOUT_CHECKS,
  };
  const options: FastifyHttpOptions<import('node:http').Server> = {
    loggerInstance: log,
    schemaController: SCHEMA_CONTROLLER,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: config.trustProxy.length > 0 ? config.trustProxy : false,
    genReqId: newRequestId,
    exposeHeadRoutes: false,
    // Requests that arrive during the shutdown are served.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    requestTimeout,
    clientErrorHandler(this: FastifyInstance, error: NodeJS.ErrnoException, socket: Socket) {
      const reqId = newRequestId();
      const status = refuseMalformedRequest(error, socket, reqId);
      onRequestDone({ route: undefined, method: 'malformed', status, durationMs: 0 });
      this.log.info({ reqId, error: errorCodeFor(error) }, 'malformed request');
    },
    frameworkErrors: (error, request, reply) => {
      setRequestId(request, reply);
      logWhenDone(request, reply, onRequestDone);
      reply.headers(app.securityHeaders);
      replyWithError(request, reply, error);
    },
  };
  const { tls } = config;
  const https = tls && {
    ...limits,
    handshakeTimeout: requestTimeout,
    cert: tls.cert,
    key: tls.key,
  };
  // Both kinds of server have the same routes; only their types differ.
  const app = Fastify(
    (https ? { ...options, https } : { ...options, http: limits }) as typeof options,
  );
  return app;
}
