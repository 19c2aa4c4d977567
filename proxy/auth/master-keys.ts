import { createHash, hkdfSync } from 'node:crypto';

/** The key from which others are derived (HKDF, RFC 5869). Sealed tokens begin with the fingerprint of their key. */
export interface MasterKey {
  readonly bytes: Buffer;
  readonly fingerprint: Buffer;
}

/** Newest first. */
export type MasterKeys = readonly [MasterKey, ...MasterKey[]];

/** Bytes. */
export const FINGERPRINT_LENGTH = 4;

/** @param keys at least one, newest first */
export function toMasterKeys(keys: readonly Buffer[]): MasterKeys {
  const masterKeys = keys.map((bytes) => ({
    bytes,
    fingerprint: createHash('sha256')
      .update('balance-companion key fingerprint')
      .update(bytes)
      .digest()
      .subarray(0, FINGERPRINT_LENGTH),
  }));
  return masterKeys as [MasterKey, ...MasterKey[]];
}

/** A 32-byte key for one purpose and context, for example a session id. */
export function deriveKey(master: MasterKey, purpose: string, context = ''): Buffer {
  return Buffer.from(
    hkdfSync(
      'sha256',
      master.bytes,
      Buffer.alloc(0),
      `balance-companion ${purpose}\0${context}`,
      32,
    ),
  );
}
