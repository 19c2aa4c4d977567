import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import { type SessionId, toSessionId } from '../auth/session-id.ts';
import type { CookieSeal } from './cookie-encryption.ts';

export interface OpenedCookie {
  id: SessionId;
  /** Whether a key other than the newest sealed it. */
  isOfOldKey: boolean;
}

/** About one megabyte. */
const MAX_CACHED_COOKIES = 2_000;

/** Time after which a cookie is opened again, which also checks its expiry date. */
const CACHE_TTL_MS = 60_000;

export type SessionCookie = ReturnType<typeof createSessionCookie>;

/**
 * Creates the cookie that carries the session id and nothing else. Opened cookies are cached, because opening one costs more than reading its session. The
 * session itself is read from the store each time.
 * @param attributes `maxAge` in seconds
 */
export function createSessionCookie(
  seal: CookieSeal,
  name: string,
  attributes: CookieSerializeOptions,
) {
  const cache = new LRUCache<string, OpenedCookie>({ max: MAX_CACHED_COOKIES, ttl: CACHE_TTL_MS });
  return {
    name,
    /** Undefined if the cookie value cannot be opened. */
    open(sealed: string): OpenedCookie | undefined {
      const cached = cache.get(sealed);
      if (cached) return cached;
      const { content, isOfOldKey = false } = seal.open(sealed) ?? {};
      if (typeof content?.id !== 'string') return undefined;
      const opened = { id: toSessionId(content.id), isOfOldKey };
      cache.set(sealed, opened);
      return opened;
    },
    /** Returns the cookie value for a session id. */
    seal: (id: string) => seal.seal({ id }),
    set: (reply: FastifyReply, id: string) =>
      void reply.setCookie(name, seal.seal({ id }), attributes),
    clear(reply: FastifyReply): void {
      const sealed = reply.request.cookies[name];
      if (sealed !== undefined) cache.delete(sealed);
      reply.clearCookie(name, attributes);
    },
    /** Removes expired entries from the cache of opened cookies. */
    forgetExpired: () => void cache.purgeStale(),
  };
}
