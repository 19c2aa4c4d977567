import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Handler,
  type HttpResponse,
  type IncomingRequest,
  json,
  type Routes,
} from './exchange.ts';
import type { Faults } from './faults.ts';
import type { RequestLog } from './request-log.ts';
import { respond } from './respond.ts';

const MAX_BODY_BYTES = 1_000_000;

export interface Listening {
  url: string;
  close(): Promise<void>;
}

export interface ServerOptions {
  host: string;
  port: number;
  now: () => number;
  routes: Routes;
  fallback: Handler;
  calls: RequestLog;
  faults: Faults;
}

export async function listen(options: ServerOptions): Promise<Listening> {
  const closing = new AbortController();
  const server = createServer((incoming, response) => {
    answer(options, incoming, response, closing.signal).catch((error: unknown) => {
      if (!closing.signal.aborted && !incoming.errored) console.error(error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}`,
    async close() {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  { now, routes, fallback, calls, faults }: ServerOptions,
  incoming: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const request = await read(incoming);
  const route = `${request.method} ${request.path}`;
  const call = calls.received(request, now());
  response.once('finish', () => {
    call.status = response.statusCode;
  });
  response.once('close', () => calls.answered(call));
  const handler = Object.hasOwn(routes, route) ? routes[route] : undefined;
  const work = () => (handler ?? fallback)(request);
  await respond(response, work, faults.take(route, call), closing);
}

async function read(incoming: IncomingMessage): Promise<IncomingRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('the request body is too large');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  const contentType = (incoming.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  const url = new URL(`http://platform${incoming.url ?? '/'}`);
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    contentType,
    text,
    form: new URLSearchParams(contentType === 'application/x-www-form-urlencoded' ? text : ''),
    json: contentType === 'application/json' ? parse(text) : undefined,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const notFound = (): HttpResponse => json(404, { success: false, message: 'not found' });
