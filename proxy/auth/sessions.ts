import { hash } from 'node:crypto';
import { ProxyError } from '../errors/proxy-error.ts';
import type { Observer, StoreOperation } from '../observability/observer.ts';
import type { Tokens } from '../platform/tokens.ts';
import type { SessionRecord, SessionStore } from '../store/session-store.ts';
import type { MasterKeys } from './master-keys.ts';
import { OpenedTokens } from './opened-tokens.ts';
import { type Binding, UNBOUND } from './platform-binding.ts';
import { isSealedWith, sealTokens } from './sealed-tokens.ts';
import { hashSessionId, type SessionId } from './session-id.ts';

/**
 * A live session. Its tokens are null if the platform has ended the grant, or if they were issued for another
 * platform or client than those of the current configuration.
 */
export interface Session {
  readonly id: SessionId;
  readonly record: SessionRecord;
  readonly tokens: Tokens | null;
}

export interface SessionsOptions {
  store: SessionStore;
  /** The first, newest one seals; all open. */
  masterKeys: MasterKeys;
  /** The first seals, all open. */
  bindings: readonly [Binding, ...Binding[]];
  /** Called for each request of a session whose tokens were issued for another platform or client. */
  onForeignSession: () => void;
  /** From the last refresh token to the end of the session. */
  sessionIdleMs: number;
  /** From the sign-in to the end of the session. */
  sessionMaxMs: number;
  now: () => number;
  randomBytes: (size: number) => Buffer;
  observer: Observer;
}

const ID_BYTES = 32;

/**
 * Sessions and their lifetimes. Every error of the store becomes `store_unavailable`, so that it is never taken for
 * an ended session.
 */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #openedTokens: OpenedTokens;
  #ownsUnbound: boolean | undefined;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#openedTokens = new OpenedTokens(options.masterKeys);
  }

  /** Starts a session and returns its new id, which only the cookie may contain. */
  async start(tokens: Tokens): Promise<string> {
    const { now, randomBytes } = this.#options;
    const id = randomBytes(ID_BYTES).toString('base64url');
    const signedInAt = now();
    const record: SessionRecord = {
      idHash: hashSessionId(id),
      version: 1,
      signedInAt,
      refreshTokenAt: signedInAt,
      endsAt: this.#endOf(signedInAt, signedInAt),
      sealedTokens: this.#seal(tokens, id),
      leaseUntil: null,
      inDoubt: false,
    };
    await this.#stored('insert', (store) => store.insert(record));
    return id;
  }

  /**
   * The live session with this id; undefined if it is unknown or over, or was sealed with a key that is no longer
   * configured. Tokens under an older master key are sealed again with the newest one. Tokens under a former platform
   * address stay as they are until they are replaced, so that a proxy with the former configuration can use them.
   */
  async find(id: SessionId): Promise<Session | undefined> {
    const { now, masterKeys } = this.#options;
    const last = this.#openedTokens.last(id.key);
    const record = await this.#stored('read', (store) => store.read(id.hash, last?.record));
    const isOver = !record || now() >= this.#endOf(record.signedInAt, record.refreshTokenAt);
    if (isOver || record.sealedTokens === null) {
      this.#openedTokens.forget(id.hash);
      return isOver ? undefined : { id, record, tokens: null };
    }
    const isKnown = record === last?.record;
    const tokens = isKnown ? last.tokens : await this.#open(record, record.sealedTokens, id);
    if (!tokens) return this.#foreign(id, record, record.sealedTokens);
    const session = { id, record, tokens };
    if (isSealedWith(record.sealedTokens, masterKeys[0])) return session;
    return this.#moveToNewestKey(session);
  }

  /**
   * Takes the refresh lease until `until` (Unix milliseconds). An earlier lease that expired leaves the session in
   * doubt, since its holder may have used the refresh token.
   * @returns undefined if the record was written in between
   */
  async takeLease(session: Session, until: number): Promise<Session | undefined> {
    const { leaseUntil, inDoubt } = session.record;
    return this.#replace(session, session.tokens, {
      leaseUntil: until,
      inDoubt: inDoubt || leaseUntil !== null,
    });
  }

  /**
   * Releases the refresh lease and keeps the tokens.
   * @returns undefined if the lease is no longer held
   */
  async releaseLease(session: Session, inDoubt: boolean): Promise<Session | undefined> {
    return this.#replace(session, session.tokens, { leaseUntil: null, inDoubt });
  }

  /**
   * Replaces the tokens of a session, releases the lease and resolves any doubt.
   * @returns undefined if the record was written or removed in between; read it again then
   */
  async replaceTokens(session: Session, tokens: Tokens): Promise<Session | undefined> {
    const isNew =
      tokens.refreshToken !== undefined && tokens.refreshToken !== session.tokens?.refreshToken;
    const refreshTokenAt = isNew ? this.#options.now() : session.record.refreshTokenAt;
    return this.#replace(session, tokens, {
      refreshTokenAt,
      endsAt: this.#endOf(session.record.signedInAt, refreshTokenAt),
      sealedTokens: this.#seal(tokens, session.id.text),
      leaseUntil: null,
      inDoubt: false,
    });
  }

  /**
   * Deletes the tokens of a session whose grant the platform has ended. The record stays until the end of the session,
   * so that later requests get `reauth_required` and not `not_authenticated`.
   */
  async endGrant(session: Session): Promise<Session | undefined> {
    return this.#replace(session, null, { sealedTokens: null, leaseUntil: null, inDoubt: false });
  }

  async end(idHash: Buffer): Promise<void> {
    this.#openedTokens.forget(idHash);
    await this.#stored('remove', (store) => store.remove(idHash));
  }

  forgetUnused(): void {
    this.#openedTokens.forgetUnused();
  }

  /** Marks a login transaction as used; false if it was used before. */
  async spend(transaction: string, lifetimeMs: number): Promise<boolean> {
    const transactionHash = hash('sha256', transaction, 'buffer');
    return this.#stored('spend', (store) =>
      store.spend(transactionHash, this.#options.now() + lifetimeMs),
    );
  }

  /**
   * Claims the sessions of version 0.1.0, which name no platform and no client, for this configuration. The first
   * configuration that a store sees keeps them.
   * @returns whether they belong to this configuration
   */
  async claimUnbound(): Promise<boolean> {
    const { bindings } = this.#options;
    if (this.#ownsUnbound === undefined) {
      const owner = await this.#stored('claimUnbound', (store) => store.claimUnbound(bindings[0]));
      this.#ownsUnbound = bindings.some((binding) => binding.equals(owner));
    }
    return this.#ownsUnbound;
  }

  /** Rejects with `store_unavailable` unless the store can be read and written. */
  async check(): Promise<void> {
    await this.claimUnbound();
    await this.#stored('check', (store) => store.check());
  }

  count(): Promise<number> {
    return this.#stored('count', (store) => store.count());
  }

  /** Removes at most `limit` ended records and returns how many. */
  async removeEnded(limit: number): Promise<number> {
    await this.claimUnbound();
    return this.#stored('removeEnded', (store) => store.removeEnded(this.#options.now(), limit));
  }

  async #open(record: SessionRecord, sealed: Buffer, id: SessionId): Promise<Tokens | undefined> {
    const tokens = this.#openedTokens.open(record, sealed, id.text, this.#options.bindings);
    if (tokens || !(await this.claimUnbound())) return tokens;
    return this.#openedTokens.open(record, sealed, id.text, [UNBOUND]);
  }

  /** Tokens under a known key that do not open were issued for another platform or client. */
  #foreign(id: SessionId, record: SessionRecord, sealed: Buffer): Session | undefined {
    const { masterKeys, onForeignSession } = this.#options;
    if (!masterKeys.some((master) => isSealedWith(sealed, master))) return undefined;
    onForeignSession();
    return { id, record, tokens: null };
  }

  /** Does nothing during a token refresh, whose result will be sealed with the newest key. */
  async #moveToNewestKey(session: Session & { tokens: Tokens }): Promise<Session> {
    if (session.record.leaseUntil !== null) return session;
    const sealedTokens = this.#seal(session.tokens, session.id.text);
    try {
      return (await this.#replace(session, session.tokens, { sealedTokens })) ?? session;
    } catch {
      // Reads work while the store takes no writes; the next read tries again.
      return session;
    }
  }

  #seal(tokens: Tokens, id: string): Buffer {
    const { masterKeys, bindings, randomBytes } = this.#options;
    return sealTokens(tokens, id, masterKeys, bindings[0], randomBytes);
  }

  async #replace(
    session: Session,
    tokens: Tokens | null,
    changes: Partial<SessionRecord>,
  ): Promise<Session | undefined> {
    const record = { ...session.record, ...changes, version: session.record.version + 1 };
    const replaced = await this.#stored('replace', (store) => store.replace(record));
    return replaced ? { id: session.id, record, tokens } : undefined;
  }

  #endOf(signedInAt: number, refreshTokenAt: number): number {
    const { sessionIdleMs, sessionMaxMs } = this.#options;
    return Math.min(signedInAt + sessionMaxMs, refreshTokenAt + sessionIdleMs);
  }

  async #stored<T>(
    operation: StoreOperation,
    work: (store: SessionStore) => Promise<T>,
  ): Promise<T> {
    const { store, observer } = this.#options;
    const done = observer.storeCall(operation);
    try {
      const result = await work(store);
      done('ok');
      return result;
    } catch (cause) {
      done('failed');
      throw new ProxyError('store_unavailable', { cause, store: store.kind });
    }
  }
}
