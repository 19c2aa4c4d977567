import { describe, expect, test } from 'vitest';
import { type AccountState, INITIAL_STATE } from '../../../extension/domain/account-state.ts';
import { SIGNED_OUT } from '../../../extension/domain/account-transitions.ts';
import {
  isOverdue,
  mayRefresh,
  minutesUntilRefresh,
  type RefreshConditions,
  type RefreshTrigger,
} from '../../../extension/domain/refresh-policy.ts';
import { account, NOON } from '../../support/extension/fixtures.ts';
import { sessionEnded, signedIn } from '../../support/extension/states.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const withProblem = (retryAt: number | null): AccountState => ({
  ...signedIn(),
  problem: { kind: 'platform_unavailable', at: NOON, retryAt },
});
const failed = withProblem(null);
const cooldown = withProblem(NOON + 30 * MINUTE);
const idle: RefreshConditions = {
  minutes: 10,
  state: signedIn(),
  isLastUsed: true,
  usedAt: NOON - 60 * MINUTE,
  awaitsCredit: false,
};

/** The shortest and the longest time to the next refresh. */
const range = (parts: Partial<RefreshConditions> = {}) =>
  [0, 1].map((random) => minutesUntilRefresh({ ...idle, ...parts }, NOON, random));

describe('the minutes until the next refresh', () => {
  test.each<[string, Partial<RefreshConditions>, (number | null)[]]>([
    ['are close to those chosen', { minutes: 30 }, [27, 33]],
    ['are 1 to 2 for ten minutes after use', { usedAt: NOON - 9.9 * MINUTE }, [1, 2]],
    ['are those chosen for other accounts', { usedAt: NOON, isLastUsed: false }, range()],
    ['are those chosen from then on', { usedAt: NOON - 10 * MINUTE }, range()],
    ['are those chosen for two days', { usedAt: NOON - 1.9 * DAY }, range()],
    ['are four times as many without use for two days', { usedAt: NOON - 2 * DAY }, [36, 44]],
    ['are those chosen if the last use is unknown', { usedAt: null }, range()],
    ['are 0.5 to 1 while a credit is awaited', { awaitsCredit: true }, [0.5, 1]],
    ['are 2 to 4 with a problem after use', { state: failed, usedAt: NOON }, [2, 4]],
    ['are 1 to 2 with a problem and a top-up', { state: failed, awaitsCredit: true }, [1, 2]],
    ['are none when signed out', { state: SIGNED_OUT, usedAt: NOON }, [null, null]],
    ['never end before a cooldown', { state: cooldown, awaitsCredit: true }, [30, 31]],
  ])('%s', (_, conditions, expected) => {
    expect(range(conditions)).toEqual(expected);
  });
});

test.each<[RefreshTrigger, duringCooldown: boolean, withoutSession: boolean]>([
  ['click', true, true],
  ['sign_in', true, true],
  ['permission', true, true],
  ['popup_opened', false, true],
  ['top_up_closed', false, false],
  ['alarm', false, false],
])('%s refreshes during a cooldown: %s, without a session: %s', (trigger, cooldown, session) => {
  const state = withProblem(NOON + MINUTE);
  expect(mayRefresh(state, trigger, NOON + MINUTE - 1)).toBe(cooldown);
  expect(mayRefresh(state, trigger, NOON + MINUTE)).toBe(true);
  for (const one of [signedIn(), INITIAL_STATE]) expect(mayRefresh(one, trigger, NOON)).toBe(true);
  for (const one of [SIGNED_OUT, sessionEnded])
    expect(mayRefresh(one, trigger, NOON)).toBe(session);
});

const old = { account: account({ as_of: NOON / 1000 - 1 }) };

test.each<[string, AccountState, number, boolean]>([
  ['a balance of ten minutes ago', signedIn(), NOON + 10 * MINUTE, false],
  ['an older balance', signedIn(), NOON + 10 * MINUTE + 1, true],
  ['a balance of the future', signedIn(), NOON - DAY, true],
  ['an old balance with a new problem', { ...failed, ...old }, NOON + 10 * MINUTE, false],
  ['an account without a session', sessionEnded, NOON + DAY, false],
])('%s at %j, %d is overdue after ten minutes: %s', (_, state, now, overdue) => {
  expect(isOverdue(state, 10, now)).toBe(overdue);
});
