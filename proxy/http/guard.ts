import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import type { ProxyError } from '../errors/proxy-error.ts';

/** Returns the error of a request that must be refused. It decides without waiting. */
export type Guard = (request: FastifyRequest) => ProxyError | undefined;

/**
 * Returns an `onRequest` hook for responses that must not be cached and depend on these request headers. It refuses a
 * request with the error of the first guard that returns one.
 */
export function personal(vary: readonly string[], ...guards: Guard[]): onRequestHookHandler {
  const names = vary.join(', ');
  return (request, reply, done) => {
    reply.header('cache-control', 'no-store').header('vary', names);
    for (const guard of guards) {
      const refusal = guard(request);
      if (refusal) return done(refusal);
    }
    done();
  };
}
