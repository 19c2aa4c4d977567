import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { RequestObserver } from '../observability/observer.ts';
import { describeFailure, levelOf } from './failure-log.ts';

/**
 * Writes the line of one request when its answer is out, or its client gone, and tells the observer. Both
 * name the route as it is declared, never the URL, which can carry a code or a state.
 */
export function noteWhenDone(
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
    const line = {
      method,
      route: route ?? '(none)',
      ...(status !== undefined && { status }),
      ms: Math.round(durationMs * 10) / 10,
      address: request.ip,
      ...(failure && describeFailure(failure)),
    };
    if (status === undefined) request.log.info(line, 'request given up by its client');
    // A sign-in that failed is answered with a redirect.
    else if (failure && failure.statusCode >= 500) {
      request.log[levelOf(failure)](line, 'request failed');
    } else request.log.info(line, 'request');
  });
}

/** One line a request. */
export default fp<{ onDone: RequestObserver }>(
  async (app, { onDone }) => {
    app.addHook('onRequest', (request, reply, done) => {
      noteWhenDone(request, reply, onDone);
      done();
    });
  },
  { name: 'request-log', dependencies: ['error-handler'] },
);
