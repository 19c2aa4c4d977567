import { LRUCache } from 'lru-cache';
import type { Tokens } from '../platform/tokens.ts';
import type { SessionRecord } from '../store/session-store.ts';
import type { MasterKey } from './master-keys.ts';
import type { Binding } from './platform-binding.ts';
import { openTokens } from './sealed-tokens.ts';
import { sessionKey } from './session-id.ts';

/** Sessions whose tokens are kept open at the most: a few megabytes. */
const MOST_OPENED = 2_000;

/** Milliseconds for which the tokens of a session that nobody reads are kept open. */
const KEPT_UNUSED = 60_000;

interface Opened {
  record: SessionRecord;
  sealed: Buffer;
  tokens: Tokens;
  usedAt: number;
}

/**
 * Opens the sealed tokens of records, and remembers what it opened lately: deriving the key and decrypting
 * cost more than all else in reading a session. What is remembered counts for the very same sealed bytes
 * alone, and those come from the store each time: a sign-out or a refresh in another process is seen at once.
 */
export class OpenedTokens {
  readonly #masterKeys: readonly MasterKey[];
  readonly #now: () => number;
  readonly #opened = new LRUCache<string, Opened>({ max: MOST_OPENED });

  /**
   * @param masterKeys newest first
   * @param now Unix milliseconds
   */
  constructor(masterKeys: readonly MasterKey[], now: () => number) {
    this.#masterKeys = masterKeys;
    this.#now = now;
  }

  /** How many sessions' tokens are kept open. */
  get size(): number {
    return this.#opened.size;
  }

  /** The record of a session that was opened last, by `SessionId.key`. */
  lastRecord(key: string): SessionRecord | undefined {
    return this.#opened.get(key)?.record;
  }

  /** The tokens of a record, or undefined where no master key, session id and binding at hand opens them. */
  open(
    record: SessionRecord,
    sealed: Buffer,
    sessionId: string,
    bindings: readonly Binding[],
  ): Tokens | undefined {
    const key = sessionKey(record.idHash);
    const known = this.#opened.get(key);
    const isSame = known?.sealed.equals(sealed);
    const tokens = isSame
      ? known?.tokens
      : openTokens(sealed, sessionId, this.#masterKeys, bindings);
    if (tokens) this.#opened.set(key, { record, sealed, tokens, usedAt: this.#now() });
    else this.#opened.delete(key);
    return tokens;
  }

  /** Forgets the tokens of a session. */
  forget(idHash: Buffer): void {
    this.#opened.delete(sessionKey(idHash));
  }

  /** Forgets the tokens of every session that nobody has read for a minute. */
  forgetUnused(): void {
    const now = this.#now();
    for (const [key, { usedAt }] of this.#opened) {
      // A clock that was put back must not keep anything for longer.
      if (Math.abs(now - usedAt) >= KEPT_UNUSED) this.#opened.delete(key);
    }
  }
}
