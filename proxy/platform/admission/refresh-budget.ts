import { LRUCache } from 'lru-cache';

/** Refreshes that a caller can force in a row. */
const MAX_FORCED_REFRESHES = 3;

/** Milliseconds until the budget of a caller grows by one refresh. */
const REFILL_MS = 60_000;

const MAX_CALLERS = 10_000;

/**
 * Limits the refreshes that 401 responses force. If a platform refuses every access token, each read would
 * otherwise use up a refresh token.
 */
export class RefreshBudget {
  readonly #now: () => number;
  /** Unix milliseconds at which the budget of a caller is full again. */
  readonly #fullAt = new LRUCache<string, number>({ max: MAX_CALLERS });

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes one refresh from the budget of a caller; returns false if none is left. */
  take(caller: string): boolean {
    const now = this.#now();
    const usedMs = Math.max(0, (this.#fullAt.get(caller) ?? now) - now);
    if (usedMs > (MAX_FORCED_REFRESHES - 1) * REFILL_MS) return false;
    this.#fullAt.set(caller, now + usedMs + REFILL_MS);
    return true;
  }

  /** Empties the budget of a caller, because the platform refused the refreshed token as well. */
  empty(caller: string): void {
    this.#fullAt.set(caller, this.#now() + MAX_FORCED_REFRESHES * REFILL_MS);
  }
}
