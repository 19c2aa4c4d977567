import Fastify from 'fastify';
import { onTestFinished } from 'vitest';
import { toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import cookies from '../../../proxy/http/cookies.ts';

/** Opens and seals session cookies with the master keys of a test. */
export async function cookieKeys(masterKeys: readonly Buffer[]) {
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
    /** Undefined if these keys do not open the cookie. */
    open(cookie: string) {
      const opened = app.sessionCookies.open(decodeURIComponent(cookie));
      return opened && { id: opened.id.text, slot: opened.slot };
    },
    /** Returns a session cookie for any id. */
    seal: (id: string, slot = 0) => encodeURIComponent(app.sessionCookies.seal(id, slot)),
  };
}
