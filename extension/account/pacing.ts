import type { AccountState } from './state.ts';

/**
 * Why the balance is asked for: a click, a sign-in that ended or a changed permission wants an answer now,
 * the others are in passing (a popup opened, an alarm rang).
 */
export type Reason = 'click' | 'sign_in' | 'permission' | 'passing' | 'alarm';

/** Whether a request is made in passing: it yields to a pause the proxy asked for, and to requests under way. */
export function isInPassing(reason: Reason): boolean {
  return reason === 'alarm' || reason === 'passing';
}

/** Whether the reason is news of which the answer to a request under way knows nothing. */
export function isNews(reason: Reason): boolean {
  return reason === 'sign_in' || reason === 'permission';
}

/** Whether a request for `reason` is worth making. `now` is Unix milliseconds. */
export function mayAsk(state: AccountState, reason: Reason, now: number): boolean {
  if (!isInPassing(reason)) return true;
  const retryAt = state.trouble?.retryAt ?? null;
  if (retryAt !== null && now < retryAt) return false;
  const hasSession = state.phase === 'unknown' || state.phase === 'signed_in';
  return reason === 'passing' || hasSession;
}

/** Minutes between two looks at the balance when nobody asks. */
export function minutesBetweenLooks(): number {
  return 10;
}
