import { type Dispatcher, request } from 'undici';
import { parseJsonObject } from '../../../shared/json.ts';
import { version } from '../../config/version.ts';
import { userAgentOf } from '../../platform/transport/transport.ts';

/** A response, its body read as far as {@link MAX_BODY_BYTES}. Header names are in lower case. */
export interface DoctorResponse {
  status: number;
  /** Repeated headers are joined by commas. */
  headers: Record<string, string>;
  header(name: string): string | undefined;
  /** Each `Set-Cookie` header. */
  cookies: string[];
  body: string;
  /** The body if it is a JSON object, else an empty object. */
  json: Record<string, unknown>;
}

/** Sends one request; rejects if there is no response. */
export type Fetch = (
  path: string,
  options?: { method?: 'GET' | 'OPTIONS' | 'POST'; headers?: Record<string, string> },
) => Promise<DoctorResponse>;

/** For one request, body included. */
const TIMEOUT_MS = 10_000;

const MAX_BODY_BYTES = 64 * 1024;

/** Fetches from one origin. Redirects are not followed, and cookies are not kept. */
export function fetcherFor(origin: string, dispatcher: Dispatcher): Fetch {
  return async (path, { method = 'GET', headers = {} } = {}) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await request(origin + path, {
      method,
      headers: { ...headers, 'user-agent': userAgentOf(version) },
      signal,
      dispatcher,
    });
    const body = await readStart(response.body);
    const named = Object.fromEntries(
      Object.entries(response.headers).map(([name, value = []]) => [
        name,
        [value].flat().join(', '),
      ]),
    );
    return {
      status: response.statusCode,
      headers: named,
      header: (name) => named[name] || undefined,
      cookies: [response.headers['set-cookie'] ?? []].flat(),
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
    if (length >= MAX_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString('utf8');
}
