import { ServerResponse, STATUS_CODES } from 'node:http';
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
import { replyWithError } from './error-handler.ts';
import { NODE_OPTIONS } from './http-rules.ts';
import { nameRequest, REQUEST_ID_HEADER } from './request-id.ts';
import { noteWhenDone } from './request-log.ts';
import { BARE_HEADERS } from './security-headers.ts';

export interface ServerOptions {
  config: Pick<Config, 'tls' | 'trustProxy'>;
  log: FastifyBaseLogger;
  /** A new name for a request or a connection. */
  newRequestId: () => string;
  /** Instead of 30 seconds. */
  requestTimeoutMs?: number | undefined;
  onRequestDone: RequestObserver;
}

/** Time in which a whole request, head and body, must arrive, and in which a TLS handshake must be done. */
const REQUEST_TIMEOUT_MS = 30_000;

/** How often in that time Node looks for connections that are overdue; by default it does so every 30 seconds. */
const CHECKS = 60;

/** Time for a client to read the error, after which a connection that it does not close is cut. */
const LINGER_MS = 1_000;

/** The response to the latest request on each connection. */
const latest = new WeakMap<Socket, NotedResponse>();

/** Notes itself in {@link latest}, whichever server it is from: Fastify makes one for each address behind HOST. */
class NotedResponse extends ServerResponse {
  constructor(...args: ConstructorParameters<typeof ServerResponse>) {
    super(...args);
    latest.set(this.req.socket, this);
  }
}

/**
 * Whether the client has, or is getting, a response to what it is still sending: another one would be taken for the
 * response to its next request.
 */
function isAnswered(socket: Socket): boolean {
  const response = latest.get(socket);
  if (!response?.headersSent) return false;
  return !response.req.complete || !response.writableFinished;
}

function unreadableCodeOf({ code }: NodeJS.ErrnoException) {
  return code === 'HPE_HEADER_OVERFLOW' ? 'headers_too_large' : 'bad_request';
}

/** What Node could not read as HTTP gets the contract's error too; gives its status, if anybody is there to get it. */
function refuseUnreadable(
  error: NodeJS.ErrnoException,
  socket: Socket,
  id: string,
): number | undefined {
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswered(socket)) {
    socket.destroy();
    return undefined;
  }
  const code = unreadableCodeOf(error);
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
    ServerResponse: NotedResponse,
    requestTimeout,
    headersTimeout: requestTimeout,
    connectionsCheckingInterval: requestTimeout / CHECKS,
  };
  const options: FastifyHttpOptions<import('node:http').Server> = {
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: config.trustProxy.length > 0 ? config.trustProxy : false,
    genReqId: newRequestId,
    exposeHeadRoutes: false,
    // A request that arrives while the proxy shuts down is answered, not refused.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    requestTimeout,
    clientErrorHandler(this: FastifyInstance, error: NodeJS.ErrnoException, socket: Socket) {
      const reqId = newRequestId();
      const status = refuseUnreadable(error, socket, reqId);
      onRequestDone({ route: undefined, method: 'unreadable', status, durationMs: 0 });
      this.log.info({ reqId, error: unreadableCodeOf(error) }, 'unreadable request');
    },
    frameworkErrors: (error, request, reply) => {
      nameRequest(request, reply);
      noteWhenDone(request, reply, onRequestDone);
      reply.headers(BARE_HEADERS);
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
  // The two kinds of server have the same routes, and differ in their types alone.
  return Fastify((https ? { ...options, https } : { ...options, http: limits }) as typeof options);
}
