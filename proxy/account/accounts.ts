import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { PlatformAccount } from '../../shared/replies.ts';
import type { AccessTokens } from '../auth/access-token-refresh.ts';
import { sessionKey } from '../auth/session-id.ts';
import type { Session } from '../auth/sessions.ts';
import type { AccountApi } from '../platform/account-api.ts';
import { PlatformError } from '../platform/errors/platform-error.ts';
import type { AccountFields } from '../platform/responses/account-fields.ts';

/** The account as the platform described it at one time. */
export interface AccountSnapshot {
  account: PlatformAccount;
  /** Unix milliseconds. */
  takenAt: number;
}

export interface AccountsOptions {
  api: AccountApi;
  accessTokens: AccessTokens;
  /** How long a snapshot is served from the cache; 0 switches the cache off. */
  maxAgeMs: number;
  now: () => number;
}

const MAX_SNAPSHOTS = 10_000;

/**
 * Concurrent top-up requests of one session; further ones share the first. Otherwise a platform that does not respond
 * to one session could occupy the connections of all sessions.
 */
const MAX_TOP_UPS = 32;

/**
 * Account data and top-up addresses of sessions. Concurrent reads of one session share one platform request, and
 * snapshots are cached.
 */
export class Accounts {
  readonly #options: AccountsOptions;
  readonly #pending = new Map<string, Promise<AccountSnapshot>>();
  readonly #pendingTopUps = new Map<string, Set<Promise<string>>>();
  readonly #snapshots = new LRUCache<string, AccountSnapshot>({ max: MAX_SNAPSHOTS });

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  /** @throws {ProxyError} */
  async snapshot(session: Session): Promise<AccountSnapshot> {
    const { key } = session.id;
    const cached = this.#snapshots.get(key);
    if (session.tokens && cached && this.#isFresh(cached)) return cached;
    return this.#pending.get(key) ?? this.#startFetch(session, key);
  }

  /** @throws {ProxyError} */
  async topUpUrl(session: Session): Promise<string> {
    const { key } = session.id;
    const pending = this.#pendingTopUps.get(key) ?? new Set();
    const [first] = pending;
    if (first && pending.size >= MAX_TOP_UPS) return first;
    const { api } = this.#options;
    const topUp = this.#withAccessToken(session, (token) => api.topUpUrl(token, key)).finally(
      () => {
        pending.delete(topUp);
        if (pending.size === 0) this.#pendingTopUps.delete(key);
      },
    );
    this.#pendingTopUps.set(key, pending.add(topUp));
    return topUp;
  }

  /** Drops the snapshot of an ended session, and the result of a read in progress. */
  forget(idHash: Buffer): void {
    const key = sessionKey(idHash);
    this.#snapshots.delete(key);
    this.#pending.delete(key);
  }

  /** Drops the snapshots that are too old to be served. */
  forgetExpired(): void {
    for (const [key, snapshot] of this.#snapshots) {
      if (!this.#isFresh(snapshot)) this.#snapshots.delete(key);
    }
  }

  #startFetch(session: Session, key: string): Promise<AccountSnapshot> {
    const fetching = this.#fetch(session);
    this.#pending.set(key, fetching);
    const isWanted = () => this.#pending.get(key) === fetching;
    fetching.then(
      (snapshot) => {
        if (!isWanted()) return;
        this.#pending.delete(key);
        if (this.#options.maxAgeMs > 0) this.#snapshots.set(key, snapshot);
      },
      () => {
        if (isWanted()) this.#pending.delete(key);
      },
    );
    return fetching;
  }

  async #fetch(session: Session): Promise<AccountSnapshot> {
    const { api, now } = this.#options;
    const { key } = session.id;
    const read = await this.#withAccessToken(session, (token) => api.userInfo(token, key));
    return { account: withIdentity(read, key), takenAt: now() };
  }

  /** False for a time in the future, so that a clock that was set back does not keep a snapshot for longer. */
  #isFresh({ takenAt }: AccountSnapshot): boolean {
    const age = this.#options.now() - takenAt;
    return age >= 0 && age < this.#options.maxAgeMs;
  }

  /** Sends a request with a valid access token; if the platform refuses it, refreshes it and sends once more. */
  async #withAccessToken<T>(session: Session, send: (token: string) => Promise<T>): Promise<T> {
    const { accessTokens } = this.#options;
    try {
      const token = await accessTokens.current(session);
      try {
        return await send(token);
      } catch (error) {
        if (!isRefusal(error)) throw error;
      }
      const replacement = await accessTokens.replacementFor(session, token);
      try {
        return await send(replacement);
      } catch (error) {
        if (isRefusal(error)) accessTokens.refusedAgain(session);
        throw error;
      }
    } catch (error) {
      throw error instanceof PlatformError ? error.toProxyError() : error;
    }
  }
}

/** The name of an account for which the platform sends neither name nor id. */
const UNNAMED = '—';

/**
 * Adds the id and name that the platform did not send. An account without both gets an id from its session, so that
 * two accounts are never taken for one.
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
