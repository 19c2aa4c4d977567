import { createHash, hkdfSync } from 'node:crypto';

/** A key from which the others are derived (RFC 5869), and the four bytes by which a sealed record names it. */
export interface MasterKey {
  readonly bytes: Buffer;
  readonly fingerprint: Buffer;
}

/** Length in bytes of {@link MasterKey.fingerprint}. */
export const FINGERPRINT_LENGTH = 4;

/** Wraps 32-byte keys, newest first. */
export function toMasterKeys(keys: readonly Buffer[]): MasterKey[] {
  return keys.map((bytes) => ({
    bytes,
    fingerprint: createHash('sha256')
      .update('balance-companion key fingerprint')
      .update(bytes)
      .digest()
      .subarray(0, FINGERPRINT_LENGTH),
  }));
}

/** A 32-byte key for one purpose; `context` binds it further, to a session id for example. */
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
