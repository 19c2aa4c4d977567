import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { ProxyError } from '../errors/proxy-error.ts';

type RequestHook = (request: FastifyRequest) => Promise<void>;

declare module 'fastify' {
  interface FastifyInstance {
    /** `onRequest` hooks that refuse requests above the limit with `rate_limited`. */
    rateLimits: { signIn: RequestHook; signOut: RequestHook; api: RequestHook };
  }
}

export interface RateLimitsOptions {
  /** Sign-ins per minute and address, and separately sign-outs; 0 is off. */
  signIn: number;
  /** Requests per minute and session, or per address without a session; 0 is off. */
  api: number;
}

const MINUTE_MS = 60_000;

function byAddress(request: FastifyRequest): string {
  return `address ${normalizeIP(request.ip)}`;
}

function bySession(request: FastifyRequest): string {
  const { sessionId } = request;
  return sessionId ? `session ${sessionId.key}` : byAddress(request);
}

export default fp<RateLimitsOptions>(
  async (app, { signIn, api }) => {
    await app.register(rateLimit, { global: false });

    const limit = (max: number, keyGenerator: (request: FastifyRequest) => string): RequestHook => {
      if (max === 0) return async () => {};
      const count = app.createRateLimit({ max, timeWindow: MINUTE_MS, keyGenerator });
      return async (request) => {
        const counted = await count(request);
        if (counted.isAllowed || !counted.isExceeded) return;
        throw new ProxyError('rate_limited', {
          retryAfterSeconds: Math.max(1, counted.ttlInSeconds),
        });
      };
    };
    app.decorate('rateLimits', {
      signIn: limit(signIn, byAddress),
      // Counted separately: any page can start sign-ins in the background, which must not prevent a sign-out.
      signOut: limit(signIn, byAddress),
      api: limit(api, bySession),
    });
  },
  { name: 'rate-limits', dependencies: ['cookies'] },
);
