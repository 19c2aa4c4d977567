import fp from 'fastify-plugin';
import type { DescribedRoute, OpenapiOptions } from './openapi-document.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Describes every route of the app (OpenAPI 3.1). */
    describeRoutes: () => Promise<string>;
  }
}

/** Remembers every route that is registered after this plugin. The description is made when it is first requested. */
export default fp<OpenapiOptions>(async (app, options) => {
  const routes: DescribedRoute[] = [];
  let text: Promise<string> | undefined;
  app.addHook('onRoute', ({ method, url, schema }) => {
    routes.push({ method, url, ...(schema && { schema }) });
  });
  app.decorate('describeRoutes', () => {
    text ??= import('./openapi-document.ts').then((module) =>
      module.describeRoutes(routes, options),
    );
    return text;
  });
});
