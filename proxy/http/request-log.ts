import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { ProxyError } from '../errors/proxy-error.ts';
import { safeError } from '../errors/safe-error.ts';
import type { RequestObserver } from '../observability/observer.ts';
import { PlatformError } from '../platform/errors/platform-error.ts';

/** A platform error as log lines name it: what it means, and what came back, never its text. */
export function describePlatformError(fault: PlatformError): Record<string, unknown> {
  const { kind, detail, response } = fault;
  if (!response) return { fault: kind, detail };
  const { text: _, ...rest } = response;
  return { fault: kind, detail, response: rest };
}

/** What went wrong, in our own words: the code, and the platform's fault or the place in the code behind it. */
export function describeFailure(failure: ProxyError): Record<string, unknown> {
  const { code, cause, statusCode } = failure;
  if (cause instanceof PlatformError) return { error: code, ...describePlatformError(cause) };
  if (cause === undefined || statusCode < 500) return { error: code };
  return { error: code, cause: safeError(cause instanceof ProxyError ? cause.cause : cause) };
}

/** Conditions of which the log tells by themselves when they begin and when they are over. */
const TOLD_ONCE: ReadonlySet<string> = new Set([
  'overloaded',
  'platform_misconfigured',
  'shutting_down',
  'store_unavailable',
]);

/**
 * How loud a failure is. What every request runs into while the platform is down, the store away or
 * the proxy overloaded has a line of its own, and is no news in each of theirs.
 */
export function levelOf({ code, cause, statusCode }: ProxyError): 'info' | 'warn' {
  const isSpared = cause instanceof PlatformError && cause.spared;
  return statusCode < 500 || isSpared || TOLD_ONCE.has(code) ? 'info' : 'warn';
}

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
    const milliseconds = reply.elapsedTime;
    onDone({ route, method, status, milliseconds });
    const line = {
      method,
      route: route ?? '(none)',
      ...(status !== undefined && { status }),
      ms: Math.round(milliseconds * 10) / 10,
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
  { name: 'request-log', dependencies: ['error-replies'] },
);
