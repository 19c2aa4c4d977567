import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { DEFAULT_SLOT } from '../../shared/account-slots.ts';
import { type SessionId, toSessionId } from '../auth/session-id.ts';
import type { CookieSeal } from './cookie-encryption.ts';

export interface OpenedCookie {
  id: SessionId;
  /** The account slot for which the cookie was set. */
  slot: number;
  /** Whether a key other than the newest sealed it. */
  isOfOldKey: boolean;
}

/** About one megabyte. */
const MAX_CACHED_COOKIES = 2_000;

/** Time after which a cookie is opened again, which also checks its expiry date. */
const CACHE_TTL_MS = 60_000;

const TTL_RESOLUTION_MS = 1_000;

export type SessionCookies = ReturnType<typeof createSessionCookies>;

/**
 * Creates the cookies that carry the session ids, one for each account slot. Opened cookies are cached, because opening
 * one costs more than reading its session. The session itself is read from the store each time.
 * @param name the name of the first slot's cookie, the only one in version 0.1.0
 * @param attributes `maxAge` in seconds
 */
export function createSessionCookies(
  cookieSeal: CookieSeal,
  name: string,
  attributes: CookieSerializeOptions,
) {
  const cache = new LRUCache<string, OpenedCookie>({
    max: MAX_CACHED_COOKIES,
    ttl: CACHE_TTL_MS,
    // Otherwise the cache starts a timer for each millisecond in which it is used.
    ttlResolution: TTL_RESOLUTION_MS,
  });
  const nameFor = (slot: number) => (slot === DEFAULT_SLOT ? name : `${name}_${slot}`);

  /** Undefined if the cookie value cannot be opened. */
  function open(sealed: string): OpenedCookie | undefined {
    const cached = cache.get(sealed);
    if (cached) return cached;
    const { content, isOfOldKey = false } = cookieSeal.open(sealed) ?? {};
    if (typeof content?.id !== 'string') return undefined;
    const slot = typeof content.slot === 'number' ? content.slot : DEFAULT_SLOT;
    const opened = { id: toSessionId(content.id), slot, isOfOldKey };
    cache.set(sealed, opened);
    return opened;
  }

  /** Returns the cookie value for a session id. Version 0.1.0 opens that of the first slot. */
  const seal = (id: string, slot: number) =>
    cookieSeal.seal(slot === DEFAULT_SLOT ? { id } : { id, slot });

  const set = (reply: FastifyReply, id: string, slot: number) =>
    void reply.setCookie(nameFor(slot), seal(id, slot), attributes);

  return {
    name,
    open,
    seal,
    set,
    /**
     * The session id in the cookie of a slot; undefined if there is none that can be opened, or if it was set for
     * another slot. A cookie of an older key is sealed again with the newest one when it is used.
     */
    read(request: FastifyRequest, reply: FastifyReply, slot: number): SessionId | undefined {
      const sealed = request.cookies[nameFor(slot)];
      const opened = sealed === undefined ? undefined : open(sealed);
      if (opened?.slot !== slot) return undefined;
      if (opened.isOfOldKey) set(reply, opened.id.text, slot);
      return opened.id;
    },
    clear(reply: FastifyReply, slot: number): void {
      const sealed = reply.request.cookies[nameFor(slot)];
      if (sealed !== undefined) cache.delete(sealed);
      reply.clearCookie(nameFor(slot), attributes);
    },
    /** Removes expired entries from the cache of opened cookies. */
    forgetExpired: () => void cache.purgeStale(),
  };
}
