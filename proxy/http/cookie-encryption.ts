import secureSession from '@fastify/secure-session';
import type { FastifyInstance } from 'fastify';
import { deriveKey, type MasterKey } from '../auth/master-keys.ts';

/** What makes cookies' values of one kind, and opens them. */
export interface CookieSeal {
  seal(content: Record<string, unknown>): string;
  /** Undefined where no key of ours sealed it, or too long ago. */
  open(sealed: string): OpenedSeal | undefined;
}

export interface OpenedSeal {
  content: Record<string, unknown>;
  /** Whether an older key than the newest sealed it. */
  isOfOldKey: boolean;
}

/**
 * A seal for each kind of cookie, under a key of its own: under one key they could stand in for each other.
 * With a `context`, cookies that were sealed in another one do not open.
 * The library is registered in a scope without routes, so that its hooks do not open every cookie of every
 * request.
 * @param kinds `lifetime` is in seconds, and says for how long what was sealed can be opened
 */
export async function createSeals<Kind extends string>(
  app: FastifyInstance,
  masterKeys: readonly MasterKey[],
  kinds: Readonly<Record<Kind, { lifetime: number; context?: string }>>,
): Promise<Record<Kind, CookieSeal>> {
  const names = Object.keys(kinds) as Kind[];
  const seals = {} as Record<Kind, CookieSeal>;
  await app.register(async (scope) => {
    const options = names.map((name) => ({
      sessionName: name,
      key: masterKeys.map((master) => deriveKey(master, `${name} cookie`, kinds[name].context)),
      expiry: kinds[name].lifetime,
    }));
    await scope.register(secureSession, options);
    for (const name of names) seals[name] = sealOf(scope, name);
  });
  return seals;
}

function sealOf(scope: FastifyInstance, kind: string): CookieSeal {
  return {
    seal: (content) => scope.encodeSecureSession(scope.createSecureSession({ ...content }), kind),
    open(sealed) {
      const session = scope.decodeSecureSession(sealed, scope.log, kind);
      return session ? { content: { ...session.data() }, isOfOldKey: session.changed } : undefined;
    },
  };
}
