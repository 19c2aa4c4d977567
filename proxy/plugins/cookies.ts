import secureSession from '@fastify/secure-session';
import fp from 'fastify-plugin';
import { deriveKey, type MasterKey } from '../session/master-keys.ts';
import { createLoginCookies, type LoginCookies } from './login-cookies.ts';

declare module '@fastify/secure-session' {
  interface SessionData {
    id: string;
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    loginCookies: LoginCookies;
  }
}

export interface CookiesOptions {
  /** Whether browsers reach the proxy over https: then cookies are `Secure` and `__Host-` prefixed. */
  secure: boolean;
  masterKeys: readonly MasterKey[];
  /** Milliseconds until the session cookie expires in the browser. */
  sessionMax: number;
  /** Milliseconds until a login-transaction cookie expires in the browser. */
  loginLifetime: number;
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
 * them). Each kind has a key of its own: under one key they could stand in for each other.
 */
export default fp<CookiesOptions>(
  async (app, { secure, masterKeys, sessionMax, loginLifetime }) => {
    const loginPrefix = `${prefixOf(secure)}balance_companion_login_`;
    const attributes = { path: '/', httpOnly: true, secure };
    const maxAge = Math.min(LONGEST_COOKIE_LIFE, Math.floor(sessionMax / 1000));
    const loginMaxAge = Math.floor(loginLifetime / 1000);
    await app.register(secureSession, [
      {
        sessionName: 'session',
        cookieName: sessionCookieName(secure),
        key: masterKeys.map((master) => deriveKey(master, 'session cookie')),
        expiry: maxAge,
        cookie: { ...attributes, sameSite: 'strict', maxAge },
      },
      {
        // Seals and opens for the login cookies; no cookie ever has this very name.
        sessionName: 'login',
        cookieName: `${loginPrefix}-`,
        key: masterKeys.map((master) => deriveKey(master, 'login cookie')),
        expiry: loginMaxAge,
      },
    ]);
    const loginAttributes = { ...attributes, sameSite: 'lax', maxAge: loginMaxAge } as const;
    app.decorate('loginCookies', createLoginCookies(app, loginPrefix, loginAttributes));
  },
  { name: 'cookies' },
);
