import { LRUCache } from 'lru-cache';
import type { Tokens } from '../platform/tokens.ts';
import type { SessionRecord } from '../store/session-store.ts';
import type { MasterKey } from './master-keys.ts';
import type { Binding } from './platform-binding.ts';
import { openTokens } from './sealed-tokens.ts';
import { sessionKey } from './session-id.ts';

/** A few megabytes. */
const MAX_SESSIONS = 2_000;

/** How long the tokens of an unused session are kept. */
const MAX_IDLE_MS = 60_000;

const TTL_RESOLUTION_MS = 1_000;

interface Opened {
  record: SessionRecord;
  sealed: Buffer;
  tokens: Tokens;
}

/**
 * Opens the sealed tokens of records and caches them, since key derivation and decryption are the slowest part of
 * reading a session. A cache entry is valid only for the same sealed bytes, which are read from the store each time,
 * so a sign-out or a token refresh in another process takes effect at once.
 */
export class OpenedTokens {
  readonly #masterKeys: readonly MasterKey[];
  readonly #opened = new LRUCache<string, Opened>({
    max: MAX_SESSIONS,
    ttl: MAX_IDLE_MS,
    // Otherwise the cache starts a timer for each millisecond in which it is used.
    ttlResolution: TTL_RESOLUTION_MS,
    updateAgeOnGet: true,
  });

  /** @param masterKeys newest first */
  constructor(masterKeys: readonly MasterKey[]) {
    this.#masterKeys = masterKeys;
  }

  /** Number of cached sessions. */
  get size(): number {
    return this.#opened.size;
  }

  /** The record and the tokens of a session as they were read last, by `SessionId.key`. */
  last(key: string): Readonly<Opened> | undefined {
    return this.#opened.get(key);
  }

  /** The tokens of a record; undefined if no master key and binding opens them with this session id. */
  open(
    record: SessionRecord,
    sealed: Buffer,
    sessionId: string,
    bindings: readonly Binding[],
  ): Tokens | undefined {
    const key = sessionKey(record.idHash);
    const cached = this.#opened.get(key);
    const tokens = cached?.sealed.equals(sealed)
      ? cached.tokens
      : openTokens(sealed, sessionId, this.#masterKeys, bindings);
    if (tokens) this.#opened.set(key, { record, sealed, tokens });
    else this.#opened.delete(key);
    return tokens;
  }

  forget(idHash: Buffer): void {
    this.#opened.delete(sessionKey(idHash));
  }

  /** Drops the tokens of sessions that were not read for a minute. */
  forgetUnused(): void {
    this.#opened.purgeStale();
  }
}
