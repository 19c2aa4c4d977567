import cookie from '@fastify/cookie';
import fp from 'fastify-plugin';
import type { MasterKey } from '../auth/master-keys.ts';
import type { Binding } from '../auth/platform-binding.ts';
import type { SessionId } from '../auth/session-id.ts';
import { createSeals } from './cookie-encryption.ts';
import {
  createLoginCookies,
  LOGIN_LIFETIME_MS,
  type LoginCookies,
} from './login-transaction-cookies.ts';
import { createSessionCookie, type SessionCookie } from './session-cookie.ts';

declare module 'fastify' {
  interface FastifyInstance {
    loginCookies: LoginCookies;
    sessionCookie: SessionCookie;
  }

  interface FastifyRequest {
    /** The id in the session cookie; undefined where there is none that can be opened. */
    sessionId: SessionId | undefined;
  }
}

export interface CookiesOptions {
  /** Whether browsers reach the proxy over https: then cookies are `Secure` and `__Host-` prefixed. */
  isSecure: boolean;
  masterKeys: readonly MasterKey[];
  /** Where sign-ins go now: the callback of one that was started elsewhere must not bring its code here. */
  binding: Binding;
  /** Milliseconds until the session cookie expires in the browser. */
  sessionMaxMs: number;
  /** Unix milliseconds. */
  now: () => number;
}

function prefixOf(secure: boolean): string {
  return secure ? '__Host-' : '';
}

/** The session cookie's name; `secure` where browsers reach the proxy over https. */
export function sessionCookieName(secure: boolean): string {
  return `${prefixOf(secure)}balance_companion_session`;
}

/** Browsers keep no cookie for longer than 400 days (RFC 6265bis section 5.5). */
const LONGEST_COOKIE_LIFE = 400 * 86_400;

/**
 * The session cookie (`Strict`) and the login-transaction cookies (`Lax`, or the callback would not see
 * them).
 */
export default fp<CookiesOptions>(
  async (app, { isSecure, masterKeys, binding, sessionMaxMs, now }) => {
    const attributes = { path: '/', httpOnly: true, secure: isSecure };
    const maxAge = Math.min(LONGEST_COOKIE_LIFE, Math.floor(sessionMaxMs / 1000));
    const loginMaxAge = LOGIN_LIFETIME_MS / 1000;
    await app.register(cookie);
    const seals = await createSeals(app, masterKeys, {
      session: { lifetime: maxAge },
      login: { lifetime: loginMaxAge, context: binding.toString('base64url') },
    });
    const sessionCookie = createSessionCookie(
      seals.session,
      sessionCookieName(isSecure),
      { ...attributes, sameSite: 'strict', maxAge },
      now,
    );
    const loginCookies = createLoginCookies(
      seals.login,
      `${prefixOf(isSecure)}balance_companion_login_`,
      {
        ...attributes,
        sameSite: 'lax',
        maxAge: loginMaxAge,
      },
    );
    app.decorate('sessionCookie', sessionCookie);
    app.decorate('loginCookies', loginCookies);
    app.decorateRequest('sessionId', undefined);
    app.addHook('onRequest', (request, reply, done) => {
      const sealed = request.cookies[sessionCookie.name];
      const opened = sealed === undefined ? undefined : sessionCookie.open(sealed);
      request.sessionId = opened?.id;
      // Cookies move to the newest key as they are used.
      if (opened?.isOfOldKey) sessionCookie.set(reply, opened.id.text);
      done();
    });
  },
  { name: 'cookies' },
);
