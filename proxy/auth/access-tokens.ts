import { ProxyError } from '../errors/proxy-error.ts';
import type { Observer } from '../observability/observer.ts';
import type { Admission } from '../platform/admission/admission.ts';
import { PlatformError } from '../platform/errors/platform-error.ts';
import type { Tokens } from '../platform/tokens.ts';
import { requireGrant } from './require-grant.ts';
import type { SessionId } from './session-id.ts';
import type { Session, Sessions } from './sessions.ts';
import { TokenRefresher } from './token-refresher.ts';

/** Milliseconds before its end from which on an access token is renewed (guide, question 2: five minutes). */
const RENEW_WITHIN = 5 * 60_000;

export interface AccessTokensOptions {
  sessions: Sessions;
  /** Fresh tokens for a refresh token; throws {@link PlatformError}. */
  refresh: (refreshToken: string, session: string) => Promise<Tokens>;
  admission: Admission;
  /** Milliseconds that the lease on a refresh token lasts: longer than a refresh can take. */
  leaseMs: number;
  now: () => number;
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
  readonly #underWay = new Map<string, Promise<Tokens>>();
  readonly #watched = new WeakSet<Promise<Tokens>>();

  constructor(options: AccessTokensOptions) {
    this.#options = options;
    this.#renewals = new TokenRefresher(options);
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
    if (!isUnderWay && !this.#options.admission.takeForcedRefresh(session.id.key)) {
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
    this.#options.admission.forcedRefreshRefused(session.id.key);
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
    return (
      this.#underWay.has(key) || (!isLeased && this.#options.admission.allowsBackgroundRefresh(key))
    );
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
    // Admission comes before the lease, which lasts no longer than one request.
    return this.#options.admission.run('refresh', id.key, () => this.#renewals.refresh(id, stale));
  }
}
