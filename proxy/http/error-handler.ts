import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { ProxyError } from '../errors/proxy-error.ts';
import { toProxyError } from '../platform/errors/to-proxy-error.ts';
import { errorPage, preferredLanguage } from './pages/pages.ts';
import { varyOn } from './vary.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What this request failed with, for the one line that the log says of it. */
    failure: ProxyError | undefined;
  }
}

/** Whether a person is going to look at the answer, who is better served with a page than with JSON. */
function isNavigation(request: FastifyRequest): boolean {
  return request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate';
}

/** Answers with an error of the contract. */
export function replyWithError(request: FastifyRequest, reply: FastifyReply, error: unknown) {
  const failure = toProxyError(error);
  request.failure = failure;
  reply.code(failure.statusCode).header('cache-control', 'no-store');
  if (failure.retryAfterSeconds !== undefined)
    reply.header('retry-after', String(failure.retryAfterSeconds));
  if (!request.url.startsWith('/api/')) {
    varyOn(reply, 'Accept-Language', 'Sec-Fetch-Mode');
    if (isNavigation(request)) {
      const language = preferredLanguage(request.headers['accept-language']);
      return reply
        .header('content-language', language)
        .type('text/html; charset=utf-8')
        .send(errorPage(failure.code, language));
    }
  }
  return reply
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ error: failure.code, message: failure.message }));
}

/** Every error leaves as `{error, message}` with a stable code, or as a page where a person navigated. */
export default fp(
  async (app) => {
    app.decorateRequest('failure', undefined);
    app.setErrorHandler<FastifyError>((error, request, reply) =>
      replyWithError(request, reply, error),
    );
    app.setNotFoundHandler((request, reply) =>
      replyWithError(request, reply, new ProxyError('not_found')),
    );
  },
  { name: 'error-handler' },
);
