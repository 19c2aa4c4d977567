import { LRUCache } from 'lru-cache';

/** TokenRefresher that a session may force in a row, and milliseconds until it may force one more. */
const BUDGET = { renewals: 3, refill: 60_000 };

/** Sessions remembered at the most; the oldest make room. */
const MOST_SESSIONS = 10_000;

/**
 * A cap on the renewals that 401 answers force: a platform that refuses every access token would have each
 * reader use up one refresh token after the other.
 */
export class RefreshBudget {
  readonly #now: () => number;
  /** For each session, when its forced renewals are paid off. */
  readonly #paidOffAt = new LRUCache<string, number>({ max: MOST_SESSIONS });

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether this session may force a renewal now; counts it where it may. */
  take(key: string): boolean {
    const now = this.#now();
    const debt = (this.#paidOffAt.get(key) ?? now) - now;
    if (debt > (BUDGET.renewals - 1) * BUDGET.refill) return false;
    this.#paidOffAt.set(key, now + Math.max(0, debt) + BUDGET.refill);
    return true;
  }

  /** The token of a forced renewal was refused as well: the next one has to wait for the whole time. */
  refusedAgain(key: string): void {
    this.#paidOffAt.set(key, this.#now() + BUDGET.renewals * BUDGET.refill);
  }
}
