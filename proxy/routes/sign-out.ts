import type { FastifyPluginAsync } from 'fastify';
import { ROUTES } from '../../shared/routes.ts';

/** `POST /auth/logout`: the record is gone before the cookie is, so that a copy of the cookie opens nothing. */
const signOutRoute: FastifyPluginAsync = async (app) => {
  // Whatever body comes along is not read.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume();
    done(null);
  });

  app.post(ROUTES.signOut, async (request, reply) => {
    const id = request.session.get('id');
    if (id !== undefined) {
      const { accounts, sessions } = app.services;
      const session = await sessions.find(id);
      if (session) accounts.forget(session);
      await sessions.end(id);
    }
    request.session.delete();
    return reply.code(204).send();
  });
};

export default signOutRoute;
