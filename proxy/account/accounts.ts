import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { PlatformAccount } from '../../shared/replies.ts';
import type { AccessTokens } from '../auth/access-tokens.ts';
import { sessionKey } from '../auth/session-id.ts';
import type { Session } from '../auth/sessions.ts';
import type { AccountApi } from '../platform/account-api.ts';
import { PlatformError } from '../platform/errors/platform-error.ts';
import type { AccountFields } from '../platform/responses/account-fields.ts';

/** An account, and when the platform described it so (Unix milliseconds). */
export interface AccountSnapshot {
  account: PlatformAccount;
  takenAt: number;
}

export interface AccountsOptions {
  api: AccountApi;
  accessTokens: AccessTokens;
  /** Milliseconds for which one reading serves the same session again; 0 asks the platform each time. */
  maxAge: number;
  now: () => number;
}

/** Readings kept in memory at the most; the oldest make room. */
const MOST_READINGS = 10_000;

/**
 * Top-up calls of one session at a time; further requests share one of them. A platform that leaves one session
 * waiting must not use up the connections of all.
 */
const MAX_TOP_UPS = 32;

/** What a session may see of its account. Readers that come at the same time share one call to the platform. */
export class Accounts {
  readonly #options: AccountsOptions;
  readonly #underWay = new Map<string, Promise<AccountSnapshot>>();
  readonly #topUpsUnderWay = new Map<string, Set<Promise<string>>>();
  readonly #readings = new LRUCache<string, AccountSnapshot>({ max: MOST_READINGS });

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  /** @throws {ProxyError} */
  async read(session: Session): Promise<AccountSnapshot> {
    const { key } = session.id;
    const kept = this.#readings.get(key);
    if (session.tokens && kept && this.#isYoung(kept)) return kept;
    return this.#underWay.get(key) ?? this.#begin(session, key);
  }

  /** @throws {ProxyError} */
  async topUpUrl(session: Session): Promise<string> {
    const { key } = session.id;
    const underWay = this.#topUpsUnderWay.get(key) ?? new Set();
    const [first] = underWay;
    if (first && underWay.size >= MAX_TOP_UPS) return first;
    const { api } = this.#options;
    const topUp = this.#withAccessToken(session, (token) => api.topUpUrl(token, key)).finally(
      () => {
        underWay.delete(topUp);
        if (underWay.size === 0) this.#topUpsUnderWay.delete(key);
      },
    );
    this.#topUpsUnderWay.set(key, underWay.add(topUp));
    return topUp;
  }

  /** Drops what is kept in memory for a session that has ended, and what is on its way there. */
  forget(idHash: Buffer): void {
    const key = sessionKey(idHash);
    this.#readings.delete(key);
    this.#underWay.delete(key);
  }

  /** Drops the readings that are too old to be served again. */
  forgetExpired(): void {
    for (const [key, reading] of this.#readings) {
      if (!this.#isYoung(reading)) this.#readings.delete(key);
    }
  }

  #begin(session: Session, key: string): Promise<AccountSnapshot> {
    const reading = this.#readNow(session);
    this.#underWay.set(key, reading);
    const isWanted = () => this.#underWay.get(key) === reading;
    reading.then(
      (read) => {
        if (!isWanted()) return;
        this.#underWay.delete(key);
        if (this.#options.maxAge > 0) this.#readings.set(key, read);
      },
      () => {
        if (isWanted()) this.#underWay.delete(key);
      },
    );
    return reading;
  }

  async #readNow(session: Session): Promise<AccountSnapshot> {
    const { api, now } = this.#options;
    const { key } = session.id;
    const read = await this.#withAccessToken(session, (token) => api.userInfo(token, key));
    return { account: withIdentity(read, key), takenAt: now() };
  }

  /** A clock that was put back makes a reading old, not young for ever. */
  #isYoung({ takenAt }: AccountSnapshot): boolean {
    const age = this.#options.now() - takenAt;
    return age >= 0 && age < this.#options.maxAge;
  }

  /** Calls with a good token; if the platform refuses it, renews and tries once more. */
  async #withAccessToken<T>(session: Session, call: (token: string) => Promise<T>): Promise<T> {
    const { accessTokens } = this.#options;
    try {
      const token = await accessTokens.current(session);
      try {
        return await call(token);
      } catch (error) {
        if (!isRefusal(error)) throw error;
      }
      const replacement = await accessTokens.replacementFor(session, token);
      try {
        return await call(replacement);
      } catch (error) {
        if (isRefusal(error)) accessTokens.refusedAgain(session);
        throw error;
      }
    } catch (error) {
      throw error instanceof PlatformError ? error.toProxyError() : error;
    }
  }
}

/** Stands for the name of an account of which the platform tells only the balance. */
const UNNAMED = '—';

/**
 * The account with an id and a name, whatever the platform told of them. One of which nothing is known has an id
 * for as long as its session lasts: two people are never taken for one.
 */
function withIdentity(account: AccountFields, sessionKey: string): PlatformAccount {
  const { id, username, email } = account;
  const anonymousId = () => `session-${hash('sha256', `account ${sessionKey}`).slice(0, 16)}`;
  return {
    ...account,
    id: id ?? username ?? email ?? anonymousId(),
    username: username ?? email ?? (id === undefined ? UNNAMED : String(id)),
  };
}

function isRefusal(error: unknown): boolean {
  return error instanceof PlatformError && error.kind === 'token_refused';
}
