import Fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify';
import { ProxyError } from './errors/proxy-error.ts';
import cookies from './plugins/cookies.ts';
import drain from './plugins/drain.ts';
import errorReplies, { replyWithError } from './plugins/error-replies.ts';
import ownCallsOnly from './plugins/own-calls-only.ts';
import rateLimits from './plugins/rate-limits.ts';
import requestLog from './plugins/request-log.ts';
import securityHeaders from './plugins/security-headers.ts';
import servicesPlugin, { type Services } from './plugins/services.ts';
import aboutRoute from './routes/about.ts';
import healthRoutes from './routes/health.ts';
import pageRoute from './routes/page.ts';
import signInRoutes, { LOGIN_LIFETIME } from './routes/sign-in.ts';
import signOutRoute from './routes/sign-out.ts';
import userRoutes from './routes/user.ts';
import type { MasterKey } from './session/master-keys.ts';
import type { Settings } from './settings/settings.ts';

export interface AppOptions {
  settings: Settings;
  masterKeys: readonly MasterKey[];
  services: Services;
  version: string;
  /** Milliseconds for which requests are still taken while the proxy shuts down. */
  drain: number;
  logger: FastifyServerOptions['logger'];
}

/** What the answers under `/api/` depend on (RFC 9110 section 12.5.5). */
const API_VARY = 'Cookie, Origin, Sec-Fetch-Site, Sec-Fetch-Mode, X-CSRF';

/** The proxy as a Fastify app that does not listen yet. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { settings, masterKeys, services, version, logger } = options;
  const publicOrigin = settings.redirectUri.origin;
  const secure = settings.redirectUri.protocol === 'https:';
  const app: FastifyInstance = Fastify({
    logger: logger ?? false,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: settings.trustProxy.length > 0 ? settings.trustProxy : false,
    exposeHeadRoutes: false,
    // A request that arrives while the proxy shuts down is answered, not refused.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    bodyLimit: 16 * 1024,
    requestTimeout: 30_000,
    https: settings.tls ?? null,
    frameworkErrors: (error, request, reply) => {
      replyWithError(request, reply, error);
    },
  } as FastifyServerOptions) as unknown as FastifyInstance;

  await app.register(errorReplies);
  await app.register(requestLog);
  await app.register(drain, { drain: options.drain });
  await app.register(securityHeaders, { secure });
  await app.register(cookies, {
    secure,
    masterKeys,
    sessionMax: settings.sessionMax,
    loginLifetime: LOGIN_LIFETIME,
  });
  await app.register(rateLimits, { signIn: settings.rateLimitSignIn, api: settings.rateLimitApi });
  await app.register(ownCallsOnly, { publicOrigin, extensionOrigins: settings.extensionOrigins });
  await app.register(servicesPlugin, { services });

  await app.register(pageRoute);
  await app.register(healthRoutes);
  await app.register(async (signIn) => {
    signIn.addHook('onRequest', app.rateLimits.signIn);
    signIn.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store').header('vary', 'Cookie');
    });
    await signIn.register(signInRoutes);
    await signIn.register(async (signOut) => {
      signOut.addHook('onRequest', app.ownCallsOnly);
      await signOut.register(signOutRoute);
    });
  });
  await app.register(async (api) => {
    api.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store').header('vary', API_VARY);
    });
    api.addHook('onRequest', app.ownCallsOnly);
    api.addHook('onRequest', app.rateLimits.api);
    await api.register(aboutRoute, { version, platformUrl: settings.platformUrl });
    await api.register(userRoutes);
    api.all('/api/*', async () => {
      throw new ProxyError('not_found');
    });
  });
  return app;
}
