import secureSession from '@fastify/secure-session';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { deriveKey, type MasterKey } from '../session/master-keys.ts';

declare module '@fastify/secure-session' {
  interface SessionData {
    id: string;
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Cookie names and attributes for this proxy's origin. */
    cookieNames: { session: string; loginPrefix: string };
    loginCookies: LoginCookies;
  }
}

/** What a login transaction needs between its start and its callback. */
export interface LoginTransaction {
  state: string;
  codeVerifier: string;
  /** Unix milliseconds. */
  startedAt: number;
}

/** Reads and writes the cookies of login transactions, one cookie each, so that logins side by side never collide. */
export interface LoginCookies {
  /** Every transaction that the browser sent, by cookie name; undefined where a cookie holds none. */
  read(request: FastifyRequest): Map<string, LoginTransaction | undefined>;
  write(reply: FastifyReply, name: string, transaction: LoginTransaction): void;
  clear(reply: FastifyReply, name: string): void;
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

/** Browsers keep no cookie for longer than 400 days (RFC 6265bis section 5.5). */
const LONGEST_COOKIE_LIFE = 400 * 86_400;

/** The session cookie (`Strict`) and the login-transaction cookies (`Lax`, or the callback would not see them), a key each. */
export default fp<CookiesOptions>(
  async (app, { secure, masterKeys, sessionMax, loginLifetime }) => {
    const prefix = secure ? '__Host-' : '';
    const names = {
      session: `${prefix}balance_companion_session`,
      loginPrefix: `${prefix}balance_companion_login_`,
    };
    const maxAge = Math.min(LONGEST_COOKIE_LIFE, Math.floor(sessionMax / 1000));
    const attributes = { path: '/', httpOnly: true, secure };
    await app.register(secureSession, [
      {
        sessionName: 'session',
        cookieName: names.session,
        key: masterKeys.map((master) => deriveKey(master, 'session cookie')),
        expiry: maxAge,
        cookie: { ...attributes, sameSite: 'strict', maxAge },
      },
      {
        sessionName: 'login',
        cookieName: `${names.loginPrefix}unused`,
        key: masterKeys.map((master) => deriveKey(master, 'login cookie')),
        expiry: Math.ceil(loginLifetime / 1000),
        cookie: { ...attributes, sameSite: 'lax' },
      },
    ]);
    const login = { ...attributes, sameSite: 'lax' } as const;

    app.decorate('cookieNames', names);
    app.decorate('loginCookies', {
      read(request) {
        const found = Object.entries(request.cookies).filter(([name]) =>
          name.startsWith(names.loginPrefix),
        );
        return new Map(
          found.map(([name, value]) => {
            const data = app.decodeSecureSession(value ?? '', request.log, 'login')?.data();
            return [name, data as LoginTransaction | undefined];
          }),
        );
      },
      write(reply, name, transaction) {
        const sealed = app.encodeSecureSession(
          app.createSecureSession({ ...transaction }),
          'login',
        );
        reply.setCookie(name, sealed, { ...login, maxAge: Math.floor(loginLifetime / 1000) });
      },
      clear(reply, name) {
        reply.clearCookie(name, login);
      },
    } satisfies LoginCookies);
  },
  { name: 'cookies' },
);
