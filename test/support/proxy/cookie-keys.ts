import Fastify from 'fastify';
import { onTestFinished } from 'vitest';
import { toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import cookies from '../../../proxy/http/cookies.ts';

/** What whoever knows the master keys can do with the proxy's session cookies. */
export interface CookieKeys {
  /** What is sealed in a session cookie; undefined where these keys do not open it. */
  open(cookie: string): { readonly id: string } | undefined;
  /** A session cookie for an id of anybody's choice. */
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
