import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import { type SessionId, toSessionId } from '../auth/session-id.ts';
import type { CookieSeal } from './cookie-encryption.ts';

/** The cookie that carries a session's id, and nothing else. */
export interface SessionCookie {
  readonly name: string;
  /** What a cookie's value holds; undefined where it cannot be opened. */
  open(sealed: string): OpenedCookie | undefined;
  /** A cookie's value for an id. */
  seal(id: string): string;
  set(reply: FastifyReply, id: string): void;
  clear(reply: FastifyReply): void;
  /** Forgets the cookies that were opened too long ago to be believed unseen. */
  forgetExpired(): void;
}

export interface OpenedCookie {
  id: SessionId;
  /** Whether an older key than the newest sealed it. */
  isOfOldKey: boolean;
}

/** Cookies remembered at the most: about a megabyte. */
const MOST_COOKIES = 2_000;

/** Milliseconds after which a cookie is opened again, which also looks at the date in it. */
const BELIEVED = 60_000;

/**
 * Opens the cookies of requests, and remembers what it opened lately: opening one costs more than finding the
 * session that it names. Whether there still is such a session, the store says each time.
 * @param attributes of the cookie; `maxAge` in seconds
 * @param now Unix milliseconds
 */
export function createSessionCookie(
  seal: CookieSeal,
  name: string,
  attributes: CookieSerializeOptions,
  now: () => number,
): SessionCookie {
  const opened = new LRUCache<string, OpenedCookie & { openedAt: number }>({ max: MOST_COOKIES });

  const isOld = ({ openedAt }: { openedAt: number }) => {
    const age = now() - openedAt;
    // A clock that was put back must not keep anything for longer.
    return age < 0 || age >= BELIEVED;
  };

  return {
    name,
    open(sealed) {
      const known = opened.get(sealed);
      if (known && !isOld(known)) return known;
      opened.delete(sealed);
      const { content, isOfOldKey = false } = seal.open(sealed) ?? {};
      if (typeof content?.id !== 'string') return undefined;
      const cookie = { id: toSessionId(content.id), isOfOldKey, openedAt: now() };
      opened.set(sealed, cookie);
      return cookie;
    },
    seal: (id) => seal.seal({ id }),
    set: (reply, id) => void reply.setCookie(name, seal.seal({ id }), attributes),
    clear(reply) {
      const sealed = reply.request.cookies[name];
      if (sealed !== undefined) opened.delete(sealed);
      reply.clearCookie(name, attributes);
    },
    forgetExpired() {
      for (const [sealed, cookie] of opened) if (isOld(cookie)) opened.delete(sealed);
    },
  };
}
