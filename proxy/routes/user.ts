import { hash } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type PlatformAccount, TopUpReply, UserInfoReply } from '../../shared/replies.ts';
import { ROUTES } from '../../shared/routes.ts';
import type { AccountSnapshot } from '../account/accounts.ts';
import type { Session } from '../auth/sessions.ts';
import { ProxyError } from '../errors/proxy-error.ts';
import { described, emptyResponse, errorResponses } from '../http/openapi-responses.ts';

/** The session that the request's cookie opens; `not_authenticated` where it opens none. */
async function requireSession(request: FastifyRequest): Promise<Session> {
  const { sessionId: id } = request;
  const session = id && (await request.server.services.sessions.find(id));
  if (!session) throw new ProxyError('not_authenticated');
  return session;
}

/** A weak validator over everything but the time of reading (RFC 9110 section 8.8.1). */
function entityTag(account: PlatformAccount): string {
  return `W/"${hash('sha256', JSON.stringify(account), 'base64url').slice(0, 22)}"`;
}

/** Weak comparison of an `If-None-Match` header with a tag (RFC 9110 section 13.1.2). */
function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  const opaque = tag.replace(/^W\//, '');
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === opaque);
}

const ETAG = 'Names everything in the answer but `as_of`; for `If-None-Match`.';

const AGE = 'Seconds since the answer was current.';

const FAILURES = errorResponses(
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
  response: {
    200: {
      ...described(
        UserInfoReply,
        'As the platform describes it, its known fields alone. Optional fields are absent where the platform does not send them or they cannot be read.',
      ),
      headers: { ETag: { type: 'string', description: ETAG } },
    },
    304: emptyResponse('The same as what `If-None-Match` names, as of `Date`.', {
      ETag: ETAG,
      Age: AGE,
    }),
    ...FAILURES,
  },
};

const TOP_UP = {
  summary: 'The platform’s own page for adding credit',
  security: [{ session: [], csrf: [] }],
  response: {
    200: described(TopUpReply, 'An https address without credentials in it.'),
    ...FAILURES,
  },
};

/** What a reading is answered with, however often it is served. */
interface Told {
  tag: string;
  body: string;
}

/** `GET /api/user/info` and `GET /api/user/topup`. */
const userRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const toldOf = new WeakMap<AccountSnapshot, Told>();

  function tell(reading: AccountSnapshot, serialize: (reply: UserInfoReply) => string): Told {
    const { account, takenAt } = reading;
    const body = serialize({ ...account, as_of: Math.floor(takenAt / 1000) });
    const told = { tag: entityTag(account), body };
    toldOf.set(reading, told);
    return told;
  }

  app.get(ROUTES.userInfo, { schema: USER_INFO }, async (request, reply) => {
    const reading = await app.services.accounts.read(await requireSession(request));
    const serialize = reply.getSerializationFunction('200') as (reply: UserInfoReply) => string;
    const { tag, body } = toldOf.get(reading) ?? tell(reading, serialize);
    reply.header('etag', tag);
    if (matches(request.headers['if-none-match'], tag)) {
      // The same as of `Date`: a reading that is served again says when it was taken. `Age` (RFC 9111 section
      // 5.1) says how long ago that was, for clients whose clock differs from ours.
      const age = Math.max(0, app.services.now() - reading.takenAt);
      reply.header('date', new Date(reading.takenAt).toUTCString());
      reply.header('age', String(Math.floor(age / 1000)));
      return (reply as FastifyReply).code(304).send();
    }
    return (reply as FastifyReply).type('application/json; charset=utf-8').send(body);
  });

  app.get(ROUTES.topUp, { schema: TOP_UP }, async (request) => {
    const session = await requireSession(request);
    return { topup_url: await app.services.accounts.topUpUrl(session) };
  });
};

export default userRoutes;
