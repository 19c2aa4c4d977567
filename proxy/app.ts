import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { CSRF_HEADER } from '../shared/routes.ts';
import type { MasterKey } from './auth/master-keys.ts';
import type { Binding } from './auth/platform-binding.ts';
import type { Config } from './config/config.ts';
import { ProxyError } from './errors/proxy-error.ts';
import cookies, { sessionCookieName } from './http/cookies.ts';
import csrfGuard from './http/csrf-guard.ts';
import drain from './http/drain.ts';
import errorReplies from './http/error-handler.ts';
import { createServer, type LoggerOptions } from './http/fastify-server.ts';
import httpRules from './http/http-rules.ts';
import apiDescription from './http/openapi.ts';
import overload, { type OverloadLimits } from './http/overload.ts';
import rateLimits from './http/rate-limits.ts';
import readiness from './http/readiness.ts';
import requestId, { requestIds } from './http/request-id.ts';
import requestLog from './http/request-log.ts';
import securityHeaders from './http/security-headers.ts';
import servicesPlugin, { type Services } from './http/services.ts';
import type { RequestObserver } from './observability/observer.ts';
import aboutRoute from './routes/about.ts';
import healthRoutes from './routes/health.ts';
import descriptionRoute from './routes/openapi.ts';
import pageRoute from './routes/page.ts';
import signInRoutes, { LOGIN_LIFETIME } from './routes/sign-in.ts';
import signOutRoute from './routes/sign-out.ts';
import userRoutes from './routes/user.ts';

export interface AppOptions {
  settings: Config;
  masterKeys: readonly MasterKey[];
  /** The platform and the client of new sign-ins. */
  binding: Binding;
  services: Services;
  version: string;
  /** Milliseconds for which requests are still taken while the proxy shuts down. */
  drain: number;
  /** From when on requests are refused; undefined for never. */
  overload: OverloadLimits | undefined;
  /** In which a whole request must arrive; 30 seconds, unless set. */
  requestTimeoutMs?: number | undefined;
  onRequestDone: RequestObserver;
  logger: LoggerOptions;
}

/** What decides over the answer to a call of the extension. */
const API_VARY = ['Cookie', 'Origin', 'Sec-Fetch-Site', 'Sec-Fetch-Mode', CSRF_HEADER];

/** An `onRequest` hook for answers that are kept nowhere and depend on these request headers. */
function personal(...names: string[]): onRequestHookHandler {
  const vary = names.join(', ');
  return (_request, reply, done) => {
    reply.header('cache-control', 'no-store').header('vary', vary);
    done();
  };
}

/** The proxy as a Fastify app that does not listen yet. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { settings, masterKeys, binding, services, version, logger, onRequestDone } = options;
  const { origin: publicOrigin, protocol } = new URL(settings.redirectUri);
  const secure = protocol === 'https:';
  const newRequestId = requestIds(services.randomBytes);
  const app = createServer({
    settings,
    logger,
    newRequestId,
    requestTimeoutMs: options.requestTimeoutMs,
    onRequestDone,
  });

  await app.register(errorReplies);
  await app.register(requestId);
  await app.register(requestLog, { onDone: onRequestDone });
  await app.register(drain, { drain: options.drain });
  await app.register(securityHeaders, {
    // RFC 6797 section 7.2: never over plain http.
    hstsMaxAgeSeconds: secure ? settings.hstsMaxAgeSeconds : 0,
  });
  await app.register(httpRules);
  await app.register(overload, { limits: options.overload, now: services.now });
  await app.register(cookies, {
    secure,
    masterKeys,
    binding,
    sessionMaxMs: settings.sessionMaxMs,
    loginLifetime: LOGIN_LIFETIME,
    now: services.now,
  });
  await app.register(rateLimits, { signIn: settings.rateLimitSignIn, api: settings.rateLimitApi });
  await app.register(csrfGuard, { publicOrigin, extensionOrigins: settings.extensionOrigins });
  await app.register(servicesPlugin, { services });
  await app.register(readiness);

  const description = { version, publicOrigin, sessionCookieName: sessionCookieName(secure) };
  await app.register(apiDescription, description);
  await app.register(descriptionRoute);
  await app.register(pageRoute);
  await app.register(healthRoutes);
  await app.register(async (signIn) => {
    signIn.addHook('onRequest', personal('Cookie'));
    signIn.addHook('onRequest', app.rateLimits.signIn);
    await signIn.register(signInRoutes);
  });
  await app.register(async (signOut) => {
    signOut.addHook('onRequest', personal(...API_VARY));
    signOut.addHook('onRequest', app.csrfGuard);
    signOut.addHook('onRequest', app.rateLimits.signOut);
    await signOut.register(signOutRoute);
  });
  await app.register(async (api) => {
    api.addHook('onRequest', personal(...API_VARY));
    api.addHook('onRequest', app.csrfGuard);
    api.addHook('onRequest', app.rateLimits.api);
    await api.register(aboutRoute, { version, platformUrl: settings.platformUrl });
    await api.register(userRoutes);
    api.all('/api/*', { schema: { hide: true } }, async () => {
      throw new ProxyError('not_found');
    });
  });
  return app;
}
