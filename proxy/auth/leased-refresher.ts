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

export interface LeasedRefresherOptions {
  sessions: Sessions;
  /** Sends the refresh request; throws {@link PlatformError}. */
  refresh: (refreshToken: string, session: string) => Promise<Tokens>;
  /** Duration of the refresh lease; must exceed the time limit of a refresh request. */
  leaseMs: number;
  /** Unix milliseconds. */
  now: () => number;
  observer: Observer;
}

/** Between two reads of a record whose lease another process holds, or has just taken. */
const LEASE_POLL = { firstMs: 20, maxMs: 200 };

/**
 * How long an expired lease is left alone. Its holder may have unsaved tokens, and repeats the write more often than
 * that.
 */
const EXPIRED_LEASE_GRACE_MS = 3_000;

/** Attempts to write to a record that others write at the same time. */
const MAX_WRITE_ATTEMPTS = 5;

/**
 * Refreshes the tokens of a session, in one process at a time: the lease is taken by compare-and-set, the record is
 * read again under the lease, and new tokens are stored before they are used.
 */
export class LeasedRefresher {
  readonly #options: LeasedRefresherOptions;
  readonly #unsaved: UnsavedTokens;

  constructor(options: LeasedRefresherOptions) {
    this.#options = options;
    this.#unsaved = new UnsavedTokens((count) => options.observer.unsavedTokens(count));
  }

  /**
   * Returns tokens with another access token than the stale one, from this process or from another one.
   * @param stale the access token to replace
   * @throws {ProxyError} for example `not_authenticated` if the session was signed out meanwhile, or
   *   `store_unavailable` if no write of the lease succeeds
   * @throws {PlatformError} the session stays unless it is `grant_ended`
   */
  async refresh(id: SessionId, stale: string): Promise<Tokens> {
    const { sessions, leaseMs, now, observer } = this.#options;
    await this.#unsaved.writeNow(id.key);
    let expiredSince: number | undefined;
    let waits = 0;
    let attempts = 0;
    for (;;) {
      const session = await this.#find(id);
      const tokens = requireGrant(session);
      if (tokens.accessToken !== stale) return tokens;
      const { leaseUntil } = session.record;
      const isLeased = (leaseUntil ?? 0) > now();
      if (leaseUntil !== null && !isLeased) expiredSince ??= now();
      if (
        isLeased ||
        (expiredSince !== undefined && now() - expiredSince < EXPIRED_LEASE_GRACE_MS)
      ) {
        if (waits === 0) observer.leaseContended();
        await wait(backoffMs(waits++, LEASE_POLL));
        continue;
      }
      if (waits > 0 && leaseUntil === null) {
        // The process that released the lease has just failed, and another request would likely fail too.
        throw new PlatformError('unavailable', 'another process could not refresh the token', {
          notSent: true,
        });
      }
      const leased = await sessions.takeLease(session, now() + leaseMs);
      const refreshed = leased && (await this.#refreshUnderLease(leased, stale));
      if (refreshed) return refreshed;
      observer.leaseContended();
      attempts += 1;
      if (attempts === MAX_WRITE_ATTEMPTS) throw new ProxyError('store_unavailable');
      await wait(backoffMs(attempts, LEASE_POLL));
    }
  }

  /** Writes unsaved tokens for at most `limitMs`; returns how many were lost. */
  async close(limitMs: number): Promise<number> {
    return this.#unsaved.close(limitMs);
  }

  /** @returns undefined if the lease was lost; read the session again then */
  async #refreshUnderLease(leased: Session, stale: string): Promise<Tokens | undefined> {
    const { refresh, observer } = this.#options;
    const session = await this.#find(leased.id);
    if (session.record.version !== leased.record.version) return undefined;
    const { refreshToken } = requireGrant(session);
    let fresh: Tokens;
    try {
      if (refreshToken === undefined) throw new PlatformError('grant_ended', 'no refresh token');
      fresh = await refresh(refreshToken, session.id.key);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      if (error.kind === 'grant_ended') return this.#endGrant(session, error);
      observer.tokenRefresh('failed');
      await this.#release(session, error.inDoubt);
      throw error;
    }
    const write = () => this.#write(session, stale, fresh);
    try {
      const written = await write();
      observer.tokenRefresh('refreshed');
      return written;
    } catch (error) {
      if (error instanceof ProxyError && error.code === 'store_unavailable') {
        observer.tokenRefresh('unsaved');
        this.#unsaved.add(session.id.key, () => write().catch(ignoreSignOut));
      }
      throw error;
    }
  }

  /**
   * Handles a refused refresh token. In doubt, it may have been used by a request whose response was lost: then the
   * access token is kept until it expires, without a refresh token.
   */
  async #endGrant(session: Session, error: PlatformError): Promise<Tokens | undefined> {
    const { sessions, now, observer } = this.#options;
    const { refreshToken: _, ...tokens } = requireGrant(session);
    if (session.record.inDoubt && tokens.accessTokenExpiresAt > now()) {
      const kept = await sessions.replaceTokens(session, tokens);
      return kept && tokens;
    }
    const ended = await sessions.endGrant(session);
    if (!ended) return undefined;
    observer.tokenRefresh('ended');
    throw error;
  }

  /** A lease that cannot be released expires, which leaves the session in doubt; that is safe. */
  async #release(session: Session, inDoubt: boolean): Promise<void> {
    const { sessions } = this.#options;
    await sessions.releaseLease(session, inDoubt || session.record.inDoubt).catch(() => {});
  }

  /** Writes fresh tokens over the stale ones, whose record may have a newer version by now. */
  async #write(leased: Session, stale: string, fresh: Tokens): Promise<Tokens> {
    const { sessions } = this.#options;
    let session = leased;
    for (let attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt++) {
      if (await sessions.replaceTokens(session, fresh)) return fresh;
      session = await this.#find(leased.id);
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

/** A session that was signed out meanwhile needs no tokens. */
function ignoreSignOut(error: unknown): void {
  if (error instanceof ProxyError && error.statusCode === 401) return;
  throw error;
}
