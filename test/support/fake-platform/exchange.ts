import type { IncomingHttpHeaders } from 'node:http';

/** A request with its whole body. */
export interface IncomingRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  contentType: string;
  /** The unparsed body. */
  text: string;
  /** Empty unless the body was a form. */
  form: URLSearchParams;
  /** Undefined unless the body was JSON. */
  json: unknown;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string | string[]>;
  body: string | Buffer;
}

export type Handler = (request: IncomingRequest) => HttpResponse | Promise<HttpResponse>;

/** Handlers by `METHOD /path`. */
export type Routes = Record<string, Handler>;

export function json(
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): HttpResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      pragma: 'no-cache',
      ...headers,
    },
    body: JSON.stringify(value),
  };
}

export function redirect(status: 302 | 303, location: string): HttpResponse {
  return { status, headers: { location, 'cache-control': 'no-store' }, body: '' };
}
