import { createHash } from 'node:crypto';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CookieSeal } from './cookie-encryption.ts';

/** Milliseconds within which a login transaction must be completed. */
export const LOGIN_LIFETIME_MS = 10 * 60_000;

/** What a login transaction needs between its start and its callback. */
export interface LoginTransaction {
  state: string;
  codeVerifier: string;
  /** Unix milliseconds. */
  startedAt: number;
  /** The hash (base64url) of the session that the browser had; the callback does not see its cookie. */
  replaces?: string | undefined;
}

/** Login transactions in cookies of their own, so that logins side by side never overwrite each other. */
export interface LoginCookies {
  /** Every transaction that the browser sent, by cookie name; undefined where a cookie holds none. */
  all(request: FastifyRequest): Map<string, LoginTransaction | undefined>;
  /** The transaction that goes by this state, as far as the cookie's name tells. */
  find(request: FastifyRequest, state: string): LoginTransaction | undefined;
  set(reply: FastifyReply, transaction: LoginTransaction): void;
  clear(reply: FastifyReply, name: string): void;
  nameFor(state: string): string;
}

/**
 * What a cookie's name is made of (RFC 6265 section 4.1.1). Another site of the same domain can plant a
 * cookie of any name, and one that is no token can be neither ours nor cleared.
 */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** @param attributes of every such cookie; `maxAge` in seconds. */
export function createLoginCookies(
  seal: CookieSeal,
  prefix: string,
  attributes: CookieSerializeOptions,
): LoginCookies {
  const nameFor = (state: string) =>
    prefix + createHash('sha256').update(state).digest('base64url').slice(0, 16);

  const open = (sealed: string | undefined) =>
    seal.open(sealed ?? '')?.content as LoginTransaction | undefined;

  return {
    all(request) {
      const ours = Object.entries(request.cookies).filter(
        ([name]) => name.startsWith(prefix) && TOKEN.test(name),
      );
      return new Map(ours.map(([name, sealed]) => [name, open(sealed)]));
    },
    find: (request, state) => open(request.cookies[nameFor(state)]),
    set(reply, transaction) {
      reply.setCookie(nameFor(transaction.state), seal.seal({ ...transaction }), attributes);
    },
    clear(reply, name) {
      const { maxAge: _, ...rest } = attributes;
      reply.clearCookie(name, rest);
    },
    nameFor,
  };
}
