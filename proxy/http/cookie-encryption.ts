import secureSession from '@fastify/secure-session';
import type { FastifyInstance } from 'fastify';
import { deriveKey, type MasterKey } from '../auth/master-keys.ts';

/** Encrypts and decrypts the values of one kind of cookie. */
export type CookieSeal = ReturnType<typeof sealOf>;

/**
 * Creates a seal for each kind of cookie. Each kind has its own key, so that a cookie of one kind cannot replace one of
 * another kind. Cookies that were sealed in a different `context` do not open.
 * The library is registered in a scope without routes: its hooks would open every cookie of every request.
 * @param kinds `lifetimeSeconds` is the time for which a sealed value can be opened
 */
export async function createSeals<Kind extends string>(
  app: FastifyInstance,
  masterKeys: readonly MasterKey[],
  kinds: Readonly<Record<Kind, { lifetimeSeconds: number; context?: string }>>,
): Promise<Record<Kind, CookieSeal>> {
  const names = Object.keys(kinds) as Kind[];
  const seals = {} as Record<Kind, CookieSeal>;
  await app.register(async (scope) => {
    const options = names.map((name) => ({
      sessionName: name,
      key: masterKeys.map((master) => deriveKey(master, `${name} cookie`, kinds[name].context)),
      expiry: kinds[name].lifetimeSeconds,
    }));
    await scope.register(secureSession, options);
    for (const name of names) seals[name] = sealOf(scope, name);
  });
  return seals;
}

function sealOf(scope: FastifyInstance, kind: string) {
  return {
    seal: (content: Record<string, unknown>) =>
      scope.encodeSecureSession(scope.createSecureSession({ ...content }), kind),
    /**
     * Undefined if none of the keys sealed the value or if it has expired. `isOfOldKey` is whether a key other than the
     * newest sealed it.
     */
    open(sealed: string) {
      const session = scope.decodeSecureSession(sealed, scope.log, kind);
      if (!session) return undefined;
      const content: Record<string, unknown> = { ...session.data() };
      return { content, isOfOldKey: session.changed };
    },
  };
}
