import { createCipheriv, createDecipheriv } from 'node:crypto';
import { parseJson } from '../../shared/json.ts';
import { matchesSchema } from '../../shared/matches-schema.ts';
import { Tokens } from '../platform/tokens.ts';
import { deriveKey, FINGERPRINT_LENGTH, type MasterKey, type MasterKeys } from './master-keys.ts';
import type { Binding } from './platform-binding.ts';

const IV_LENGTH = 12;
const TAG_LENGTH = 16;
const HEADER_LENGTH = FINGERPRINT_LENGTH + IV_LENGTH + TAG_LENGTH;

/**
 * Seals tokens (AES-256-GCM) with a key derived from the newest master key and the session id: the store and the
 * master keys open nothing without the cookie. The binding is the associated data, so the tokens open only for the
 * platform address and client id for which they were issued.
 * Layout: key fingerprint, initialization vector, tag, ciphertext.
 */
export function sealTokens(
  tokens: Tokens,
  sessionId: string,
  [master]: MasterKeys,
  binding: Binding,
  randomBytes: (size: number) => Buffer,
): Buffer {
  const iv = randomBytes(IV_LENGTH);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(master, 'tokens', sessionId), iv);
  cipher.setAAD(binding);
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(tokens), 'utf8'), cipher.final()]);
  return Buffer.concat([master.fingerprint, iv, cipher.getAuthTag(), ciphertext]);
}

export function isSealedWith(sealed: Buffer, { fingerprint }: MasterKey): boolean {
  return fingerprint.equals(sealed.subarray(0, FINGERPRINT_LENGTH));
}

/** The tokens; undefined if no master key and binding opens them with this session id. */
export function openTokens(
  sealed: Buffer,
  sessionId: string,
  masters: readonly MasterKey[],
  bindings: readonly Binding[],
): Tokens | undefined {
  const master = masters.find((candidate) => isSealedWith(sealed, candidate));
  if (!master || sealed.length < HEADER_LENGTH) return undefined;
  const key = deriveKey(master, 'tokens', sessionId);
  for (const binding of bindings) {
    const text = decrypt(sealed, key, binding);
    if (text !== undefined) return parseTokens(text);
  }
  return undefined;
}

/** Undefined if the text was sealed with another key or binding, or was changed since. */
function decrypt(sealed: Buffer, key: Buffer, binding: Binding): string | undefined {
  const iv = sealed.subarray(FINGERPRINT_LENGTH, FINGERPRINT_LENGTH + IV_LENGTH);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_LENGTH });
  decipher.setAAD(binding);
  decipher.setAuthTag(sealed.subarray(FINGERPRINT_LENGTH + IV_LENGTH, HEADER_LENGTH));
  try {
    const ciphertext = sealed.subarray(HEADER_LENGTH);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

function parseTokens(text: string): Tokens | undefined {
  const tokens = parseJson(text);
  return matchesSchema(Tokens, tokens) ? tokens : undefined;
}
