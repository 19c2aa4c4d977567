import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from '../ports/listen.ts';
import {
  type Handler,
  type HttpResponse,
  type IncomingRequest,
  json,
  type Routes,
} from './exchange.ts';
import { Faults } from './faults.ts';
import { type RequestControls, requestControls } from './request-controls.ts';
import { RequestLog } from './request-log.ts';
import { respond } from './respond.ts';

export interface RunningServer extends RequestControls {
  url: string;
  close(): Promise<void>;
}

export interface ServerOptions {
  host?: string;
  port?: number;
  now: () => number;
  routes: Routes;
  fallback: Handler;
}

/** Starts an HTTP server with a request log and faults, on any free port of 127.0.0.1 by default. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', now, routes, fallback } = options;
  const log = new RequestLog();
  const faults = new Faults();
  const closing = new AbortController();

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming);
    const route = `${request.method} ${request.path}`;
    const call = log.received(request, now());
    response.once('finish', () => {
      call.status = response.statusCode;
    });
    response.once('close', () => log.answered(call));
    const work = () => (routes[route] ?? fallback)(request);
    await respond(response, work, faults.take(route, call), closing.signal);
  }

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      if (!closing.signal.aborted && !incoming.errored) console.error(error);
      response.destroy();
    });
  });
  const { port, close } = await listen(server, options.port, host);
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    ...requestControls(log, faults),
    close() {
      closing.abort();
      return close();
    },
  };
}

async function read(incoming: IncomingMessage): Promise<IncomingRequest> {
  const body = await text(incoming);
  const contentType = (incoming.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  const url = new URL(`http://platform${incoming.url ?? '/'}`);
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    contentType,
    text: body,
    form: new URLSearchParams(contentType === 'application/x-www-form-urlencoded' ? body : ''),
    json: contentType === 'application/json' ? JSON.parse(body) : undefined,
  };
}

export const notFound = (): HttpResponse => json(404, { success: false, message: 'not found' });
