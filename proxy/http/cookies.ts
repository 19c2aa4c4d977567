import cookie from '@fastify/cookie';
import fp from 'fastify-plugin';
import { parseSlot, SLOT_HEADER } from '../../shared/account-slots.ts';
import { LOGIN_LIFETIME_MS } from '../auth/login-transaction.ts';
import type { MasterKey } from '../auth/master-keys.ts';
import type { Binding } from '../auth/platform-binding.ts';
import type { SessionId } from '../auth/session-id.ts';
import { createSeals } from './cookie-encryption.ts';
import { createLoginCookies, type LoginCookies } from './login-transaction-cookies.ts';
import { createSessionCookies, type SessionCookies } from './session-cookie.ts';

declare module 'fastify' {
  interface FastifyInstance {
    loginCookies: LoginCookies;
    sessionCookies: SessionCookies;
  }

  interface FastifyRequest {
    /** The account slot that the request names; undefined if its name is malformed. */
    slot: number | undefined;
    /** The id in the session cookie of that slot; undefined if there is no cookie that can be opened. */
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

const SLOT_HEADER_NAME = SLOT_HEADER.toLowerCase();

/** Browsers keep no cookie for longer than 400 days (RFC 6265bis section 5.5). */
const MAX_COOKIE_AGE_SECONDS = 400 * 86_400;

/**
 * The session cookies are `SameSite=Strict`. The login-transaction cookies are `Lax`, because the callback is a navigation
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
    const sessionCookies = createSessionCookies(
      seals.session,
      `${prefix}balance_companion_session`,
      {
        ...attributes,
        sameSite: 'strict',
        maxAge,
      },
    );
    const loginCookies = createLoginCookies(seals.login, `${prefix}balance_companion_login_`, {
      ...attributes,
      sameSite: 'lax',
      maxAge: loginMaxAge,
    });
    app.decorate('sessionCookies', sessionCookies);
    app.decorate('loginCookies', loginCookies);
    app.decorateRequest('slot', undefined);
    app.decorateRequest('sessionId', undefined);
    app.addHook('onRequest', (request, reply, done) => {
      request.slot = parseSlot(request.headers[SLOT_HEADER_NAME]);
      if (request.slot !== undefined) {
        request.sessionId = sessionCookies.read(request, reply, request.slot);
      }
      done();
    });
  },
  { name: 'cookies' },
);
