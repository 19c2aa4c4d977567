import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { ProxyError } from '../errors/proxy-error.ts';
import { errorPage, preferredLanguage } from '../pages/pages.ts';
import { PlatformFault } from '../platform/faults.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What this request failed with, for the one line that the log says of it. */
    failure: ProxyError | undefined;
  }
}

/** What any error means to a client: its own meaning where it has one, else that of its status. */
export function toProxyError(error: unknown): ProxyError {
  if (error instanceof ProxyError) return error;
  if (error instanceof PlatformFault) return error.toProxyError();
  const status = (error as Partial<FastifyError> | null)?.statusCode ?? 500;
  const refused = status >= 400 && status < 500;
  return new ProxyError(refused ? 'bad_request' : 'internal_error', { cause: error });
}

/** A person looks at what a navigation brings; everyone else reads JSON. */
function isNavigation(request: FastifyRequest): boolean {
  const navigates = request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate';
  return navigates && !request.url.startsWith('/api/');
}

/** Answers with an error of the contract. */
export function replyWithError(request: FastifyRequest, reply: FastifyReply, error: unknown) {
  const failure = toProxyError(error);
  request.failure = failure;
  reply.code(failure.statusCode).header('cache-control', 'no-store');
  if (failure.retryAfter !== undefined) reply.header('retry-after', String(failure.retryAfter));
  if (isNavigation(request)) {
    const language = preferredLanguage(request.headers['accept-language']);
    return reply
      .header('vary', 'Accept-Language, Sec-Fetch-Mode')
      .header('content-language', language)
      .type('text/html; charset=utf-8')
      .send(errorPage(failure.code, language));
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
  { name: 'error-replies' },
);
