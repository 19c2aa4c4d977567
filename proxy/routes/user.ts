import { hash } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TopUpReply, UserInfoReply } from '../../shared/replies.ts';
import { ROUTES } from '../../shared/routes.ts';
import type { AccountSnapshot } from '../account/accounts.ts';
import type { Session } from '../auth/sessions.ts';
import { ProxyError } from '../errors/proxy-error.ts';
import { accountSlotHeader } from '../http/openapi-requests.ts';
import { described, emptyResponse, errorResponses } from '../http/openapi-responses.ts';

/** @throws {ProxyError} `not_authenticated` if the request has no cookie of a live session */
async function requireSession(request: FastifyRequest): Promise<Session> {
  const { sessionId: id } = request;
  const session = id && (await request.server.services.sessions.find(id));
  if (!session) throw new ProxyError('not_authenticated');
  return session;
}

/** A weak validator of everything except `as_of` (RFC 9110 section 8.8.1), which is the last member of the body. */
function entityTag(body: string): string {
  const account = body.slice(0, body.lastIndexOf(','));
  return `W/"${hash('sha256', account, 'base64url').slice(0, 22)}"`;
}

/** Compares an `If-None-Match` header with a tag, weakly (RFC 9110 section 13.1.2). */
function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  const opaque = tag.replace(/^W\//, '');
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === opaque);
}

const ETAG = 'Changes with everything except `as_of`; for `If-None-Match`.';

const FAILURES = errorResponses(
  'bad_request',
  'not_authenticated',
  'reauth_required',
  'forbidden',
  'rate_limited',
  'platform_error',
  'platform_unavailable',
  'platform_misconfigured',
  'store_unavailable',
  'overloaded',
  'platform_timeout',
);

const USER_INFO = {
  summary: 'The account and its balance',
  security: [{ session: [], csrf: [] }],
  headers: accountSlotHeader,
  response: {
    200: {
      ...described(
        UserInfoReply,
        'The known fields of the account. Optional fields are absent if the platform does not send them or they cannot be read.',
      ),
      headers: { ETag: { type: 'string', description: ETAG } },
    },
    304: emptyResponse('Unchanged as of `Date`.', {
      ETag: ETAG,
      Age: 'Seconds since the response was current.',
    }),
    ...FAILURES,
  },
};

const TOP_UP = {
  summary: 'The page of the platform for adding credit',
  security: [{ session: [], csrf: [] }],
  headers: accountSlotHeader,
  response: {
    200: described(TopUpReply, 'An https address without credentials in it.'),
    ...FAILURES,
  },
};

/** `GET /api/user/info` and `GET /api/user/topup`. */
export const userRoutes: FastifyPluginAsyncTypebox = async (app) => {
  /** The response for a snapshot is built once, however often the snapshot is served. */
  const responses = new WeakMap<AccountSnapshot, ReturnType<typeof buildResponse>>();

  function buildResponse(snapshot: AccountSnapshot, serialize: (reply: UserInfoReply) => string) {
    const { account, takenAt } = snapshot;
    const body = serialize({ ...account, as_of: Math.floor(takenAt / 1000) });
    const response = { tag: entityTag(body), body };
    responses.set(snapshot, response);
    return response;
  }

  app.get(ROUTES.userInfo, { schema: USER_INFO }, async (request, reply) => {
    const snapshot = await app.services.accounts.snapshot(await requireSession(request));
    const serialize = reply.getSerializationFunction('200') as (reply: UserInfoReply) => string;
    const { tag, body } = responses.get(snapshot) ?? buildResponse(snapshot, serialize);
    reply.header('etag', tag);
    if (matches(request.headers['if-none-match'], tag)) {
      // A 304 has no body, so `Date` carries the time of the snapshot. `Age` (RFC 9111 section 5.1) is for clients
      // whose clock differs from the clock of the proxy.
      const ageMs = Math.max(0, app.services.now() - snapshot.takenAt);
      reply.header('date', new Date(snapshot.takenAt).toUTCString());
      reply.header('age', String(Math.floor(ageMs / 1000)));
      (reply as FastifyReply).code(304).send();
    } else (reply as FastifyReply).type('application/json; charset=utf-8').send(body);
  });

  app.get(ROUTES.topUp, { schema: TOP_UP }, async (request) => {
    const session = await requireSession(request);
    return { topup_url: await app.services.accounts.topUpUrl(session) };
  });
};
