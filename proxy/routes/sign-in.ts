import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DEFAULT_SLOT, SLOT_PATTERN } from '../../shared/account-slots.ts';
import { isLoginError, type LoginError } from '../../shared/login-outcomes.ts';
import { ROUTES } from '../../shared/routes.ts';
import * as Type from '../../shared/schema.ts';
import {
  hasState,
  isAlive,
  LOGIN_LIFETIME_MS,
  type LoginTransaction,
  startLoginTransaction,
} from '../auth/login-transaction.ts';
import { describeFailure } from '../http/failure-log.ts';
import { described, emptyResponse, errorResponses } from '../http/openapi-responses.ts';
import { PlatformError } from '../platform/errors/platform-error.ts';
import { toProxyError } from '../platform/errors/to-proxy-error.ts';

/** Parallel login transactions of one browser. A new one replaces the oldest. */
const MAX_TRANSACTIONS = 10;

/**
 * Cookies that one response clears. Other sites of the same domain can set hundreds of cookies, and a response that
 * clears all of them would exceed the header limit of many reverse proxies.
 */
const MAX_CLEARED_COOKIES = 10;

/** Codes that only the proxy uses. If the platform sends one, it is an unknown code. */
const OWN_CODES = new Set<LoginError>(['missing_parameters', 'invalid_state']);

/** Returns the values of a parameter. Parameters without a value count as absent (RFC 6749 section 3.1). */
function valuesOf(query: URLSearchParams, name: string): string[] {
  return query.getAll(name).filter((value) => value !== '');
}

/** Returns the value of a parameter; undefined unless it occurs exactly once (RFC 6749 section 3.1). */
function single(query: URLSearchParams, name: string): string | undefined {
  const values = valuesOf(query, name);
  return values.length === 1 ? values[0] : undefined;
}

const START = {
  summary: 'Start a sign-in',
  description: 'For a browser, which is redirected to the platform. Valid for ten minutes.',
  querystring: Type.Object({
    slot: Type.Optional(
      Type.String({
        pattern: SLOT_PATTERN,
        description:
          'The account slot to sign in to; `0` by default. Other slots keep their sessions.',
      }),
    ),
    consent: Type.Optional(
      described(
        Type.Union([Type.String(), Type.Array(Type.String())]),
        'With `1`, the platform asks for consent although it may know the user, so that another user can sign in. Any other value counts as absent.',
      ),
    ),
  }),
  response: {
    302: emptyResponse('To the platform.', {
      Location: 'The authorization endpoint (RFC 6749 section 4.1.1).',
      'Set-Cookie': 'The login transaction.',
    }),
    ...errorResponses('bad_request', 'rate_limited', 'overloaded'),
  },
};

const CALLBACK = {
  summary: 'End a sign-in',
  description:
    'The platform redirects the browser here with `code` and `state`, or with `error` (RFC 6749 section 4.1.2).',
  response: {
    303: emptyResponse('To the page that shows the result.', {
      Location: '`/?login=success` or `/?error=CODE`.',
      'Set-Cookie': 'The session, if the sign-in succeeded.',
    }),
    ...errorResponses('rate_limited', 'overloaded'),
  },
};

/** `GET /auth/oauth/start` and `GET /oauth/callback`: the authorization code grant (RFC 6749 section 4.1). */
export const signInRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { loginCookies } = app;
  const { sessions, oauth, now, randomBytes } = app.services;

  function findTransaction(
    request: FastifyRequest,
    state: string | undefined,
  ): LoginTransaction | undefined {
    if (state === undefined) return undefined;
    const transaction = loginCookies.find(request, state);
    if (!transaction || !isAlive(transaction, now())) return undefined;
    return hasState(transaction, state) ? transaction : undefined;
  }

  /** Marks a transaction as used, for all processes: a copy of its cookie must not be accepted a second time. */
  const spend = ({ state }: LoginTransaction) => sessions.spend(state, LOGIN_LIFETIME_MS);

  app.get(ROUTES.signIn, { schema: START }, async (request, reply) => {
    const slot = Number(request.query.slot ?? DEFAULT_SLOT);
    const newestFirst = [...loginCookies.all(request)].sort(
      ([, one], [, other]) => (other?.startedAt ?? 0) - (one?.startedAt ?? 0),
    );
    const obsolete = newestFirst.filter(
      ([, one], index) => !one || !isAlive(one, now()) || index >= MAX_TRANSACTIONS - 1,
    );
    for (const [name] of obsolete.slice(0, MAX_CLEARED_COOKIES)) loginCookies.clear(reply, name);
    const replaced = app.sessionCookies.read(request, reply, slot);
    const replaces = replaced?.hash.toString('base64url');
    const transaction = startLoginTransaction(randomBytes, now(), slot, replaces);
    const url = await oauth.authorizationUrl(transaction, request.query.consent === '1');
    loginCookies.set(reply, transaction);
    return reply.redirect(url.href, 302);
  });

  /** Exchanges the code and starts the session, then ends the previous session of the slot. */
  async function signIn(
    query: URLSearchParams,
    transaction: LoginTransaction,
    reply: FastifyReply,
  ): Promise<void> {
    const tokens = await oauth.exchange(query, transaction, reply.request.ip);
    const { slot = DEFAULT_SLOT } = transaction;
    app.sessionCookies.set(reply, await sessions.start(tokens), slot);
    if (transaction.replaces === undefined) return;
    const replaced = Buffer.from(transaction.replaces, 'base64url');
    app.services.accounts.forget(replaced);
    await sessions.end(replaced).catch((error: unknown) => {
      reply.log.warn(describeFailure(toProxyError(error)), 'the replaced session was not removed');
    });
  }

  /** Completes a sign-in; returns undefined if it succeeded. */
  async function complete(
    query: URLSearchParams,
    transaction: LoginTransaction | undefined,
    reply: FastifyReply,
  ): Promise<LoginError | undefined> {
    try {
      if (valuesOf(query, 'error').length > 0) {
        if (transaction) await spend(transaction);
        const error = single(query, 'error');
        return isLoginError(error) && !OWN_CODES.has(error) ? error : 'server_error';
      }
      if (single(query, 'code') === undefined || single(query, 'state') === undefined) {
        return 'missing_parameters';
      }
      if (!transaction || !(await spend(transaction))) return 'invalid_state';
      await signIn(query, transaction, reply);
      return undefined;
    } catch (error) {
      reply.request.failure = toProxyError(error);
      return error instanceof PlatformError ? error.toLoginError() : 'server_error';
    }
  }

  app.get(ROUTES.callback, { schema: CALLBACK }, async (request, reply) => {
    const query = new URL(request.url, 'http://callback.invalid').searchParams;
    const transaction = findTransaction(request, single(query, 'state'));
    const error = await complete(query, transaction, reply);
    if (transaction) loginCookies.clear(reply, loginCookies.nameFor(transaction.state));
    return reply.redirect(error === undefined ? '/?login=success' : `/?error=${error}`, 303);
  });
};
