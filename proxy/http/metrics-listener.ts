import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  LogController,
} from 'fastify';
import { collectDefaultMetrics, type Registry } from 'prom-client';
import { ProxyError } from '../errors/proxy-error.ts';
import { safeError } from '../errors/safe-error.ts';
import { BARE_HEADERS } from './security-headers.ts';

export interface MetricsListenerOptions {
  registry: Registry;
  log: FastifyBaseLogger;
}

function refuse(reply: FastifyReply, { code, message, statusCode }: ProxyError): FastifyReply {
  return reply
    .code(statusCode)
    .headers({ ...BARE_HEADERS, 'cache-control': 'no-store' })
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ error: code, message }));
}

/**
 * `GET /metrics` in Prometheus' text format, and nothing else: an app of its own, for a listener of its
 * own. It never keeps the process alive.
 */
export function createMetricsListener({ registry, log }: MetricsListenerOptions): FastifyInstance {
  // Under their usual names, for the dashboards that know them.
  collectDefaultMetrics({ register: registry });
  const app: FastifyInstance = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    frameworkErrors: (_error, _request, reply) => refuse(reply, new ProxyError('not_found')),
  });
  app.server.unref();
  app.get('/metrics', async (_request, reply) =>
    reply
      .headers({ ...BARE_HEADERS, 'cache-control': 'no-store' })
      .type(registry.contentType)
      .send(await registry.metrics()),
  );
  app.setNotFoundHandler((_request, reply) => refuse(reply, new ProxyError('not_found')));
  app.setErrorHandler((error, _request, reply) => {
    log.warn({ cause: safeError(error) }, 'the metrics could not be read');
    return refuse(reply, new ProxyError('internal_error'));
  });
  return app;
}
