import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import Fastify, { type FastifyHttpOptions, type FastifyInstance, LogController } from 'fastify';
import { ERROR_STATUS } from '../shared/errors.ts';
import { ERROR_MESSAGES } from './errors/proxy-error.ts';
import { logSerializer } from './errors/safe-error.ts';
import type { RequestObserver } from './metrics/observer.ts';
import { replyWithError } from './plugins/error-replies.ts';
import { NODE_OPTIONS } from './plugins/http-rules.ts';
import { nameRequest, REQUEST_ID_HEADER } from './plugins/request-id.ts';
import { noteWhenDone } from './plugins/request-log.ts';
import { BARE_HEADERS } from './plugins/security-headers.ts';
import type { Settings } from './settings/settings.ts';

/** How much is logged, and where to if not to standard output. */
export interface LoggerOptions {
  level: string;
  stream?: { write(line: string): void };
}

export interface ServerOptions {
  settings: Settings;
  logger: LoggerOptions;
  /** A new name for a request or a connection. */
  newRequestId: () => string;
  onRequestDone: RequestObserver;
}

/** Milliseconds for which a whole request may take to arrive. */
const REQUEST_TIMEOUT = 30_000;

function unreadableCodeOf({ code }: NodeJS.ErrnoException) {
  return code === 'HPE_HEADER_OVERFLOW' ? 'headers_too_large' : 'bad_request';
}

/** What Node could not read as HTTP gets the contract's error too; gives its status, if anybody is there to get it. */
function refuseUnreadable(
  error: NodeJS.ErrnoException,
  socket: Socket,
  id: string,
): number | undefined {
  if (error.code === 'ECONNRESET' || !socket.writable) {
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
  return status;
}

/** A Fastify server with no routes yet. Whatever level is logged, errors go through the one serializer. */
export function createServer(serverOptions: ServerOptions): FastifyInstance {
  const { settings, logger, newRequestId, onRequestDone } = serverOptions;
  const options: FastifyHttpOptions<import('node:http').Server> = {
    logger: { ...logger, serializers: { err: logSerializer } },
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: settings.trustProxy.length > 0 ? settings.trustProxy : false,
    genReqId: newRequestId,
    exposeHeadRoutes: false,
    // A request that arrives while the proxy shuts down is answered, not refused.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_TIMEOUT,
    clientErrorHandler(this: FastifyInstance, error: NodeJS.ErrnoException, socket: Socket) {
      const reqId = newRequestId();
      const status = refuseUnreadable(error, socket, reqId);
      onRequestDone({ route: undefined, method: 'unreadable', status, milliseconds: 0 });
      this.log.info({ reqId, error: unreadableCodeOf(error) }, 'unreadable request');
    },
    frameworkErrors: (error, request, reply) => {
      nameRequest(request, reply);
      noteWhenDone(request, reply, onRequestDone);
      reply.headers(BARE_HEADERS);
      replyWithError(request, reply, error);
    },
  };
  if (!settings.tls) return Fastify({ ...options, http: NODE_OPTIONS });
  const { cert, key } = settings.tls;
  // The two kinds of server have the same routes, and differ in their types alone.
  return Fastify({ ...options, https: { ...NODE_OPTIONS, cert, key } } as typeof options);
}
