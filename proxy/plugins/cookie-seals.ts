import secureSession from '@fastify/secure-session';
import type { FastifyInstance } from 'fastify';
import { deriveKey, type MasterKey } from '../session/master-keys.ts';

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
 * The library is registered in a scope without routes, so that its hooks do not open every cookie of every
 * request.
 * @param lifetimes seconds for which what each kind seals can be opened
 */
export async function createSeals<Kind extends string>(
  app: FastifyInstance,
  masterKeys: readonly MasterKey[],
  lifetimes: Readonly<Record<Kind, number>>,
): Promise<Record<Kind, CookieSeal>> {
  const kinds = Object.keys(lifetimes) as Kind[];
  const seals = {} as Record<Kind, CookieSeal>;
  await app.register(async (scope) => {
    const options = kinds.map((kind) => ({
      sessionName: kind,
      key: masterKeys.map((master) => deriveKey(master, `${kind} cookie`)),
      expiry: lifetimes[kind],
    }));
    await scope.register(secureSession, options);
    for (const kind of kinds) seals[kind] = sealOf(scope, kind);
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
