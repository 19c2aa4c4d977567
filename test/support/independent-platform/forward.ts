import { request } from 'undici';
import type { Handler, HttpResponse, IncomingRequest } from '../fake-platform/exchange.ts';

/** Hop-by-hop headers (RFC 9110 section 7.6.1). */
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'transfer-encoding',
]);

/** Forwards each request unchanged, with its Host header, and returns the response. */
export function forwardTo(origin: () => string): Handler {
  return async ({ method, path, query, headers, text }: IncomingRequest): Promise<HttpResponse> => {
    const answer = await request(`${origin()}${path}${query.size > 0 ? `?${query}` : ''}`, {
      method: method as 'GET' | 'POST',
      headers: ofTheMessage(headers),
      body: text === '' ? null : text,
    });
    return {
      status: answer.statusCode,
      headers: ofTheMessage(answer.headers),
      body: await answer.body.text(),
    };
  };
}

/**
 * Handles one request at a time. The provider checks a token and marks it as used in two steps: it might
 * accept two concurrent uses of one token, and the tests would not notice the client's error.
 */
export function oneAtATime(handler: Handler): Handler {
  let last: Promise<unknown> = Promise.resolve();
  return (incoming) => {
    const turn = last.then(() => handler(incoming));
    last = turn.catch(() => {});
    return turn;
  };
}

function ofTheMessage(headers: NodeJS.Dict<string | string[]>): Record<string, string | string[]> {
  const kept = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
  return Object.fromEntries(kept) as Record<string, string | string[]>;
}
