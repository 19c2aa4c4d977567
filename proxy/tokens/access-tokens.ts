import { ProxyError } from '../errors/proxy-error.ts';
import { PlatformFault } from '../platform/faults.ts';
import type { Session, Sessions } from '../session/sessions.ts';
import type { Tokens } from './tokens.ts';

/** Milliseconds before its end from which on an access token is renewed (guide, question 2: five minutes). */
const RENEW_WITHIN = 5 * 60_000;

/** How often a write that lost against another one is looked at again. */
const ATTEMPTS = 3;

export interface AccessTokensOptions {
  sessions: Sessions;
  /** Fresh tokens for a refresh token; throws {@link PlatformFault}. */
  refresh: (refreshToken: string) => Promise<Tokens>;
  now: () => number;
  /** Told when a renewal that nobody waits for has failed. */
  onBackgroundFault: (error: unknown) => void;
}

/**
 * Access tokens that are good now. More than five minutes left: used as they are. Five minutes to none:
 * one renewal runs while requests go on with the current token. Run out or refused: everyone waits for
 * the one renewal. There is one renewal per session at a time.
 */
export class AccessTokens {
  readonly #options: AccessTokensOptions;
  readonly #renewals = new Map<string, Promise<Tokens>>();
  readonly #watched = new WeakSet<Promise<Tokens>>();

  constructor(options: AccessTokensOptions) {
    this.#options = options;
  }

  /** @throws {ProxyError} `reauth_required` once the grant has ended, or what a failed renewal means. */
  async current(session: Session): Promise<string> {
    const tokens = requireGrant(session);
    const left = tokens.accessTokenExpiresAt - this.#options.now();
    const renewable = tokens.refreshToken !== undefined;
    if (left > RENEW_WITHIN || (left > 0 && !renewable)) return tokens.accessToken;
    const renewal = this.#renew(session, tokens.accessToken);
    if (left <= 0) return (await renewal).accessToken;
    this.#tellOfFault(renewal);
    return tokens.accessToken;
  }

  /**
   * The token to use after the platform has refused one.
   * @throws {ProxyError} as {@link current} does.
   */
  async replacementFor(session: Session, refused: string): Promise<string> {
    requireGrant(session);
    return (await this.#renew(session, refused)).accessToken;
  }

  /** Resolves when no renewal is under way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#renewals.values());
  }

  /** Has a failure of a renewal that nobody waits for told once, however many requests saw it begin. */
  #tellOfFault(renewal: Promise<Tokens>): void {
    if (this.#watched.has(renewal)) return;
    this.#watched.add(renewal);
    renewal.catch(this.#options.onBackgroundFault);
  }

  #renew(session: Session, stale: string): Promise<Tokens> {
    const key = session.record.idHash.toString('base64');
    let renewal = this.#renewals.get(key);
    if (!renewal) {
      renewal = this.#renewOnce(session.id, stale).finally(() => this.#renewals.delete(key));
      this.#renewals.set(key, renewal);
    }
    return renewal;
  }

  async #renewOnce(sessionId: string, stale: string): Promise<Tokens> {
    const { sessions, refresh } = this.#options;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const session = await sessions.find(sessionId);
      if (!session) throw new ProxyError('not_authenticated');
      const tokens = requireGrant(session);
      // Somebody else has renewed since the caller read the record.
      if (tokens.accessToken !== stale) return tokens;
      let renewed: Session | undefined;
      try {
        if (tokens.refreshToken === undefined)
          throw new PlatformFault('grant_ended', 'no refresh token');
        renewed = await sessions.replaceTokens(session, await refresh(tokens.refreshToken));
      } catch (error) {
        if (!(error instanceof PlatformFault)) throw error;
        if (error.kind !== 'grant_ended') throw error.toProxyError();
        renewed = await sessions.endGrant(session);
      }
      if (renewed) return requireGrant(renewed);
    }
    throw new ProxyError('store_unavailable');
  }
}

function requireGrant(session: Session): Tokens {
  if (session.tokens === null) throw new ProxyError('reauth_required');
  return session.tokens;
}
