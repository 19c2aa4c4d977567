import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import fp from 'fastify-plugin';
import { CSRF_HEADER, CSRF_VALUE } from '../../shared/routes.ts';
import { ProxyError } from '../errors/proxy-error.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** An `onRequest` hook that refuses every call that is not the extension's own. */
    csrfGuard: onRequestHookHandler;
  }
}

export interface CsrfGuardOptions {
  /** The proxy's own origin as browsers see it. */
  publicOrigin: string;
  /** The extensions that may call; undefined for any. */
  extensionOrigins: readonly string[] | undefined;
}

/** As Node names it. */
const CSRF_HEADER_NAME = CSRF_HEADER.toLowerCase();

/** What a browser says of our own calls: nothing, `none` (Chromium's extensions) or `same-origin` (Firefox's). */
const OWN_SITES = new Set([undefined, 'none', 'same-origin']);

/**
 * The CSRF defence (OAuth 2.0 for Browser-Based Applications, section 6.1.3.3): a header that no form
 * or navigation can send, and no word from the browser that somebody else's page is asking.
 */
export function isExtensionRequest(
  headers: FastifyRequest['headers'],
  { publicOrigin, extensionOrigins }: CsrfGuardOptions,
): boolean {
  const { origin } = headers;
  const extension = origin !== undefined && /^(chrome|moz)-extension:\/\/[^/]+$/.test(origin);
  const allowedExtension = extension && (extensionOrigins?.includes(origin.toLowerCase()) ?? true);
  return (
    headers[CSRF_HEADER_NAME] === CSRF_VALUE &&
    (origin === undefined || origin === publicOrigin || allowedExtension) &&
    OWN_SITES.has(headers['sec-fetch-site'] as string | undefined) &&
    headers['sec-fetch-mode'] !== 'navigate'
  );
}

export default fp<CsrfGuardOptions>(
  async (app, options) => {
    app.decorate('csrfGuard', (request, _reply, done) => {
      done(isExtensionRequest(request.headers, options) ? undefined : new ProxyError('forbidden'));
    });
  },
  { name: 'csrf-guard' },
);
