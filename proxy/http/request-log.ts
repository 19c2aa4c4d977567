import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { RequestObserver } from '../observability/observer.ts';
import { describeFailure, levelOf } from './failure-log.ts';

/**
 * Logs a request and calls the observer when its response is complete or the client has disconnected. Both get the
 * declared route and never the URL, which can contain a code or a state.
 */
export function logWhenDone(
  request: FastifyRequest,
  reply: FastifyReply,
  onDone: RequestObserver,
): void {
  reply.raw.once('close', () => {
    const { failure, method } = request;
    const status = reply.raw.writableFinished ? reply.statusCode : undefined;
    const route = request.routeOptions?.url;
    const durationMs = reply.elapsedTime;
    onDone({ route, method, status, durationMs });
    const fields = {
      method,
      route: route ?? '(none)',
      ...(status !== undefined && { status }),
      durationMs: Math.round(durationMs * 10) / 10,
      address: request.ip,
      ...(failure && describeFailure(failure)),
    };
    if (status === undefined) request.log.info(fields, 'request aborted by its client');
    // The status does not tell: a failed sign-in is a redirect.
    else if (failure && failure.statusCode >= 500) {
      request.log[levelOf(failure)](fields, 'request failed');
    } else request.log.info(fields, 'request');
  });
}

/** Writes one log line per request. */
export default fp<{ onDone: RequestObserver }>(
  async (app, { onDone }) => {
    app.addHook('onRequest', (request, reply, done) => {
      logWhenDone(request, reply, onDone);
      done();
    });
  },
  { name: 'request-log', dependencies: ['error-handler'] },
);
