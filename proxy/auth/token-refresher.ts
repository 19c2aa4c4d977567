import { setTimeout as wait } from 'node:timers/promises';
import { ProxyError } from '../errors/proxy-error.ts';
import type { Observer } from '../observability/observer.ts';
import { PlatformError } from '../platform/errors/platform-error.ts';
import type { Tokens } from '../platform/tokens.ts';
import { backoffMs } from '../timing/backoff.ts';
import { requireGrant } from './require-grant.ts';
import type { SessionId } from './session-id.ts';
import type { Session, Sessions } from './sessions.ts';
import { UnsavedTokens } from './unsaved-tokens.ts';

export interface TokenRefresherOptions {
  sessions: Sessions;
  /** Fresh tokens for a refresh token; throws {@link PlatformError}. */
  refresh: (refreshToken: string, session: string) => Promise<Tokens>;
  /** Milliseconds that a lease lasts: longer than a refresh can take. */
  leaseMs: number;
  now: () => number;
  observer: Observer;
}

/** Between two reads of a record whose lease another process holds. */
const LEASE_POLL = { firstMs: 20, maxMs: 200 };

/**
 * Milliseconds for which a lapsed lease is left alone: a holder that could not write its tokens while
 * the store was away tries more often than that.
 */
const LAPSED_LEASE_REST = 3_000;

/** How often a write that lost against another one is tried again. */
const ATTEMPTS = 5;

/**
 * The renewal of a session's tokens, by one process at a time: the lease is taken by compare-and-set, the
 * record read again once it is held, and the new tokens are written before anybody uses them.
 */
export class TokenRefresher {
  readonly #options: TokenRefresherOptions;
  readonly #held: UnsavedTokens;

  constructor(options: TokenRefresherOptions) {
    this.#options = options;
    this.#held = new UnsavedTokens((count) => options.observer.unsavedTokens(count));
  }

  /**
   * Tokens other than the stale ones, whoever fetches them.
   * @param stale the access token to be replaced
   * @throws {ProxyError} also `not_authenticated` where the session was signed out meanwhile
   * @throws {PlatformError} what the platform failed with; the session stays
   */
  async renew(id: SessionId, stale: string): Promise<Tokens> {
    const { sessions, leaseMs, now, observer } = this.#options;
    await this.#held.writeNow(id.key);
    let lapsedSince: number | undefined;
    let waits = 0;
    for (;;) {
      const session = await this.#find(id);
      const tokens = requireGrant(session);
      if (tokens.accessToken !== stale) return tokens;
      const { leaseUntil } = session.record;
      const isHeld = leaseUntil !== null && leaseUntil > now();
      if (leaseUntil !== null && !isHeld) lapsedSince ??= now();
      if (isHeld || (lapsedSince !== undefined && now() - lapsedSince < LAPSED_LEASE_REST)) {
        if (waits === 0) observer.leaseContended();
        await wait(backoffMs(waits++, LEASE_POLL));
        continue;
      }
      if (waits > 0 && leaseUntil === null) {
        // Whoever held the lease has just failed: to ask at once for the same would only add to the trouble.
        throw new PlatformError('unavailable', 'another process could not renew the token', {
          notSent: true,
        });
      }
      const leased = await sessions.takeLease(session, now() + leaseMs);
      const renewed = leased && (await this.#refreshUnderLease(leased, stale));
      if (renewed) return renewed;
      observer.leaseContended();
    }
  }

  /** Writes what is still held, for this many milliseconds at the most; says how many pairs were lost. */
  async close(limit: number): Promise<number> {
    return this.#held.close(limit);
  }

  /** Undefined where the lease was lost: then look again. */
  async #refreshUnderLease(leased: Session, stale: string): Promise<Tokens | undefined> {
    const { refresh, observer } = this.#options;
    const session = await this.#find(leased.id);
    if (session.record.version !== leased.record.version) return undefined;
    const { refreshToken } = requireGrant(session);
    let fresh: Tokens;
    try {
      if (refreshToken === undefined) throw new PlatformError('grant_ended', 'no refresh token');
      fresh = await refresh(refreshToken, session.id.key);
    } catch (fault) {
      if (!(fault instanceof PlatformError)) throw fault;
      if (fault.kind === 'grant_ended') return this.#endGrant(session, fault);
      observer.tokenRefresh('failed');
      await this.#release(session, fault.inDoubt);
      throw fault;
    }
    const write = () => this.#write(session, stale, fresh);
    try {
      const written = await write();
      observer.tokenRefresh('refreshed');
      return written;
    } catch (error) {
      if (error instanceof ProxyError && error.code === 'store_unavailable') {
        observer.tokenRefresh('unsaved');
        this.#held.hold(session.id.key, () => write().catch(ignoreSignOut));
      }
      throw error;
    }
  }

  /**
   * The platform no longer takes the refresh token. In doubt that can mean that it was used and its answer
   * lost: then the access token serves on until it ends, without a refresh token.
   */
  async #endGrant(session: Session, fault: PlatformError): Promise<Tokens | undefined> {
    const { sessions, now, observer } = this.#options;
    const { refreshToken: _, ...tokens } = requireGrant(session);
    if (session.record.inDoubt && tokens.accessTokenExpiresAt > now()) {
      const kept = await sessions.replaceTokens(session, tokens);
      return kept && tokens;
    }
    const ended = await sessions.endGrant(session);
    if (!ended) return undefined;
    observer.tokenRefresh('ended');
    throw fault;
  }

  /** A lease that cannot be given back lapses; that leaves the session in doubt, and is safe. */
  async #release(session: Session, inDoubt: boolean): Promise<void> {
    const { sessions } = this.#options;
    await sessions.releaseLease(session, inDoubt || session.record.inDoubt).catch(() => {});
  }

  /** Writes fresh tokens over the stale ones, in whatever version these are by now. */
  async #write(held: Session, stale: string, fresh: Tokens): Promise<Tokens> {
    const { sessions } = this.#options;
    let session = held;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await sessions.replaceTokens(session, fresh)) return fresh;
      session = await this.#find(held.id);
      const tokens = requireGrant(session);
      if (tokens.accessToken !== stale) return tokens;
    }
    throw new ProxyError('store_unavailable');
  }

  async #find(id: SessionId): Promise<Session> {
    const session = await this.#options.sessions.find(id);
    if (!session) throw new ProxyError('not_authenticated');
    return session;
  }
}

/** Somebody who signed out meanwhile needs no tokens. */
function ignoreSignOut(error: unknown): void {
  if (error instanceof ProxyError && error.statusCode === 401) return;
  throw error;
}
