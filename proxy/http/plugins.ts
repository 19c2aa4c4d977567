import type { FastifyInstance } from 'fastify';
import type { MasterKeys } from '../auth/master-keys.ts';
import type { Binding } from '../auth/platform-binding.ts';
import type { Config } from '../config/config.ts';
import type { RequestObserver } from '../observability/observer.ts';
import cookies from './cookies.ts';
import csrfGuard from './csrf-guard.ts';
import drain from './drain-requests.ts';
import errorHandler from './error-handler.ts';
import httpRules from './http-rules.ts';
import openapi from './openapi.ts';
import overload, { type OverloadLimits } from './overload.ts';
import rateLimits from './rate-limits.ts';
import readiness from './readiness.ts';
import requestId from './request-id.ts';
import requestLog from './request-log.ts';
import securityHeaders from './security-headers.ts';
import type { Services } from './services.ts';

export interface PluginOptions {
  config: Config;
  masterKeys: MasterKeys;
  /** The platform and the client of new sign-ins. */
  binding: Binding;
  services: Services;
  version: string;
  /** Milliseconds during which a proxy that shuts down still accepts requests. */
  drainMs: number;
  /** The limits above which requests are refused; none by default. */
  overload?: OverloadLimits | undefined;
  onRequestDone: RequestObserver;
}

/** Registers what every route relies on. Hooks run in this order: a refused request reaches no later plugin. */
export async function registerPlugins(app: FastifyInstance, options: PluginOptions): Promise<void> {
  const { config, masterKeys, binding, services, version } = options;
  const { origin: publicOrigin, protocol } = new URL(config.redirectUri);
  const isSecure = protocol === 'https:';
  await app.register(errorHandler);
  await app.register(requestId);
  await app.register(requestLog, { onDone: options.onRequestDone });
  await app.register(drain, { drainMs: options.drainMs });
  await app.register(securityHeaders, {
    // RFC 6797 section 7.2: never over plain http.
    hstsMaxAgeSeconds: isSecure ? config.hstsMaxAgeSeconds : 0,
  });
  await app.register(httpRules);
  await app.register(overload, { limits: options.overload, now: services.now });
  await app.register(cookies, {
    isSecure,
    masterKeys,
    binding,
    sessionMaxMs: config.sessionMaxMs,
  });
  await app.register(rateLimits, { signIn: config.rateLimitSignIn, api: config.rateLimitApi });
  await app.register(csrfGuard, { publicOrigin, extensionOrigins: config.extensionOrigins });
  app.decorate('services', services);
  await app.register(readiness);
  await app.register(openapi, {
    version,
    publicOrigin,
    sessionCookieName: app.sessionCookies.name,
  });
}
