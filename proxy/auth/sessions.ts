import { hash } from 'node:crypto';
import { ProxyError } from '../errors/proxy-error.ts';
import type { Observer, StoreOperation } from '../observability/observer.ts';
import type { Tokens } from '../platform/tokens.ts';
import type { SessionRecord, SessionStore } from '../store/session-store.ts';
import type { MasterKey } from './master-keys.ts';
import { OpenedTokens } from './opened-tokens.ts';
import { type Binding, UNBOUND } from './platform-binding.ts';
import { isSealedWith, sealTokens } from './sealed-tokens.ts';
import { hashSessionId, type SessionId } from './session-id.ts';

/**
 * A live session: its record, and its tokens, which are null once the platform has ended the grant, and where they
 * were issued by another platform or to another client than those of the present configuration.
 */
export interface Session {
  readonly id: SessionId;
  readonly record: SessionRecord;
  readonly tokens: Tokens | null;
}

export interface SessionsOptions {
  store: SessionStore;
  /** Newest first: the first seals, all open. */
  masterKeys: readonly MasterKey[];
  /** The first seals, all open. */
  bindings: readonly [Binding, ...Binding[]];
  /** Called for each request of a session whose tokens belong to another platform or client. */
  onForeignSession: () => void;
  /** Milliseconds after the last refresh token came. */
  sessionIdleMs: number;
  /** Milliseconds after the sign-in. */
  sessionMaxMs: number;
  now: () => number;
  randomBytes: (size: number) => Buffer;
  observer: Observer;
}

/** Bytes of randomness in a session id. */
const ID_LENGTH = 32;

/**
 * Sessions and their lifetimes. Whatever keeps the store from answering becomes `store_unavailable`,
 * so that a fault of the store never looks like a session that ended.
 */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #openedTokens: OpenedTokens;
  /** Undefined until the store has said it. */
  #ownsUnbound: boolean | undefined;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#openedTokens = new OpenedTokens(options.masterKeys, options.now);
  }

  /** Starts a session under a new id and returns the id, which is for the cookie alone. */
  async start(tokens: Tokens): Promise<string> {
    const { now, randomBytes } = this.#options;
    const id = randomBytes(ID_LENGTH).toString('base64url');
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
   * The live session with this id; undefined for one that is unknown, over, or sealed with a key that is
   * gone. A record that an older master key sealed moves to the newest one. One of a former address stays as it
   * is until its tokens are replaced: a proxy that still has the former configuration can go on with it.
   */
  async find(id: SessionId): Promise<Session | undefined> {
    const { now, masterKeys } = this.#options;
    const { hash: idHash } = id;
    const known = this.#openedTokens.lastRecord(id.key);
    const record = await this.#stored('read', (store) => store.read(idHash, known));
    if (!record || now() >= this.#endOf(record.signedInAt, record.refreshTokenAt)) {
      this.#openedTokens.forget(idHash);
      return undefined;
    }
    if (record.sealedTokens === null) {
      this.#openedTokens.forget(idHash);
      return { id, record, tokens: null };
    }
    const tokens = await this.#open(record, record.sealedTokens, id);
    if (!tokens) return this.#foreign(id, record, record.sealedTokens);
    const session = { id, record, tokens };
    const isNewest = isSealedWith(record.sealedTokens, masterKeys[0]);
    return isNewest ? session : this.#moveToNewestKey(session);
  }

  /**
   * Takes the lease on a session's refresh token until `until` (Unix milliseconds). A lease that ran out
   * before leaves the session in doubt: whoever held it may have used the refresh token. Undefined if
   * the record was written by somebody else in between.
   */
  async takeLease(session: Session, until: number): Promise<Session | undefined> {
    const { leaseUntil, inDoubt } = session.record;
    return this.#replace(session, session.tokens, {
      leaseUntil: until,
      inDoubt: inDoubt || leaseUntil !== null,
    });
  }

  /** Gives the lease back with the tokens as they were; undefined where it is no longer held. */
  async releaseLease(session: Session, inDoubt: boolean): Promise<Session | undefined> {
    return this.#replace(session, session.tokens, { leaseUntil: null, inDoubt });
  }

  /**
   * Replaces the tokens of a session, which ends the lease and every doubt. Undefined if the record was
   * written or removed by somebody else in between: then read it again.
   */
  async replaceTokens(session: Session, tokens: Tokens): Promise<Session | undefined> {
    const renewed =
      tokens.refreshToken !== undefined && tokens.refreshToken !== session.tokens?.refreshToken;
    const refreshTokenAt = renewed ? this.#options.now() : session.record.refreshTokenAt;
    return this.#replace(session, tokens, {
      refreshTokenAt,
      endsAt: this.#endOf(session.record.signedInAt, refreshTokenAt),
      sealedTokens: this.#seal(tokens, session.id.text),
      leaseUntil: null,
      inDoubt: false,
    });
  }

  /**
   * Forgets the tokens of a session whose grant the platform ended. The record stays until its time is
   * up, so that every later request learns `reauth_required` and not merely that nobody is signed in.
   */
  async endGrant(session: Session): Promise<Session | undefined> {
    return this.#replace(session, null, { sealedTokens: null, leaseUntil: null, inDoubt: false });
  }

  /** Ends a session for good. */
  async end(idHash: Buffer): Promise<void> {
    this.#openedTokens.forget(idHash);
    await this.#stored('remove', (store) => store.remove(idHash));
  }

  /** Forgets what is kept in memory of sessions that nobody has read for a minute. */
  forgetUnused(): void {
    this.#openedTokens.forgetUnused();
  }

  /** Whether a login transaction is used for the first time; `lifetime` is in milliseconds. */
  async spend(transaction: string, lifetime: number): Promise<boolean> {
    const transactionHash = hash('sha256', transaction, 'buffer');
    return this.#stored('spend', (store) =>
      store.spend(transactionHash, this.#options.now() + lifetime),
    );
  }

  /**
   * Has the sessions of version 0.1.0, which name no platform and no client, belong to the configuration of the
   * first start that the store saw: this one, unless there was one before.
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

  /** How many sessions the store knows. */
  async count(): Promise<number> {
    return this.#stored('count', (store) => store.count());
  }

  /** Forgets at most `limit` records whose time is up. */
  async removeEnded(limit: number): Promise<number> {
    await this.claimUnbound();
    return this.#stored('removeEnded', (store) => store.removeEnded(this.#options.now(), limit));
  }

  async #open(record: SessionRecord, sealed: Buffer, id: SessionId): Promise<Tokens | undefined> {
    const tokens = this.#openedTokens.open(record, sealed, id.text, this.#options.bindings);
    if (tokens || !(await this.claimUnbound())) return tokens;
    return this.#openedTokens.open(record, sealed, id.text, [UNBOUND]);
  }

  /** A session that a key of ours sealed and that does not open belongs to another platform or client. */
  #foreign(id: SessionId, record: SessionRecord, sealed: Buffer): Session | undefined {
    const { masterKeys, onForeignSession } = this.#options;
    if (!masterKeys.some((master) => isSealedWith(sealed, master))) return undefined;
    onForeignSession();
    return { id, record, tokens: null };
  }

  /** Where a refresh is under way, its holder writes next, and under the newest key. */
  async #moveToNewestKey(session: Session & { tokens: Tokens }): Promise<Session> {
    if (session.record.leaseUntil !== null) return session;
    const sealedTokens = this.#seal(session.tokens, session.id.text);
    try {
      return (await this.#replace(session, session.tokens, { sealedTokens })) ?? session;
    } catch {
      // Reading goes on while nothing can be written; the next read tries again.
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
      throw new ProxyError('store_unavailable', { cause });
    }
  }
}
