import swagger from '@fastify/swagger';
import fp from 'fastify-plugin';
import { CSRF_HEADER, CSRF_VALUE } from '../../shared/routes.ts';

export interface ApiDescriptionOptions {
  version: string;
  /** The proxy's own origin as browsers see it. */
  publicOrigin: string;
  sessionCookieName: string;
}

const DESCRIPTION = `What a program can ask of a Balance Companion proxy: an account's balance on the platform, and
where to top it up. A browser signs in at \`/auth/oauth/start\`; the proxy keeps the tokens, and the browser a session cookie.

Every call to \`/api/…\` and \`/auth/logout\` carries the header \`${CSRF_HEADER}: ${CSRF_VALUE}\`. Without it, from a navigation, or from
another site, as \`Origin\` and \`Sec-Fetch-Site\` tell, the answer is 403. There is no CORS: in a browser an extension needs
the permission for this host. Errors are \`{error, message}\`: a stable code, and a sentence for a person.`;

/**
 * Describes every route that is declared from here on (OpenAPI 3.1), from the very schemas by which the
 * answers are written, and serves the description.
 */
export default fp<ApiDescriptionOptions>(
  async (app, { version, publicOrigin, sessionCookieName }) => {
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
              description: 'Set at the end of a sign-in. Opaque, and for the browser alone.',
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
  },
  { name: 'api-description' },
);
