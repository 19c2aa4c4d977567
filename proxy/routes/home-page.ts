import type { FastifyPluginAsync } from 'fastify';
import { ROUTES } from '../../shared/routes.ts';
import { errorResponses } from '../http/openapi-responses.ts';
import { preferredLanguage } from '../http/pages/preferred-language.ts';
import { homePage } from '../http/pages/render-page.ts';

const schema = {
  summary: 'A page for users: what this address is, or how a sign-in ended',
  description:
    '`?login=success` or `?error=CODE` say how a sign-in ended. In English or Chinese, by `Accept-Language`.',
  response: {
    200: { description: 'HTML', content: { 'text/html': { schema: { type: 'string' } } } },
    ...errorResponses('overloaded'),
  },
};

/**
 * `GET /`: a page without scripts that says how a sign-in ended, or what runs at `publicOrigin`, the proxy's address.
 */
export const pageRoute: FastifyPluginAsync<{ publicOrigin: string }> = async (
  app,
  { publicOrigin },
) => {
  app.get(ROUTES.page, { schema, exposeHeadRoute: true }, async (request, reply) => {
    const language = preferredLanguage(request.headers['accept-language']);
    const { searchParams } = new URL(request.url, 'http://page.invalid');
    return reply
      .header('cache-control', 'no-store')
      .header('vary', 'Accept-Language')
      .header('content-language', language)
      .type('text/html; charset=utf-8')
      .send(homePage(searchParams, language, publicOrigin));
  });
};
