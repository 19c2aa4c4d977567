import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AboutReply, PRODUCT_NAME } from '../../shared/replies.ts';
import { ROUTES } from '../../shared/routes.ts';
import { described, errorResponses } from '../http/openapi-responses.ts';

const schema = {
  summary: 'The service at this address and its platform',
  security: [{ csrf: [] }],
  response: {
    200: described(AboutReply, 'The service.'),
    ...errorResponses('forbidden', 'rate_limited', 'overloaded'),
  },
};

/** `GET /api/about`: identifies the proxy when the extension checks an address. */
export const aboutRoute: FastifyPluginAsyncTypebox<{
  version: string;
  platformUrl: string;
}> = async (app, { version, platformUrl }) => {
  app.get(ROUTES.about, { schema }, async () => ({
    name: PRODUCT_NAME as typeof PRODUCT_NAME,
    version,
    platform_url: platformUrl,
  }));
};
