import type { FastifyInstance } from 'fastify';
import { SLOT_HEADER } from '../../shared/account-slots.ts';
import { CSRF_HEADER } from '../../shared/routes.ts';
import { ProxyError } from '../errors/proxy-error.ts';
import { personal } from '../http/guard.ts';
import { aboutRoute } from './about.ts';
import { healthRoutes } from './health.ts';
import { pageRoute } from './home-page.ts';
import { openapiRoute } from './openapi.ts';
import { sessionsRoute } from './sessions.ts';
import { signInRoutes } from './sign-in.ts';
import { signOutRoute } from './sign-out.ts';
import { userRoutes } from './user.ts';

/** The request headers that the response to a request of the extension depends on. */
const FETCH_METADATA = ['Sec-Fetch-Site', 'Sec-Fetch-Mode'];
const API_VARY = ['Cookie', 'Origin', ...FETCH_METADATA, CSRF_HEADER, SLOT_HEADER];

/** Registers every route with its guards, in the order of the checks. */
export async function registerRoutes(
  app: FastifyInstance,
  about: { version: string; platformUrl: string; publicOrigin: string },
): Promise<void> {
  await app.register(openapiRoute);
  await app.register(pageRoute, about);
  await app.register(healthRoutes);
  await app.register(async (signIn) => {
    signIn.addHook('onRequest', personal(['Cookie'], app.rateLimits.signIn));
    await signIn.register(signInRoutes);
  });
  await app.register(async (signOut) => {
    signOut.addHook('onRequest', personal(API_VARY, app.csrfGuard, app.rateLimits.signOut));
    await signOut.register(signOutRoute);
  });
  await app.register(async (api) => {
    api.addHook('onRequest', personal(API_VARY, app.csrfGuard, app.rateLimits.api));
    await api.register(aboutRoute, about);
    await api.register(sessionsRoute);
    await api.register(userRoutes);
    api.all('/api/*', { schema: { hide: true } }, async () => {
      throw new ProxyError('not_found');
    });
  });
}
