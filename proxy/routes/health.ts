import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { HealthReply } from '../../shared/replies.ts';
import { ALWAYS_ANSWERED } from '../plugins/overload.ts';

const options = {
  schema: { response: { 200: HealthReply } },
  exposeHeadRoute: true,
};

/** `GET /healthz` (the process answers) and `GET /readyz` (it can serve; 503 with the reason where it cannot). */
const healthRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });

  app.get('/healthz', { ...options, config: ALWAYS_ANSWERED }, async () => ({
    status: 'alive' as const,
  }));

  app.get('/readyz', options, async () => {
    await app.readiness();
    return { status: 'ready' as const };
  });
};

export default healthRoutes;
