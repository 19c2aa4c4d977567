import type { AccountState, Problem } from './account-state.ts';
import { ageMs, isRecent, waitEnd } from './stored-time.ts';

/**
 * Why the balance is asked for: a click, a sign-in that ended or a changed permission wants an answer now,
 * the others are in passing (a popup opened, the page of a top-up was closed, the browser is online
 * again, an alarm rang).
 */
export type RefreshTrigger =
  | 'click'
  | 'sign_in'
  | 'permission'
  | 'passing'
  | 'top_up_closed'
  | 'online'
  | 'alarm';

/** Whether a request is made in passing: it yields to a pause the proxy asked for, and to requests under way. */
export function isBackgroundTrigger(reason: RefreshTrigger): boolean {
  return reason !== 'click' && reason !== 'sign_in' && reason !== 'permission';
}

/** Whether the reason is news of which the answer to a request under way knows nothing. */
export function isNews(reason: RefreshTrigger): boolean {
  return reason === 'sign_in' || reason === 'permission' || reason === 'top_up_closed';
}

/** Whether a request for `reason` is worth making. `now` is Unix milliseconds. */
export function mayRefresh(state: AccountState, reason: RefreshTrigger, now: number): boolean {
  if (!isBackgroundTrigger(reason)) return true;
  if (pauseEnd(state.problem, now) !== null) return false;
  return reason === 'passing' || mayHaveSession(state);
}

function pauseEnd(problem: Problem | null, now: number): number | null {
  return problem && waitEnd(problem.at, problem.retryAt, now);
}

/** Whether the proxy may have a session for us; where it has none, nothing is asked until the user acts. */
export function mayHaveSession({ phase }: AccountState): boolean {
  return phase === 'unknown' || phase === 'signed_in';
}

/** What the pace depends on. Times are Unix milliseconds. */
export interface Pace {
  /** The interval that the user has chosen. */
  minutes: number;
  state: AccountState;
  /** When the extension was last used; `null` where that is not known. */
  usedAt: number | null;
  /** Whether a top-up has begun so lately that its outcome is waited for. */
  awaitsTopUp: boolean;
}

/** For so long (milliseconds) after it was used last, the balance is looked at often. */
const LIVELY_FOR = 10 * 60_000;

/** From so long (milliseconds) after it was used last, the balance is looked at seldom. */
const IDLE_AFTER = 2 * 24 * 60 * 60_000;

/** So many times the chosen interval is a look apart from the next when nobody uses the extension. */
const IDLE_FACTOR = 4;

/** The shortest that a browser's alarm can be set to, in minutes. */
const SHORTEST = 0.5;

/**
 * Minutes until the next look at the balance when nobody asks; `null` for none at all. Never before
 * the proxy wants to be asked again. `random`, from 0 to 1, spreads the looks of many browsers.
 */
export function minutesUntilRefresh(pace: Pace, now: number, random: number): number | null {
  const { state } = pace;
  if (!mayHaveSession(state)) return null;
  const end = pauseEnd(state.problem, now);
  const pause = end === null ? 0 : (end - now) / 60_000 + random;
  return Math.max(SHORTEST, pause, wished(pace, now, random));
}

/**
 * Whether the last request of somebody who is signed in is more than so many minutes ago, or at a time that
 * has not come yet. `now` is Unix milliseconds.
 */
export function isOverdue(state: AccountState, minutes: number, now: number): boolean {
  if (state.phase !== 'signed_in') return false;
  const requestedAt = [state.account.as_of * 1000, state.problem?.at ?? 0];
  return !requestedAt.some((at) => isRecent(at, minutes * 60_000, now));
}

function wished({ minutes, state, usedAt, awaitsTopUp }: Pace, now: number, random: number) {
  // Whatever is in trouble gets half as many looks, however much they are wished for.
  const haste = state.problem ? 2 : 1;
  if (awaitsTopUp) return (0.5 + random / 2) * haste;
  const unused = (usedAt === null ? null : ageMs(usedAt, now)) ?? LIVELY_FOR;
  if (unused < LIVELY_FOR) return Math.min((1 + random) * haste, minutes);
  return minutes * (unused < IDLE_AFTER ? 1 : IDLE_FACTOR) * (0.9 + random / 5);
}
