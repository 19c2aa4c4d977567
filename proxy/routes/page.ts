import type { FastifyPluginAsync } from 'fastify';
import { ROUTES } from '../../shared/routes.ts';
import { homePage, preferredLanguage } from '../pages/pages.ts';

/** `GET /`: a page without scripts that says how a sign-in ended. */
const pageRoute: FastifyPluginAsync = async (app) => {
  app.get(ROUTES.page, { exposeHeadRoute: true }, async (request, reply) => {
    const language = preferredLanguage(request.headers['accept-language']);
    const { searchParams } = new URL(request.url, 'http://page.invalid');
    return reply
      .header('cache-control', 'no-store')
      .header('vary', 'Accept-Language')
      .header('content-language', language)
      .type('text/html; charset=utf-8')
      .send(homePage(searchParams, language));
  });
};

export default pageRoute;
