import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { SLOTS } from '../../shared/account-slots.ts';
import { SessionsReply } from '../../shared/replies.ts';
import { ROUTES } from '../../shared/routes.ts';
import { described, errorResponses } from '../http/openapi-responses.ts';

const schema = {
  summary: 'The account slots of this browser that have a session',
  security: [{ csrf: [] }],
  response: {
    200: described(
      SessionsReply,
      'Ascending. A session whose grant the platform has ended is left out.',
    ),
    ...errorResponses('forbidden', 'rate_limited', 'store_unavailable', 'overloaded'),
  },
};

/** `GET /api/sessions`: finds the accounts of a browser whose extension was installed again. */
export const sessionsRoute: FastifyPluginAsyncTypebox = async (app) => {
  app.get(ROUTES.sessions, { schema }, async (request, reply) => {
    const isSignedIn = async (slot: number) => {
      const id = app.sessionCookies.read(request, reply, slot);
      const session = id && (await app.services.sessions.find(id));
      return session !== undefined && session.tokens !== null;
    };
    const signedIn = await Promise.all(SLOTS.map(isSignedIn));
    return { slots: SLOTS.filter((slot) => signedIn[slot]) };
  });
};
