import fp from 'fastify-plugin';
import { ProxyError } from '../errors/proxy-error.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Resolves if the proxy can serve requests; rejects with a {@link ProxyError} that names the reason otherwise. */
    readiness: () => Promise<void>;
  }
}

export default fp(
  async (app) => {
    app.decorate('readiness', async () => {
      const { oauth, sessions } = app.services;
      if (app.isShuttingDown()) throw new ProxyError('shutting_down');
      if (app.isOverloaded()) throw new ProxyError('overloaded');
      await sessions.check();
      if (oauth.credentialsRefused) throw new ProxyError('platform_misconfigured');
    });
  },
  { dependencies: ['drain', 'overload'], decorators: { fastify: ['services'] } },
);
