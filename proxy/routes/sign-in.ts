import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { isLoginError, type LoginError } from '../../shared/login-outcomes.ts';
import { ROUTES } from '../../shared/routes.ts';
import { PlatformFault } from '../platform/faults.ts';
import type { LoginTransaction } from '../plugins/cookies.ts';
import { toProxyError } from '../plugins/error-replies.ts';

/** Milliseconds that a login transaction is good for. */
export const LOGIN_LIFETIME = 10 * 60_000;

/** Login transactions that one browser may have side by side; the oldest make room for a new one. */
const MOST_TRANSACTIONS = 10;

/** Bytes of randomness in `state` and in the code verifier: 43 characters each (RFC 7636 section 4.1). */
const SECRET_LENGTH = 32;

/** Codes that only this proxy says; from the platform they would be unknown ones. */
const OWN_CODES = new Set<LoginError>(['missing_parameters', 'invalid_state']);

interface FoundTransaction extends LoginTransaction {
  cookieName: string;
}

/** The value of a parameter that came exactly once and not empty (RFC 6749 section 3.1). */
function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  return values.length === 1 && values[0] !== '' ? values[0] : undefined;
}

function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** `GET /auth/oauth/start` and `GET /oauth/callback`: the authorization code grant (RFC 6749 section 4.1). */
const signInRoutes: FastifyPluginAsync = async (app) => {
  const { sessions, oauth, now, randomBytes } = app.services;

  const cookieNameOf = (state: string) =>
    app.cookieNames.loginPrefix +
    createHash('sha256').update(state).digest('base64url').slice(0, 16);

  const isAlive = (transaction: LoginTransaction) => now() - transaction.startedAt < LOGIN_LIFETIME;

  function findTransaction(request: FastifyRequest, state: string): FoundTransaction | undefined {
    const cookieName = cookieNameOf(state);
    const transaction = app.loginCookies.read(request).get(cookieName);
    if (!transaction || !isAlive(transaction) || !sameText(transaction.state, state))
      return undefined;
    return { ...transaction, cookieName };
  }

  app.get(ROUTES.signIn, async (request, reply) => {
    const newestFirst = [...app.loginCookies.read(request)].sort(
      ([, one], [, other]) => (other?.startedAt ?? 0) - (one?.startedAt ?? 0),
    );
    for (const [index, [name, transaction]] of newestFirst.entries()) {
      const stays = transaction && isAlive(transaction) && index < MOST_TRANSACTIONS - 1;
      if (!stays) app.loginCookies.clear(reply, name);
    }
    const secrets = {
      state: randomBytes(SECRET_LENGTH).toString('base64url'),
      codeVerifier: randomBytes(SECRET_LENGTH).toString('base64url'),
    };
    const url = await oauth.authorizationUrl(secrets);
    app.loginCookies.write(reply, cookieNameOf(secrets.state), { ...secrets, startedAt: now() });
    return reply.redirect(url.href, 302);
  });

  /** Undefined when the user is signed in; else what to tell. */
  async function complete(
    query: URLSearchParams,
    transaction: FoundTransaction | undefined,
    request: FastifyRequest,
  ): Promise<LoginError | undefined> {
    if (query.has('error')) {
      const error = single(query, 'error');
      return isLoginError(error) && !OWN_CODES.has(error) ? error : 'server_error';
    }
    if (single(query, 'code') === undefined || single(query, 'state') === undefined) {
      return 'missing_parameters';
    }
    if (!transaction) return 'invalid_state';
    try {
      // Across restarts and processes: a transaction whose cookie was copied is still good for one exchange.
      if (!(await sessions.spend(transaction.state, LOGIN_LIFETIME))) return 'invalid_state';
      const tokens = await oauth.exchange(query, transaction);
      const previous = request.session.get('id');
      if (previous !== undefined) await sessions.end(previous);
      request.session.set('id', await sessions.start(tokens));
      return undefined;
    } catch (error) {
      request.failure = toProxyError(error);
      return error instanceof PlatformFault ? error.toLoginError() : 'server_error';
    }
  }

  app.get(ROUTES.callback, async (request, reply) => {
    const query = new URL(request.url, 'http://callback.invalid').searchParams;
    const state = single(query, 'state');
    const transaction = state === undefined ? undefined : findTransaction(request, state);
    const error = await complete(query, transaction, request);
    if (transaction) app.loginCookies.clear(reply, transaction.cookieName);
    return reply.redirect(error === undefined ? '/?login=success' : `/?error=${error}`, 303);
  });
};

export default signInRoutes;
