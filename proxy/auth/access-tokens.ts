import { ProxyError } from '../errors/proxy-error.ts';
import type { Observer } from '../observability/observer.ts';
import { PlatformError } from '../platform/errors/platform-error.ts';
import { SessionCooldowns } from '../platform/session-cooldowns.ts';
import { requireGrant, type Tokens } from '../platform/tokens.ts';
import { RefreshBudget } from './refresh-budget.ts';
import type { SessionId } from './session-id.ts';
import type { Session, Sessions } from './sessions.ts';
import { TokenRefresher } from './token-refresher.ts';

/** Milliseconds before its end from which on an access token is renewed (guide, question 2: five minutes). */
const RENEW_WITHIN = 5 * 60_000;

/**
 * Milliseconds after a renewal in which the next one does not run ahead: where access tokens live five
 * minutes or less, every read would ask for new ones otherwise.
 */
const RENEWED_REST = 30_000;

export interface AccessTokensOptions {
  sessions: Sessions;
  /** Fresh tokens for a refresh token; throws {@link PlatformError}. */
  refresh: (refreshToken: string, session: string) => Promise<Tokens>;
  /** Does work that calls the platform for a session when its turn has come, and again where that is of use. */
  admit: <T>(session: string, work: () => Promise<T>) => Promise<T>;
  /** Milliseconds that the lease on a refresh token lasts: longer than a refresh can take. */
  leaseMs: number;
  now: () => number;
  /** From 0 up to but not including 1. */
  random: () => number;
  observer: Observer;
  /** Told when a renewal that nobody waits for has failed. */
  onBackgroundError: (error: unknown) => void;
}

/**
 * Access tokens that are good now. More than five minutes left: used as they are. Five minutes to none:
 * one renewal runs while requests go on with the current token. Run out or refused: everyone waits for
 * the one renewal. There is one renewal per session at a time.
 */
export class AccessTokens {
  readonly #options: AccessTokensOptions;
  readonly #renewals: TokenRefresher;
  readonly #forced: RefreshBudget;
  readonly #cooldowns: SessionCooldowns;
  readonly #underWay = new Map<string, Promise<Tokens>>();
  readonly #watched = new WeakSet<Promise<Tokens>>();

  constructor(options: AccessTokensOptions) {
    this.#options = options;
    this.#renewals = new TokenRefresher(options);
    this.#forced = new RefreshBudget(options.now);
    this.#cooldowns = new SessionCooldowns(options);
  }

  /**
   * @throws {ProxyError} `reauth_required` once the grant has ended
   * @throws {PlatformError} what a renewal failed with
   */
  async current(session: Session): Promise<string> {
    const tokens = requireGrant(session);
    const left = tokens.accessTokenExpiresAt - this.#options.now();
    const renewable = tokens.refreshToken !== undefined;
    if (left > RENEW_WITHIN || (left > 0 && !renewable)) return tokens.accessToken;
    if (left <= 0) return (await this.#renew(session, tokens.accessToken)).accessToken;
    if (this.#mayRefreshAhead(session)) {
      this.#tellOfFault(this.#renew(session, tokens.accessToken));
    }
    return tokens.accessToken;
  }

  /**
   * The token to use after the platform has refused one: renewed only if the refused one is still current.
   * @throws {ProxyError} `platform_error` where this session has forced too many renewals lately
   * @throws as {@link current} does
   */
  async replacementFor(session: Session, refused: string): Promise<string> {
    const current = await this.#options.sessions.find(session.id);
    if (!current) throw new ProxyError('not_authenticated');
    const tokens = requireGrant(current);
    if (tokens.accessToken !== refused) return tokens.accessToken;
    const isUnderWay = this.#underWay.has(session.id.key);
    if (!isUnderWay && !this.#forced.take(session.id.key)) {
      this.#options.observer.tokenRefresh('over_budget');
      throw new PlatformError('token_refused', 'renewed too often lately', { notSent: true });
    }
    const renewed = await this.#renew(current, refused);
    if (renewed.accessToken !== refused) return renewed.accessToken;
    // In doubt, the grant is gone: the token that was kept to its end is refused by now.
    const kept = await this.#options.sessions.find(session.id);
    if (kept?.tokens) await this.#options.sessions.endGrant(kept);
    throw new ProxyError('reauth_required');
  }

  /** Told when the platform refused a replacement as well. */
  refusedAgain(session: Session): void {
    this.#forced.refusedAgain(session.id.key);
  }

  /**
   * Resolves when no renewal is under way and no token pair waits to be written.
   * @param limit milliseconds for which pairs that the store does not take are tried again
   * @returns how many pairs were lost
   */
  async close(limit: number): Promise<number> {
    await Promise.allSettled(this.#underWay.values());
    return this.#renewals.close(limit);
  }

  #mayRefreshAhead(session: Session): boolean {
    const { leaseUntil } = session.record;
    const isLeased = leaseUntil !== null && leaseUntil > this.#options.now();
    const { key } = session.id;
    return this.#underWay.has(key) || (!isLeased && this.#cooldowns.allowsBackground(key));
  }

  /** Has a failure of a renewal that nobody waits for told once, however many requests saw it begin. */
  #tellOfFault(renewal: Promise<Tokens>): void {
    if (this.#watched.has(renewal)) return;
    this.#watched.add(renewal);
    renewal.catch(this.#options.onBackgroundError);
  }

  #renew(session: Session, stale: string): Promise<Tokens> {
    const { key } = session.id;
    let renewal = this.#underWay.get(key);
    if (!renewal) {
      renewal = this.#refreshNow(session.id, stale).finally(() => this.#underWay.delete(key));
      this.#underWay.set(key, renewal);
    }
    return renewal;
  }

  async #refreshNow(id: SessionId, stale: string): Promise<Tokens> {
    const skipped = this.#cooldowns.faultOf(id.key);
    if (skipped) throw skipped;
    try {
      // The turn comes before the lease, which lasts no longer than one call.
      const tokens = await this.#options.admit(id.key, () => this.#renewals.renew(id, stale));
      this.#cooldowns.succeeded(id.key, RENEWED_REST);
      return tokens;
    } catch (error) {
      this.#cooldowns.failed(id.key, error);
      throw error;
    }
  }
}
