import type { FastifyPluginAsync } from 'fastify';
import { DEFAULT_SLOT } from '../../shared/account-slots.ts';
import { ROUTES } from '../../shared/routes.ts';
import { accountSlotHeader } from '../http/openapi-requests.ts';
import { emptyResponse, errorResponses } from '../http/openapi-responses.ts';

const schema = {
  summary: 'Sign out',
  security: [{ session: [], csrf: [] }],
  headers: accountSlotHeader,
  response: {
    204: emptyResponse('The session is over, or there was none.'),
    ...errorResponses(
      'bad_request',
      'forbidden',
      'rate_limited',
      'store_unavailable',
      'overloaded',
    ),
  },
};

/** `POST /auth/logout`: removes the session record before the cookie, so that a copy of the cookie is useless. */
export const signOutRoute: FastifyPluginAsync = async (app) => {
  // A request body is discarded, whatever its content type.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume();
    done(null);
  });
  app.addHook('onRequest', async (request) => {
    delete request.headers['content-type'];
  });

  app.post(ROUTES.signOut, { schema }, async (request, reply) => {
    const { sessionId, slot = DEFAULT_SLOT } = request;
    if (sessionId) {
      await app.services.sessions.end(sessionId.hash);
      app.services.accounts.forget(sessionId.hash);
    }
    app.sessionCookies.clear(reply, slot);
    return reply.code(204).send();
  });
};
