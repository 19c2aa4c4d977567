import cookie from '@fastify/cookie';
import fp from 'fastify-plugin';
import { LOGIN_LIFETIME_MS } from '../auth/login-transaction.ts';
import type { MasterKey } from '../auth/master-keys.ts';
import type { Binding } from '../auth/platform-binding.ts';
import type { SessionId } from '../auth/session-id.ts';
import { createSeals } from './cookie-encryption.ts';
import { createLoginCookies, type LoginCookies } from './login-transaction-cookies.ts';
import { createSessionCookie, type SessionCookie } from './session-cookie.ts';

declare module 'fastify' {
  interface FastifyInstance {
    loginCookies: LoginCookies;
    sessionCookie: SessionCookie;
  }

  interface FastifyRequest {
    /** The id in the session cookie; undefined if there is no cookie that can be opened. */
    sessionId: SessionId | undefined;
  }
}

export interface CookiesOptions {
  /** Whether browsers reach the proxy over https. If so, cookies are `Secure` and `__Host-` prefixed. */
  isSecure: boolean;
  masterKeys: readonly MasterKey[];
  /** The platform and client of new sign-ins. A login transaction with another binding does not open. */
  binding: Binding;
  /** Milliseconds until the session cookie expires in the browser. */
  sessionMaxMs: number;
}

/** Browsers keep no cookie for longer than 400 days (RFC 6265bis section 5.5). */
const MAX_COOKIE_AGE_SECONDS = 400 * 86_400;

/**
 * The session cookie is `SameSite=Strict`. The login-transaction cookies are `Lax`, because the callback is a navigation
 * from another site, on which `Strict` cookies are not sent.
 */
export default fp<CookiesOptions>(
  async (app, { isSecure, masterKeys, binding, sessionMaxMs }) => {
    const prefix = isSecure ? '__Host-' : '';
    const attributes = { path: '/', httpOnly: true, secure: isSecure };
    const maxAge = Math.min(MAX_COOKIE_AGE_SECONDS, Math.floor(sessionMaxMs / 1000));
    const loginMaxAge = LOGIN_LIFETIME_MS / 1000;
    await app.register(cookie);
    const seals = await createSeals(app, masterKeys, {
      session: { lifetimeSeconds: maxAge },
      login: { lifetimeSeconds: loginMaxAge, context: binding.toString('base64url') },
    });
    const sessionCookie = createSessionCookie(seals.session, `${prefix}balance_companion_session`, {
      ...attributes,
      sameSite: 'strict',
      maxAge,
    });
    const loginCookies = createLoginCookies(seals.login, `${prefix}balance_companion_login_`, {
      ...attributes,
      sameSite: 'lax',
      maxAge: loginMaxAge,
    });
    app.decorate('sessionCookie', sessionCookie);
    app.decorate('loginCookies', loginCookies);
    app.decorateRequest('sessionId', undefined);
    app.addHook('onRequest', (request, reply, done) => {
      const sealed = request.cookies[sessionCookie.name];
      const opened = sealed === undefined ? undefined : sessionCookie.open(sealed);
      request.sessionId = opened?.id;
      // A cookie is sealed again with the newest key when it is used.
      if (opened?.isOfOldKey) sessionCookie.set(reply, opened.id.text);
      done();
    });
  },
  { name: 'cookies' },
);
