import type { AccountState, Problem } from './account-state.ts';
import { ageMs, isRecent, waitEnd } from './stored-time.ts';

/** What one refresh trigger may do. */
interface TriggerRules {
  /** Waits for the end of a cooldown, and joins any refresh that is running. Nobody waits for its result. */
  background: boolean;
  /** Does nothing if the proxy is known to have no session for us. */
  needsSession: boolean;
  /** Starts a new request: the response to a running one may predate this event. */
  supersedes: boolean;
  /** When the result may replace the problem of a failed sign-out, which the user has yet to deal with. */
  replacesSignOutProblem: 'always' | 'on_success' | 'never';
}

const FOREGROUND: TriggerRules = {
  background: false,
  needsSession: false,
  supersedes: false,
  replacesSignOutProblem: 'never',
};

const BACKGROUND: TriggerRules = { ...FOREGROUND, background: true, needsSession: true };

/** Why the balance is fetched, and what each trigger may do. */
export const REFRESH_TRIGGERS = {
  click: { ...FOREGROUND, replacesSignOutProblem: 'always' },
  sign_in: { ...FOREGROUND, supersedes: true, replacesSignOutProblem: 'on_success' },
  permission: { ...FOREGROUND, supersedes: true },
  popup_opened: { ...BACKGROUND, needsSession: false },
  top_up_closed: { ...BACKGROUND, supersedes: true },
  online: BACKGROUND,
  alarm: BACKGROUND,
} satisfies Record<string, TriggerRules>;

export type RefreshTrigger = keyof typeof REFRESH_TRIGGERS;

/** Whether `trigger` may send a request. `now` is in Unix milliseconds. */
export function mayRefresh(state: AccountState, trigger: RefreshTrigger, now: number): boolean {
  const { background, needsSession }: TriggerRules = REFRESH_TRIGGERS[trigger];
  if (background && pauseEnd(state.problem, now) !== null) return false;
  return !needsSession || mayHaveSession(state);
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
