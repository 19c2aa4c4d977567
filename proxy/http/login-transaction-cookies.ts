import { createHash } from 'node:crypto';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LoginTransaction } from '../auth/login-transaction.ts';
import type { CookieSeal } from './cookie-encryption.ts';

/**
 * A valid cookie name (RFC 6265 section 4.1.1). Other sites of the same domain can set cookies with any name, and a
 * cookie with an invalid name cannot be cleared.
 */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

export type LoginCookies = ReturnType<typeof createLoginCookies>;

/**
 * Each login transaction has its own cookie, so that parallel sign-ins do not overwrite each other.
 * @param attributes `maxAge` in seconds
 */
export function createLoginCookies(
  seal: CookieSeal,
  prefix: string,
  attributes: CookieSerializeOptions,
) {
  const nameFor = (state: string) =>
    prefix + createHash('sha256').update(state).digest('base64url').slice(0, 16);

  const open = (sealed: string | undefined) =>
    seal.open(sealed ?? '')?.content as LoginTransaction | undefined;

  return {
    /** All login transactions of the request by cookie name; undefined for cookies that do not open. */
    all(request: FastifyRequest) {
      const ours = Object.entries(request.cookies).filter(
        ([name]) => name.startsWith(prefix) && TOKEN.test(name),
      );
      return new Map(ours.map(([name, sealed]) => [name, open(sealed)]));
    },
    /** The transaction whose cookie is named after this state. The caller must compare the state itself. */
    find: (request: FastifyRequest, state: string) => open(request.cookies[nameFor(state)]),
    set(reply: FastifyReply, transaction: LoginTransaction): void {
      reply.setCookie(nameFor(transaction.state), seal.seal({ ...transaction }), attributes);
    },
    clear(reply: FastifyReply, name: string): void {
      const { maxAge: _, ...rest } = attributes;
      reply.clearCookie(name, rest);
    },
    nameFor,
  };
}
