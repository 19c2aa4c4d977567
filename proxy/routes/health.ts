import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { HealthReply } from '../../shared/replies.ts';
import { ProxyError } from '../errors/proxy-error.ts';

const options = {
  schema: { response: { 200: HealthReply } },
  exposeHeadRoute: true,
};

/** `GET /healthz` (the process answers) and `GET /readyz` (it can serve; 503 with the reason where it cannot). */
const healthRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });

  app.get('/healthz', options, async () => ({ status: 'alive' as const }));

  app.get('/readyz', options, async () => {
    const { oauth, sessions } = app.services;
    await sessions.check();
    if (oauth.credentialsRefused) throw new ProxyError('platform_misconfigured');
    return { status: 'ready' as const };
  });
};

export default healthRoutes;
