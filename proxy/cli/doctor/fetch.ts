import { type Dispatcher, request } from 'undici';
import { parseJsonObject } from '../../../shared/json.ts';
import { version } from '../../config/version.ts';
import { userAgentOf } from '../../platform/transport.ts';

/** An answer, as far as it was read. Header names are in lower case. */
export interface DoctorResponse {
  status: number;
  /** Repeated headers are joined by commas. */
  headers: Record<string, string>;
  header(name: string): string | undefined;
  /** Each `Set-Cookie` header. */
  cookies: string[];
  body: string;
  /** The body as a JSON object; empty where it is none. */
  json: Record<string, unknown>;
}

export interface FetchOptions {
  method?: 'GET' | 'POST' | 'OPTIONS';
  headers?: Record<string, string>;
}

/** Makes one request; rejects where nothing answers. */
export type Fetch = (path: string, options?: FetchOptions) => Promise<DoctorResponse>;

/** Milliseconds for one request, body included. */
const TIMEOUT = 10_000;

/** Bytes of a body that are read: what is looked for stands at the beginning. */
const MOST_BYTES = 64 * 1024;

/** Requests to one origin. Redirects are not followed, and nothing is kept from one to the next. */
export function fetcherFor(origin: string, dispatcher: Dispatcher): Fetch {
  return async (path, { method = 'GET', headers = {} } = {}) => {
    const signal = AbortSignal.timeout(TIMEOUT);
    const answer = await request(origin + path, {
      method,
      headers: { ...headers, 'user-agent': userAgentOf(version) },
      signal,
      dispatcher,
    });
    const body = await readStart(answer.body);
    const named = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value = []]) => [name, [value].flat().join(', ')]),
    );
    return {
      status: answer.statusCode,
      headers: named,
      header: (name) => named[name] || undefined,
      cookies: [answer.headers['set-cookie'] ?? []].flat(),
      body,
      json: parseJsonObject(body) ?? {},
    };
  };
}

async function readStart(body: Dispatcher.ResponseData['body']): Promise<string> {
  body.on('error', () => {});
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MOST_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('utf8');
}
