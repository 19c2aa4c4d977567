import fp from 'fastify-plugin';
import { ProxyError } from '../errors/proxy-error.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Resolves while the proxy can serve; else rejects with the {@link ProxyError} that says why not. */
    readiness: () => Promise<void>;
  }
}

/** Whether there is any use in sending requests here. */
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
  { name: 'readiness', dependencies: ['drain', 'overload', 'services'] },
);
