import { hash } from 'node:crypto';

export interface SessionId {
  /** The content of the cookie: 256 random bits, base64url. Never stored and never logged. */
  readonly text: string;
  /** SHA-256 of the text (32 bytes), the key of the record in the store. */
  readonly hash: Buffer;
  /** The hash in base64, the key of the session in memory. */
  readonly key: string;
}

export function toSessionId(text: string): SessionId {
  const idHash = hashSessionId(text);
  return { text, hash: idHash, key: sessionKey(idHash) };
}

export function hashSessionId(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** {@link SessionId.key} of a hash. */
export function sessionKey(idHash: Buffer): string {
  return idHash.toString('base64');
}
