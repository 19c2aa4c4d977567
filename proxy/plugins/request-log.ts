import fp from 'fastify-plugin';
import { ProxyError } from '../errors/proxy-error.ts';
import { safeError } from '../errors/safe-error.ts';
import { PlatformFault } from '../platform/faults.ts';

/**
 * One line a request: the route as it is declared, never the URL, which can carry a code or a state.
 * A failure adds its code and, where the platform was the cause, our own words for it.
 */
export default fp(
  async (app) => {
    app.addHook('onResponse', async (request, reply) => {
      const { failure } = request;
      const line: Record<string, unknown> = {
        method: request.method,
        route: request.routeOptions.url ?? '(none)',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        address: request.ip,
      };
      if (failure) line.error = failure.code;
      const cause = failure?.cause;
      if (cause instanceof PlatformFault) {
        line.fault = cause.kind;
        line.detail = cause.detail;
      } else if (cause !== undefined && reply.statusCode >= 500) {
        line.cause = safeError(cause instanceof ProxyError ? cause.cause : cause);
      }
      if (reply.statusCode >= 500) request.log.warn(line, 'request failed');
      else request.log.info(line, 'request');
    });
  },
  { name: 'request-log', dependencies: ['error-replies'] },
);
