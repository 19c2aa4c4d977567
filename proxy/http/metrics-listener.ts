import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  LogController,
} from 'fastify';
import { collectDefaultMetrics, type Registry } from 'prom-client';
import { ProxyError } from '../errors/proxy-error.ts';
import { safeError } from '../errors/safe-error.ts';
import { Metrics } from '../observability/metrics.ts';
import { addStateGauges, type StateSources } from '../observability/state-gauges.ts';
import { SCHEMA_CONTROLLER } from './route-schemas.ts';

const HEADERS = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

function sendError(reply: FastifyReply, { code, message, statusCode }: ProxyError): FastifyReply {
  return reply
    .code(statusCode)
    .headers(HEADERS)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ error: code, message }));
}

/** An app of its own with `GET /metrics` in the Prometheus text format. It does not keep the process alive. */
function createMetricsApp(registry: Registry, log: FastifyBaseLogger): FastifyInstance {
  const app: FastifyInstance = Fastify({
    loggerInstance: log,
    schemaController: SCHEMA_CONTROLLER,
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    frameworkErrors: (_error, _request, reply) => sendError(reply, new ProxyError('not_found')),
  });
  app.server.unref();
  app.get('/metrics', async (_request, reply) =>
    reply
      .headers(HEADERS)
      .type(registry.contentType)
      .send(await registry.metrics()),
  );
  app.setNotFoundHandler((_request, reply) => sendError(reply, new ProxyError('not_found')));
  app.setErrorHandler((error, _request, reply) => {
    log.warn({ cause: safeError(error) }, 'the metrics could not be read');
    return sendError(reply, new ProxyError('internal_error'));
  });
  return app;
}

/**
 * Creates the metrics and their listener. Loaded only where `METRICS_PORT` is set: the library takes a tenth of the
 * start of a proxy.
 */
export function createMetrics(host: string, port: number) {
  const metrics = new Metrics();
  return {
    observer: metrics,
    /**
     * Serves the metrics on a port of their own from the time when the proxy is ready.
     * @returns closes the listener
     */
    serve(app: FastifyInstance, sources: StateSources): () => Promise<void> {
      addStateGauges(metrics.registry, sources);
      // They keep their usual names, because existing dashboards use them.
      collectDefaultMetrics({ register: metrics.registry });
      const listener = createMetricsApp(metrics.registry, app.log);
      const listenTextResolver = (address: string) => `metrics on ${address}/metrics`;
      app.addHook('onReady', async () => {
        await listener.listen({ host, port, listenTextResolver });
      });
      return () => listener.close();
    },
  };
}
