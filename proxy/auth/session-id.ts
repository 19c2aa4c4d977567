import { hash } from 'node:crypto';

/** A session's id, and what is made of it. */
export interface SessionId {
  /** What the cookie carries: 256 random bits. It is never stored, and never logged. */
  readonly text: string;
  /** SHA-256 of the text, 32 bytes: the store's key. */
  readonly hash: Buffer;
  /** The hash as text, to find things in memory by. */
  readonly key: string;
}

export function toSessionId(text: string): SessionId {
  const idHash = hashSessionId(text);
  return { text, hash: idHash, key: sessionKey(idHash) };
}

/** The store's key for a session: the id itself is never stored. */
export function hashSessionId(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** {@link SessionId.key} of a session of which only the hash is known. */
export function sessionKey(idHash: Buffer): string {
  return idHash.toString('base64');
}
