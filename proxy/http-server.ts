import type { Socket } from 'node:net';
import Fastify, { type FastifyHttpOptions, type FastifyInstance, LogController } from 'fastify';
import { ERROR_MESSAGES } from './errors/proxy-error.ts';
import { logSerializer } from './errors/safe-error.ts';
import { replyWithError } from './plugins/error-replies.ts';
import { logWhenDone } from './plugins/request-log.ts';
import { BARE_HEADERS } from './plugins/security-headers.ts';
import type { Settings } from './settings/settings.ts';

/** How much is logged, and where to if not to standard output. */
export interface LoggerOptions {
  level: string;
  stream?: { write(line: string): void };
}

/** Milliseconds for which a whole request may take to arrive. */
const REQUEST_TIMEOUT = 30_000;

/** What Node could not read as HTTP gets the contract's error too. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const body = JSON.stringify({ error: 'bad_request', message: ERROR_MESSAGES.bad_request });
  const head = [
    `HTTP/1.1 ${tooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request'}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** A Fastify server with no routes yet. Whatever level is logged, errors go through the one serializer. */
export function createServer(settings: Settings, logger: LoggerOptions): FastifyInstance {
  const options: FastifyHttpOptions<import('node:http').Server> = {
    logger: { ...logger, serializers: { err: logSerializer } },
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: settings.trustProxy.length > 0 ? settings.trustProxy : false,
    exposeHeadRoutes: false,
    // A request that arrives while the proxy shuts down is answered, not refused.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_TIMEOUT,
    clientErrorHandler(this: FastifyInstance, error: NodeJS.ErrnoException, socket: Socket) {
      refuseUnreadable(error, socket);
      this.log.info({ error: 'bad_request' }, 'unreadable request');
    },
    frameworkErrors: (error, request, reply) => {
      logWhenDone(request, reply);
      reply.headers(BARE_HEADERS);
      replyWithError(request, reply, error);
    },
  };
  if (!settings.tls) return Fastify(options);
  // The two kinds of server have the same routes, and differ in their types alone.
  return Fastify({ ...options, https: settings.tls } as typeof options);
}
