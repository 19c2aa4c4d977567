import { ProxyError } from '../errors/proxy-error.ts';
import type { Admission } from '../platform/admission/admission.ts';
import { PlatformError } from '../platform/errors/platform-error.ts';
import type { Tokens } from '../platform/tokens.ts';
import { LeasedRefresher, type LeasedRefresherOptions } from './leased-refresher.ts';
import { requireGrant } from './require-grant.ts';
import type { SessionId } from './session-id.ts';
import type { Session } from './sessions.ts';

/** An access token with less time left is refreshed ahead of its expiry (platform guide, question 2). */
const REFRESH_AHEAD_MS = 5 * 60_000;

export interface AccessTokensOptions extends LeasedRefresherOptions {
  admission: Admission;
  /** Receives the error of a token refresh that no request waits for. */
  onBackgroundError: (error: unknown) => void;
}

/**
 * Valid access tokens. With more than five minutes left, a token is used as it is. With less, one refresh runs in the
 * background while requests use the current token. Once it has expired or was refused, all requests of the session
 * wait for the one refresh.
 */
export class AccessTokens {
  readonly #options: AccessTokensOptions;
  readonly #refresher: LeasedRefresher;
  /** The running refresh of each session. */
  readonly #pending = new Map<string, Promise<Tokens>>();

  constructor(options: AccessTokensOptions) {
    this.#options = options;
    this.#refresher = new LeasedRefresher(options);
  }

  /**
   * @throws {ProxyError} `reauth_required` once the grant has ended
   * @throws {PlatformError} the error of the token refresh
   */
  async current(session: Session): Promise<string> {
    const { accessToken, accessTokenExpiresAt, refreshToken } = requireGrant(session);
    const leftMs = accessTokenExpiresAt - this.#options.now();
    if (leftMs <= 0) return (await this.#refresh(session.id, accessToken)).accessToken;
    if (leftMs <= REFRESH_AHEAD_MS && refreshToken !== undefined) {
      this.#refreshAhead(session, accessToken);
    }
    return accessToken;
  }

  /**
   * The token to use after the platform refused one. Refreshes only if the refused one is still current.
   * @throws {PlatformError} `token_refused` if the refresh budget of the session is used up
   * @throws as {@link current} does
   */
  async replacementFor(session: Session, refused: string): Promise<string> {
    const { sessions, admission, observer } = this.#options;
    const { id } = session;
    const current = await sessions.find(id);
    if (!current) throw new ProxyError('not_authenticated');
    const { accessToken } = requireGrant(current);
    if (accessToken !== refused) return accessToken;
    if (!this.#pending.has(id.key) && !admission.takeForcedRefresh(id.key)) {
      observer.tokenRefresh('over_budget');
      throw new PlatformError('token_refused', 'refreshed too often lately', { notSent: true });
    }
    const refreshed = await this.#refresh(id, refused);
    if (refreshed.accessToken !== refused) return refreshed.accessToken;
    // The session was in doubt and kept its access token, which is refused now: the grant has ended.
    const kept = await sessions.find(id);
    if (kept?.tokens) await sessions.endGrant(kept);
    throw new ProxyError('reauth_required');
  }

  /** Reports that the platform refused a replacement as well. */
  refusedAgain({ id }: Session): void {
    this.#options.admission.forcedRefreshRefused(id.key);
  }

  /**
   * Resolves when no refresh is running and no unsaved tokens are left.
   * @param limitMs how long writes of unsaved tokens are repeated
   * @returns how many tokens were lost
   */
  async close(limitMs: number): Promise<number> {
    await Promise.allSettled(this.#pending.values());
    return this.#refresher.close(limitMs);
  }

  /** Starts a refresh that no request waits for, unless one is running, here or in another process. */
  #refreshAhead({ id, record }: Session, stale: string): void {
    const { admission, now, onBackgroundError } = this.#options;
    const isLeased = (record.leaseUntil ?? 0) > now();
    if (isLeased || this.#pending.has(id.key) || !admission.allowsBackgroundRefresh(id.key)) return;
    this.#refresh(id, stale).catch(onBackgroundError);
  }

  #refresh(id: SessionId, stale: string): Promise<Tokens> {
    const { admission } = this.#options;
    let pending = this.#pending.get(id.key);
    if (!pending) {
      // Admission comes before the lease, which lasts no longer than one request.
      pending = admission
        .run('refresh', id.key, () => this.#refresher.refresh(id, stale))
        .finally(() => this.#pending.delete(id.key));
      this.#pending.set(id.key, pending);
    }
    return pending;
  }
}
