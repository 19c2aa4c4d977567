import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { LRUCache } from 'lru-cache';
import { ProxyError } from '../errors/proxy-error.ts';
import type { Guard } from './guard.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Refuse requests above the limit with `rate_limited`. */
    rateLimits: { signIn: Guard; signOut: Guard; api: Guard };
  }
}

export interface RateLimitsOptions {
  /** Sign-ins per minute and address, and separately sign-outs; 0 is off. */
  signIn: number;
  /** Requests per minute and session, or per address without a session; 0 is off. */
  api: number;
}

const MINUTE_MS = 60_000;

/** Sessions or addresses that one limit counts. With more, the one that was idle for the longest time starts anew. */
const MAX_KEYS = 5_000;

function byAddress(request: FastifyRequest): string {
  return `address ${normalizeIP(request.ip)}`;
}

function bySession(request: FastifyRequest): string {
  const { sessionId } = request;
  return sessionId ? `session ${sessionId.key}` : byAddress(request);
}

/**
 * Allows `max` requests per key and minute. The counters of @fastify/rate-limit do the same, with four promises for
 * each request.
 */
function limit(max: number, keyOf: (request: FastifyRequest) => string): Guard {
  if (max === 0) return () => undefined;
  const minutes = new LRUCache<string, { startedAt: number; requests: number }>({ max: MAX_KEYS });
  return (request) => {
    const key = keyOf(request);
    const now = performance.now();
    let minute = minutes.get(key);
    if (!minute || now >= minute.startedAt + MINUTE_MS) {
      minute = { startedAt: now, requests: 0 };
      minutes.set(key, minute);
    }
    minute.requests += 1;
    if (minute.requests <= max) return undefined;
    const retryAfterSeconds = Math.ceil((minute.startedAt + MINUTE_MS - now) / 1000);
    return new ProxyError('rate_limited', { retryAfterSeconds });
  };
}

export default fp<RateLimitsOptions>(
  async (app, { signIn, api }) => {
    app.decorate('rateLimits', {
      signIn: limit(signIn, byAddress),
      // Counted separately: any page can start sign-ins in the background, which must not prevent a sign-out.
      signOut: limit(signIn, byAddress),
      api: limit(api, bySession),
    });
  },
  { name: 'rate-limits', dependencies: ['cookies'] },
);
