import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { HealthReply } from '../../shared/replies.ts';
import * as Type from '../../shared/schema.ts';
import { described, errorResponses } from '../http/openapi-responses.ts';
import { ALWAYS_SERVED } from '../http/overload.ts';

const ALIVE = {
  summary: 'Whether the process is alive',
  response: { 200: described(HealthReply, 'It is.'), ...errorResponses() },
};

const ReadyReply = Type.Object({
  ...HealthReply.properties,
  store: Type.String({ description: 'The kind of session store, such as `SQLite`.' }),
});

const READY = {
  summary: 'Whether it can serve, or why not',
  response: {
    200: described(ReadyReply, 'It can.'),
    ...errorResponses('store_unavailable', 'platform_misconfigured', 'overloaded', 'shutting_down'),
  },
};

/** `GET /healthz` (the process is alive) and `GET /readyz` (it can serve requests; 503 with the reason otherwise). */
export const healthRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });

  const alive = { schema: ALIVE, exposeHeadRoute: true, config: ALWAYS_SERVED };
  app.get('/healthz', alive, async () => ({ status: 'alive' as const }));

  app.get('/readyz', { schema: READY, exposeHeadRoute: true }, async () => {
    await app.readiness();
    return { status: 'ready' as const, store: app.services.storeKind };
  });
};
