import type { AccountState, Problem } from './account-state.ts';
import { ageMs, isRecent, waitEnd } from './stored-time.ts';

/** What one refresh trigger may do. */
interface TriggerRules {
  /** Waits for the end of a cooldown, and joins any refresh that is running. Nobody waits for its result. */
  background?: true;
  /** Does nothing if the proxy is known to have no session for us. */
  needsSession?: true;
  /** Starts a new request: the response to a running one may predate this event. */
  supersedes?: true;
  /** When the result may replace the problem of a failed sign-out, which the user has yet to deal with. */
  replacesSignOutProblem?: 'always' | 'on_success';
}

const RULES = {
  click: { replacesSignOutProblem: 'always' },
  sign_in: { supersedes: true, replacesSignOutProblem: 'on_success' },
  permission: { supersedes: true },
  popup_opened: { background: true },
  top_up_closed: { background: true, needsSession: true, supersedes: true },
  alarm: { background: true, needsSession: true },
} satisfies Record<string, TriggerRules>;

/** Why the balance is fetched. */
export type RefreshTrigger = keyof typeof RULES;

/** What each trigger may do. */
export const REFRESH_TRIGGERS: Record<RefreshTrigger, TriggerRules> = RULES;

/** Whether `trigger` may send a request. `now` is in Unix milliseconds. */
export function mayRefresh(state: AccountState, trigger: RefreshTrigger, now: number): boolean {
  const { background, needsSession } = REFRESH_TRIGGERS[trigger];
  if (background && cooldownEnd(state.problem, now) !== null) return false;
  return !needsSession || mayHaveSession(state);
}

function cooldownEnd(problem: Problem | null, now: number): number | null {
  return problem && waitEnd(problem.at, problem.retryAt, now);
}

/** Whether the proxy may have a session for us. Where it has none, only the user starts a request. */
function mayHaveSession({ phase }: AccountState): boolean {
  return phase === 'unknown' || phase === 'signed_in';
}

/** What the time of the next refresh depends on. Times are Unix milliseconds. */
export interface RefreshConditions {
  /** The refresh interval from the preferences. */
  minutes: number;
  state: AccountState;
  /** When the extension was last used, `null` if unknown. */
  usedAt: number | null;
  /** Whether that use was about this account. */
  isLastUsed: boolean;
  /** Whether a top-up was started recently, so that its credit may arrive at any time. */
  awaitsCredit: boolean;
}

/** For this long after it was last used, the extension refreshes the account in use often. */
const ACTIVE_MS = 10 * 60_000;

/** If it has not been used for this long, it refreshes {@link IDLE_FACTOR} times less often. */
const IDLE_AFTER_MS = 2 * 24 * 60 * 60_000;

const IDLE_FACTOR = 4;

/** The shortest time that a browser's alarm can be set to, in minutes. */
export const MIN_ALARM_MINUTES = 0.5;

/**
 * Minutes until the next refresh without a user, never before the end of a cooldown. `null` if there is none.
 * `random`, from 0 to 1, spreads the refreshes of many browsers.
 */
export function minutesUntilRefresh(
  conditions: RefreshConditions,
  now: number,
  random: number,
): number | null {
  const { state } = conditions;
  if (!mayHaveSession(state)) return null;
  const end = cooldownEnd(state.problem, now) ?? 0;
  const cooldown = (end - now) / 60_000 + random;
  return Math.max(MIN_ALARM_MINUTES, cooldown, preferredMinutes(conditions, now, random));
}

function preferredMinutes(
  { minutes, state, isLastUsed, usedAt, awaitsCredit }: RefreshConditions,
  now: number,
  random: number,
) {
  // A problem halves frequent refreshes.
  const factor = state.problem ? 2 : 1;
  if (awaitsCredit) return (0.5 + random / 2) * factor;
  const unusedMs = (usedAt === null ? null : ageMs(usedAt, now)) ?? ACTIVE_MS;
  if (isLastUsed && unusedMs < ACTIVE_MS) return Math.min((1 + random) * factor, minutes);
  return minutes * (unusedMs < IDLE_AFTER_MS ? 1 : IDLE_FACTOR) * (0.9 + random / 5);
}

/**
 * Whether a signed-in account's last request is more than `minutes` old, or of unknown age because the clock
 * was set back. `now` is in Unix milliseconds.
 */
export function isOverdue(state: AccountState, minutes: number, now: number): boolean {
  if (state.phase !== 'signed_in') return false;
  const requestedAt = [state.account.as_of * 1000, state.problem?.at ?? 0];
  return !requestedAt.some((at) => isRecent(at, minutes * 60_000, now));
}
