import type { IncomingHttpHeaders } from 'node:http';

/** A request, read to its end. */
export interface PlatformRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  contentType: string;
  /** The body as it came. */
  text: string;
  /** Empty unless the body was a form. */
  form: URLSearchParams;
  /** Undefined unless the body was JSON. */
  json: unknown;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: string | Buffer;
}

export type Handler = (request: PlatformRequest) => Answer | Promise<Answer>;

/** Handlers by `METHOD /path`. */
export type Routes = Record<string, Handler>;

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
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

export function redirect(
  status: 302 | 303,
  location: string,
  headers: Record<string, string> = {},
): Answer {
  return { status, headers: { location, 'cache-control': 'no-store', ...headers }, body: '' };
}
