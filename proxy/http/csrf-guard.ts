import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { CSRF_HEADER, CSRF_VALUE } from '../../shared/routes.ts';
import { ProxyError } from '../errors/proxy-error.ts';
import type { Guard } from './guard.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Refuses requests that do not come from the extension. */
    csrfGuard: Guard;
  }
}

export interface CsrfGuardOptions {
  /** The origin of the proxy as browsers see it. */
  publicOrigin: string;
  /** Origins of the allowed extensions; undefined allows any extension. */
  extensionOrigins: readonly string[] | undefined;
}

const CSRF_HEADER_NAME = CSRF_HEADER.toLowerCase();

/** Values of `Sec-Fetch-Site` on requests of an extension: absent, `none` in Chromium, `same-origin` in Firefox. */
const ALLOWED_SITES = new Set([undefined, 'none', 'same-origin']);

/**
 * The CSRF defence (OAuth 2.0 for Browser-Based Applications, section 6.1.3.3): requires a header that no form and no
 * navigation can send, and refuses requests that the browser attributes to another site.
 */
export function isExtensionRequest(
  headers: FastifyRequest['headers'],
  { publicOrigin, extensionOrigins }: CsrfGuardOptions,
): boolean {
  const { origin } = headers;
  const isExtension = origin !== undefined && /^(chrome|moz)-extension:\/\/[^/]+$/.test(origin);
  const isAllowedExtension =
    isExtension && (extensionOrigins?.includes(origin.toLowerCase()) ?? true);
  return (
    headers[CSRF_HEADER_NAME] === CSRF_VALUE &&
    (origin === undefined || origin === publicOrigin || isAllowedExtension) &&
    ALLOWED_SITES.has(headers['sec-fetch-site'] as string | undefined) &&
    headers['sec-fetch-mode'] !== 'navigate'
  );
}

export default fp<CsrfGuardOptions>(async (app, options) => {
  app.decorate('csrfGuard', ({ headers }) =>
    isExtensionRequest(headers, options) ? undefined : new ProxyError('forbidden'),
  );
});
