import type { FastifyPluginAsync } from 'fastify';
import { errorResponses } from '../http/openapi-responses.ts';

const schema = {
  summary: 'This description',
  response: {
    200: {
      description: 'OpenAPI 3.1',
      content: { 'application/json': { schema: { type: 'object', additionalProperties: true } } },
    },
    ...errorResponses('overloaded'),
  },
};

/** `GET /openapi.json`: the description of this API. */
export const openapiRoute: FastifyPluginAsync = async (app) => {
  app.get('/openapi.json', { schema }, async (_request, reply) => {
    return reply
      .header('cache-control', 'no-cache')
      .type('application/json; charset=utf-8')
      .send(await app.describeRoutes());
  });
};
