import type { FastifyPluginAsync } from 'fastify';
import { ROUTES } from '../../shared/routes.ts';
import { emptyResponse, errorResponses } from '../http/openapi-responses.ts';

const schema = {
  summary: 'Sign out',
  security: [{ session: [], csrf: [] }],
  response: {
    204: emptyResponse('Nobody is signed in any more, also where nobody was.'),
    ...errorResponses('forbidden', 'rate_limited', 'store_unavailable', 'overloaded'),
  },
};

/** `POST /auth/logout`: the record is gone before the cookie is, so that a copy of the cookie opens nothing. */
const signOutRoute: FastifyPluginAsync = async (app) => {
  // Whatever body comes along is not read, and whatever type it claims is not looked at.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume();
    done(null);
  });
  app.addHook('onRequest', async (request) => {
    delete request.headers['content-type'];
  });

  app.post(ROUTES.signOut, { schema }, async (request, reply) => {
    const { sessionId } = request;
    if (sessionId) {
      await app.services.sessions.end(sessionId.hash);
      app.services.accounts.forget(sessionId.hash);
    }
    app.sessionCookie.clear(reply);
    return reply.code(204).send();
  });
};

export default signOutRoute;
