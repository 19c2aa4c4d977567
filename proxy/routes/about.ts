import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AboutReply, PRODUCT_NAME } from '../../shared/replies.ts';
import { ROUTES } from '../../shared/routes.ts';
import { described, errorResponses } from '../http/openapi-responses.ts';

const schema = {
  summary: 'Who answers here, and for which platform',
  security: [{ csrf: [] }],
  response: {
    200: described(AboutReply, 'Who answers.'),
    ...errorResponses('forbidden', 'rate_limited', 'overloaded'),
  },
};

/** `GET /api/about`: what the extension's connection check asks. */
const aboutRoute: FastifyPluginAsyncTypebox<{ version: string; platformUrl: string }> = async (
  app,
  { version, platformUrl },
) => {
  app.get(ROUTES.about, { schema }, async () => ({
    name: PRODUCT_NAME as typeof PRODUCT_NAME,
    version,
    platform_url: platformUrl,
  }));
};

export default aboutRoute;
