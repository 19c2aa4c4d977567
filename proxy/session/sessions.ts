import { createHash } from 'node:crypto';
import { ProxyError } from '../errors/proxy-error.ts';
import type { SessionRecord, SessionStore } from '../store/session-store.ts';
import type { Tokens } from '../tokens/tokens.ts';
import type { MasterKey } from './master-keys.ts';
import { openTokens, sealTokens } from './sealed-tokens.ts';

/** A live session: its record, and its tokens, which are null once the platform has ended the grant. */
export interface Session {
  readonly id: string;
  readonly record: SessionRecord;
  readonly tokens: Tokens | null;
}

export interface SessionsOptions {
  store: SessionStore;
  /** Newest first: the first seals, all open. */
  masterKeys: readonly MasterKey[];
  /** Milliseconds after the last refresh token came. */
  sessionIdle: number;
  /** Milliseconds after the sign-in. */
  sessionMax: number;
  now: () => number;
  randomBytes: (size: number) => Buffer;
}

/** Bytes of randomness in a session id. */
const ID_LENGTH = 32;

/** The store's key for a session: the id itself is never stored. */
export function hashSessionId(id: string): Buffer {
  return createHash('sha256').update(id).digest();
}

/**
 * Sessions and their lifetimes. Whatever keeps the store from answering becomes `store_unavailable`,
 * so that a fault of the store never looks like a session that ended.
 */
export class Sessions {
  readonly #options: SessionsOptions;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** Starts a session under a new id and returns the id, which is for the cookie alone. */
  async start(tokens: Tokens): Promise<string> {
    const { now, randomBytes, masterKeys } = this.#options;
    const id = randomBytes(ID_LENGTH).toString('base64url');
    const signedInAt = now();
    const record: SessionRecord = {
      idHash: hashSessionId(id),
      version: 1,
      signedInAt,
      refreshTokenAt: signedInAt,
      endsAt: this.#endOf(signedInAt, signedInAt),
      sealedTokens: sealTokens(tokens, id, masterKeys, randomBytes),
    };
    await this.#stored((store) => store.insert(record));
    return id;
  }

  /** The live session with this id; undefined for one that is unknown, over, or sealed with a key that is gone. */
  async find(id: string): Promise<Session | undefined> {
    const { now, masterKeys } = this.#options;
    const record = await this.#stored((store) => store.read(hashSessionId(id)));
    if (!record || now() >= this.#endOf(record.signedInAt, record.refreshTokenAt)) return undefined;
    if (record.sealedTokens === null) return { id, record, tokens: null };
    const tokens = openTokens(record.sealedTokens, id, masterKeys);
    return tokens && { id, record, tokens };
  }

  /**
   * Replaces the tokens of a session. Undefined if the record was written or removed by somebody else
   * in between: then read it again.
   */
  async replaceTokens(session: Session, tokens: Tokens): Promise<Session | undefined> {
    const { now, randomBytes, masterKeys } = this.#options;
    const renewed = tokens.refreshToken !== session.tokens?.refreshToken;
    const refreshTokenAt = renewed ? now() : session.record.refreshTokenAt;
    return this.#replace(session, tokens, {
      ...session.record,
      version: session.record.version + 1,
      refreshTokenAt,
      endsAt: this.#endOf(session.record.signedInAt, refreshTokenAt),
      sealedTokens: sealTokens(tokens, session.id, masterKeys, randomBytes),
    });
  }

  /**
   * Forgets the tokens of a session whose grant the platform ended. The record stays until its time is
   * up, so that every later request learns `reauth_required` and not merely that nobody is signed in.
   */
  async endGrant(session: Session): Promise<Session | undefined> {
    const version = session.record.version + 1;
    return this.#replace(session, null, { ...session.record, version, sealedTokens: null });
  }

  /** Ends a session for good. */
  async end(idHash: Buffer): Promise<void> {
    await this.#stored((store) => store.remove(idHash));
  }

  /** Whether a login transaction is used for the first time; `lifetime` is in milliseconds. */
  async spend(transaction: string, lifetime: number): Promise<boolean> {
    const hash = createHash('sha256').update(transaction).digest();
    return this.#stored((store) => store.spend(hash, this.#options.now() + lifetime));
  }

  /** Rejects with `store_unavailable` unless the store can be read and written. */
  async check(): Promise<void> {
    await this.#stored((store) => store.check());
  }

  /** Forgets at most `limit` records whose time is up. */
  async removeEnded(limit: number): Promise<number> {
    return this.#stored((store) => store.removeEnded(this.#options.now(), limit));
  }

  async #replace(
    session: Session,
    tokens: Tokens | null,
    record: SessionRecord,
  ): Promise<Session | undefined> {
    const replaced = await this.#stored((store) => store.replace(record));
    return replaced ? { id: session.id, record, tokens } : undefined;
  }

  #endOf(signedInAt: number, refreshTokenAt: number): number {
    const { sessionIdle, sessionMax } = this.#options;
    return Math.min(signedInAt + sessionMax, refreshTokenAt + sessionIdle);
  }

  async #stored<T>(work: (store: SessionStore) => Promise<T>): Promise<T> {
    try {
      return await work(this.#options.store);
    } catch (cause) {
      throw new ProxyError('store_unavailable', { cause });
    }
  }
}
