import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import fp from 'fastify-plugin';
import helmet from 'helmet';
import { STYLE_HASH } from './pages/pages.ts';

export interface SecurityHeadersOptions {
  /** Seconds for which browsers come to this host by https alone (RFC 6797 section 6.1.1); 0 sends no header. */
  hstsMaxAgeSeconds: number;
}

/** For the answers to requests that reach no plugin: their path could not be read. */
export const BARE_HEADERS = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** What the library puts into an answer. None of it depends on the request, so it is asked once. */
function securityHeaders({
  hstsMaxAgeSeconds: maxAge,
}: SecurityHeadersOptions): Record<string, string> {
  const answer = new ServerResponse(new IncomingMessage(new Socket()));
  const putInto = helmet({
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
    strictTransportSecurity: maxAge > 0 ? { maxAge, includeSubDomains: false } : false,
    frameguard: { action: 'deny' },
  });
  putInto(answer.req, answer, (error) => {
    if (error) throw error;
  });
  const headers = Object.entries(answer.getHeaders());
  return Object.fromEntries(headers.map(([name, value]) => [name, String(value)]));
}

/** Headers of every answer: no scripts, no framing, no referrer (RFC 6749 section 3.1.2.5), no CORS. */
export default fp<SecurityHeadersOptions>(
  async (app, options) => {
    const headers = securityHeaders(options);
    app.addHook('onRequest', (_request, reply, done) => {
      reply.headers(headers);
      done();
    });
  },
  { name: 'security-headers' },
);
