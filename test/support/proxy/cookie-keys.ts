import Fastify from 'fastify';
import { onTestFinished } from 'vitest';
import { toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import cookies from '../../../proxy/http/cookies.ts';

/** Opens and seals session cookies with the master keys of a test. */
export interface CookieKeys {
  /** Undefined if these keys do not open the cookie. */
  open(cookie: string): { readonly id: string } | undefined;
  /** Returns a session cookie for any id. */
  seal(id: string): string;
}

export async function cookieKeys(masterKeys: readonly Buffer[]): Promise<CookieKeys> {
  const app = Fastify();
  await app.register(cookies, {
    isSecure: false,
    masterKeys: toMasterKeys(masterKeys),
    binding: Buffer.alloc(0),
    sessionMaxMs: 180 * 86_400_000,
  });
  await app.ready();
  onTestFinished(() => app.close());
  return {
    open(cookie) {
      const opened = app.sessionCookie.open(decodeURIComponent(cookie));
      return opened && { id: opened.id.text };
    },
    seal: (id) => encodeURIComponent(app.sessionCookie.seal(id)),
  };
}
