import fp from 'fastify-plugin';
import { STYLE_HASH } from './pages/style.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** For responses that no hook sees, for example when the request path is malformed. */
    securityHeaders: Readonly<Record<string, string>>;
  }
}

/**
 * The headers that helmet 8 sets, with a policy that allows no scripts, no frames and no forms. No referrer is sent
 * because the URL of the callback contains the authorization code (RFC 6749 section 3.1.2.5).
 */
const SECURITY_HEADERS = {
  'content-security-policy': `default-src 'none';style-src '${STYLE_HASH}';img-src data:;base-uri 'none';form-action 'none';frame-ancestors 'none'`,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};

/**
 * Adds the security headers to every response. `hstsMaxAgeSeconds` is the `max-age` in `Strict-Transport-Security`
 * (RFC 6797 section 6.1.1); 0 sends no such header.
 */
export default fp<{ hstsMaxAgeSeconds: number }>(async (app, { hstsMaxAgeSeconds }) => {
  const headers = {
    ...SECURITY_HEADERS,
    ...(hstsMaxAgeSeconds > 0 && {
      'strict-transport-security': `max-age=${hstsMaxAgeSeconds}`,
    }),
  };
  app.decorate('securityHeaders', headers);
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
});
