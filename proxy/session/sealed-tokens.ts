import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Compile } from 'typebox/compile';
import { Tokens } from '../tokens/tokens.ts';
import { deriveKey, FINGERPRINT_LENGTH, type MasterKey } from './master-keys.ts';

const IV_LENGTH = 12;
const TAG_LENGTH = 16;
const HEADER_LENGTH = FINGERPRINT_LENGTH + IV_LENGTH + TAG_LENGTH;

const tokensSchema = Compile(Tokens);

/**
 * Encrypts tokens (AES-256-GCM) under a key derived from the newest master key and the session id:
 * whoever has the store and the master keys still needs the cookie.
 * Layout: key fingerprint, initialization vector, tag, ciphertext.
 */
export function sealTokens(
  tokens: Tokens,
  sessionId: string,
  [master]: readonly MasterKey[],
  randomBytes: (size: number) => Buffer,
): Buffer {
  if (!master) throw new TypeError('no master key');
  const iv = randomBytes(IV_LENGTH);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(master, 'tokens', sessionId), iv);
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(tokens), 'utf8'), cipher.final()]);
  return Buffer.concat([master.fingerprint, iv, cipher.getAuthTag(), ciphertext]);
}

/** Whether this master key sealed them. */
export function isSealedWith(sealed: Buffer, master: MasterKey | undefined): boolean {
  return master?.fingerprint.equals(sealed.subarray(0, FINGERPRINT_LENGTH)) ?? false;
}

/** The tokens, or undefined where no master key and session id at hand opens them. */
export function openTokens(
  sealed: Buffer,
  sessionId: string,
  masters: readonly MasterKey[],
): Tokens | undefined {
  const master = masters.find((candidate) => isSealedWith(sealed, candidate));
  if (!master || sealed.length < HEADER_LENGTH) return undefined;
  const iv = sealed.subarray(FINGERPRINT_LENGTH, FINGERPRINT_LENGTH + IV_LENGTH);
  const key = deriveKey(master, 'tokens', sessionId);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_LENGTH });
  decipher.setAuthTag(sealed.subarray(FINGERPRINT_LENGTH + IV_LENGTH, HEADER_LENGTH));
  try {
    const text = Buffer.concat([decipher.update(sealed.subarray(HEADER_LENGTH)), decipher.final()]);
    const tokens: unknown = JSON.parse(text.toString('utf8'));
    return tokensSchema.Check(tokens) ? tokens : undefined;
  } catch {
    return undefined;
  }
}
