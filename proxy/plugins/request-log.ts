import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { ProxyError } from '../errors/proxy-error.ts';
import { safeError } from '../errors/safe-error.ts';
import { PlatformFault } from '../platform/faults.ts';

/** What went wrong, in our own words: the code, and the platform's fault or the place in the code behind it. */
export function describeFailure(failure: ProxyError): Record<string, unknown> {
  const { code, cause, statusCode } = failure;
  if (cause instanceof PlatformFault)
    return { error: code, fault: cause.kind, detail: cause.detail };
  if (cause === undefined || statusCode < 500) return { error: code };
  return { error: code, cause: safeError(cause instanceof ProxyError ? cause.cause : cause) };
}

/**
 * Writes the line of one request when its answer is out, or its client gone. It names the route as it
 * is declared, never the URL, which can carry a code or a state.
 */
export function logWhenDone(request: FastifyRequest, reply: FastifyReply): void {
  reply.raw.once('close', () => {
    const { failure } = request;
    const answered = reply.raw.writableFinished;
    const line = {
      method: request.method,
      route: request.routeOptions?.url ?? '(none)',
      ...(answered && { status: reply.statusCode }),
      ms: Math.round(reply.elapsedTime * 10) / 10,
      address: request.ip,
      ...(failure && describeFailure(failure)),
    };
    if (!answered) request.log.info(line, 'request given up by its client');
    else if (reply.statusCode >= 500) request.log.warn(line, 'request failed');
    else request.log.info(line, 'request');
  });
}

/** One line a request. */
export default fp(
  async (app) => {
    app.addHook('onRequest', async (request, reply) => logWhenDone(request, reply));
  },
  { name: 'request-log', dependencies: ['error-replies'] },
);
