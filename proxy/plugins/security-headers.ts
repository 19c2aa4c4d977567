import helmet from '@fastify/helmet';
import fp from 'fastify-plugin';
import { STYLE_HASH } from '../pages/pages.ts';

export interface SecurityHeadersOptions {
  /** Whether browsers reach the proxy over https. */
  secure: boolean;
}

/** For the answers to requests that reach no plugin: their path could not be read. */
export const BARE_HEADERS = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Headers of every answer: no scripts, no framing, no referrer (RFC 6749 section 3.1.2.5), no CORS. */
export default fp<SecurityHeadersOptions>(
  async (app, { secure }) => {
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          styleSrc: [`'${STYLE_HASH}'`],
          imgSrc: ['data:'],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      referrerPolicy: { policy: 'no-referrer' },
      strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
      frameguard: { action: 'deny' },
    });
  },
  { name: 'security-headers' },
);
