import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { ProxyError } from '../errors/proxy-error.ts';
import { toProxyError } from '../platform/errors/to-proxy-error.ts';
import { preferredLanguage } from './pages/preferred-language.ts';
import { errorPage } from './pages/render-page.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The error that this request failed with, for its log line. */
    failure: ProxyError | undefined;
  }
}

/** Sends an error as JSON, or as a page if the user navigated here. */
export function replyWithError(request: FastifyRequest, reply: FastifyReply, error: unknown) {
  const failure = toProxyError(error);
  request.failure = failure;
  reply.code(failure.statusCode).header('cache-control', 'no-store');
  if (failure.retryAfterSeconds !== undefined)
    reply.header('retry-after', String(failure.retryAfterSeconds));
  if (!request.url.startsWith('/api/')) {
    const vary = String(reply.getHeader('vary') ?? '').split(', ');
    const names = new Set([...vary, 'Accept-Language', 'Sec-Fetch-Mode']);
    reply.header('vary', [...names].filter(Boolean).join(', '));
    if (request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate') {
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

/** Sends every error as `{error, message}` with a stable code, or as a page if the user navigated here. */
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
