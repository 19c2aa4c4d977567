import swagger from '@fastify/swagger';
import Fastify, { type RouteOptions } from 'fastify';
import { SLOT_HEADER } from '../../shared/account-slots.ts';
import { CSRF_HEADER, CSRF_VALUE } from '../../shared/routes.ts';
import { SCHEMA_CONTROLLER } from './route-schemas.ts';

export type DescribedRoute = Pick<RouteOptions, 'method' | 'url' | 'schema'>;

export interface OpenapiOptions {
  version: string;
  /** The origin of the proxy as browsers see it. */
  publicOrigin: string;
  sessionCookieName: string;
}

const DESCRIPTION = `The API of a Balance Companion proxy: the balance of an account on the platform, and the address
where it is topped up. A browser signs in at \`/auth/oauth/start\`; the proxy keeps the tokens, and the browser a session cookie.

Every request to \`/api/…\` and \`/auth/logout\` carries the header \`${CSRF_HEADER}: ${CSRF_VALUE}\`. Without it, from a navigation, or from
another site, according to \`Origin\` and \`Sec-Fetch-Site\`, the response is 403. There is no CORS: in a browser an extension needs
the permission for this host. A browser can hold ten sessions, each in an account slot of its own, which \`${SLOT_HEADER}\`
selects. Errors are \`{error, message}\`: a stable code, and a sentence for the user.`;

/** Returns the description of these routes (OpenAPI 3.1), made from the schemas that write their responses. */
export async function describeRoutes(
  routes: readonly DescribedRoute[],
  { version, publicOrigin, sessionCookieName }: OpenapiOptions,
): Promise<string> {
  const app = Fastify({ exposeHeadRoutes: false, schemaController: SCHEMA_CONTROLLER });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Balance Companion proxy',
        version,
        description: DESCRIPTION,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: publicOrigin }],
      components: {
        securitySchemes: {
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: sessionCookieName,
            description:
              'Set at the end of a sign-in to slot 0. Opaque to clients. The cookie of slot N above 0 has `_N` after this name.',
          },
          csrf: {
            type: 'apiKey',
            in: 'header',
            name: CSRF_HEADER,
            description: `Always \`${CSRF_VALUE}\`: a header that no form and no navigation can send.`,
          },
        },
      },
    },
  });
  for (const route of routes) app.route({ ...route, handler: () => {} });
  await app.ready();
  return JSON.stringify(app.swagger(), null, 2);
}
