import { describe, expect, test } from 'vitest';
import {
  type AccountState,
  INITIAL_STATE,
  type Problem,
} from '../../../extension/domain/account-state.ts';
import {
  accountStatus,
  popupStatus,
  recentSignInError,
} from '../../../extension/domain/account-status.ts';
import {
  accountReceived,
  problemOccurred,
  refreshFailed,
  sessionMissing,
  signInFailed,
  signInStarted,
} from '../../../extension/domain/account-transitions.ts';
import { account, NOON } from '../../support/extension/fixtures.ts';
import { sessionEnded, signedOut, signedIn as stateWith } from '../../support/extension/states.ts';

const signedIn = { phase: 'signed_in' as const, account: account(), problem: null };
const snapshot = (parts: Parameters<typeof account>[0] = {}) => ({
  account: account(parts),
  etag: null,
});
const down: Problem = { kind: 'unreachable', at: NOON, retryAt: null };
const stuck: Problem = { kind: 'sign_out_failed', at: NOON, retryAt: null };

describe('transitions', () => {
  test('the clock of a proxy that runs ahead does not make a balance look newer', () => {
    const reply = snapshot({ as_of: NOON / 1000 + 900 });
    expect(accountReceived(INITIAL_STATE, reply, NOON, 'alarm')).toEqual(signedIn);
  });

  test('the entity tag is kept with its account, and removed with an account that has none', () => {
    const reply = { account: account(), etag: '"a"' };
    const tagged = accountReceived(INITIAL_STATE, reply, NOON, 'alarm');
    expect(tagged).toEqual({ ...signedIn, etag: '"a"' });
    expect(problemOccurred(tagged, down)).toEqual({ ...tagged, problem: down });
    expect(accountReceived(tagged, snapshot(), NOON, 'alarm')).toEqual(signedIn);
    expect(sessionMissing(tagged)).toEqual(sessionEnded);
  });

  test('a received account ends a problem, that of a failed sign-out only if the user acts', () => {
    const failed = { ...signedIn, problem: down };
    expect(accountReceived(failed, snapshot(), NOON, 'alarm')).toEqual(signedIn);
    for (const kind of ['sign_out_failed', 'sign_out_refused'] as const) {
      const state: AccountState = { ...signedIn, problem: { ...stuck, kind } };
      expect(accountReceived(state, snapshot(), NOON, 'alarm')).toEqual(state);
      expect(accountReceived(state, snapshot(), NOON, 'click')).toEqual(signedIn);
    }
  });

  test('a failed refresh replaces the problem of a failed sign-out only after a click', () => {
    const state = { ...signedIn, problem: stuck };
    for (const trigger of ['alarm', 'sign_in', 'permission'] as const) {
      expect(refreshFailed(state, down, trigger)).toBe(state);
    }
    expect(refreshFailed(state, down, 'click')).toEqual({ ...state, problem: down });
    expect(refreshFailed(signedIn, down, 'alarm')).toEqual({ ...signedIn, problem: down });
  });

  test('a missing session keeps the last balance of a known account', () => {
    expect(sessionMissing(INITIAL_STATE)).toEqual(signedOut());
    expect(sessionMissing({ ...signedIn, problem: down })).toEqual(sessionEnded);
    expect(sessionMissing({ ...sessionEnded, problem: down })).toEqual(sessionEnded);
  });

  test('a missing session after a failed sign-out leaves nothing', () => {
    expect(sessionMissing({ ...signedIn, problem: stuck })).toEqual(signedOut());
  });

  test('a problem leaves the account as it was', () => {
    const failed = { ...sessionEnded, problem: down };
    const again = { ...sessionEnded, problem: { ...down, repeated: true } };
    expect(problemOccurred(sessionEnded, down)).toEqual(failed);
    expect(problemOccurred(failed, down)).toEqual(again);
  });

  test('a failed sign-in leaves an error, which the next sign-in removes', () => {
    const signInError = { kind: 'access_denied', at: NOON } as const;
    const failed = signedOut('access_denied');
    expect(signInFailed(INITIAL_STATE, 'access_denied', NOON)).toEqual(failed);
    const failedAgain = signInFailed(sessionEnded, 'access_denied', NOON);
    expect(failedAgain).toEqual({ ...sessionEnded, signInError });
    expect(signInFailed(signedIn, 'access_denied', NOON)).toEqual(signedIn);
    expect(signInStarted(failed)).toEqual(signedOut());
    expect(signInStarted(failedAgain)).toEqual(sessionEnded);
  });
});

describe('the account status', () => {
  const withBalance = (balance_formatted: string, status = 1) =>
    stateWith({ balance_formatted, status });
  const unreachable: AccountState = { ...signedIn, problem: down };
  const { status: _, ...withoutStatus } = account();
  const MINUTE = 60_000;

  test.each<[string, AccountState, string, { signingIn?: true; ageMs?: number; below?: number }?]>([
    ['a problem during a sign-in', unreachable, 'signing_in', { signingIn: true }],
    ['an ended session during a sign-in', sessionEnded, 'signing_in', { signingIn: true }],
    ['an account while the window of its sign-in closes', signedIn, 'fresh', { signingIn: true }],
    ['a low balance with a problem', unreachable, 'unreachable', { below: 1000 }],
    ['a disabled account in debt', withBalance('-1.00', 2), 'disabled'],
    ['a negative balance below the threshold', withBalance('-1.00'), 'negative', { below: 1000 }],
    ['an ended session', sessionEnded, 'session_ended', { below: 1000 }],
    ['nothing known', INITIAL_STATE, 'unknown'],
    ['a balance of a minute ago', signedIn, 'fresh', { ageMs: MINUTE }],
    ['an older balance', signedIn, 'stale', { ageMs: MINUTE + 1 }],
    ['an account without a status', { ...signedIn, account: withoutStatus }, 'fresh'],
    ['an account with another status than 1', stateWith({ status: 0 }), 'disabled'],
    ['a balance of nothing', withBalance('0.00'), 'fresh'],
    ['an old balance below the threshold', signedIn, 'low', { below: 750.01, ageMs: 2 * MINUTE }],
    ['a balance at the threshold', signedIn, 'fresh', { below: 750 }],
    ['a balance in words', withBalance('plenty'), 'fresh', { below: 1e9 }],
    ['an old unlimited balance', withBalance('无限'), 'unlimited', { ageMs: 2 * MINUTE }],
  ])('of %s', (_, state, kind, { signingIn = false, ageMs = 0, below: threshold = null } = {}) => {
    expect(popupStatus(state, { threshold }, signingIn, NOON + ageMs).kind).toBe(kind);
  });

  test.each([
    [{ ...signedIn, problem: down }, signedIn.account, false],
    [{ ...signedOut(), problem: down }, null, true],
  ])('of a problem has the account: %j', (state, of, signedOut) => {
    const { at: _, ...parts } = down;
    expect(accountStatus(state, { threshold: null }, NOON)).toEqual({
      ...parts,
      account: of,
      signedOut,
    });
  });

  test.each([
    [0, 'cancelled'],
    [1, null],
  ])('has a sign-in error for half an hour: %i ms later', (ms, shown) => {
    const signInError = { kind: 'cancelled', at: NOON } as const;
    expect(recentSignInError(signInError, NOON + 30 * MINUTE + ms)).toBe(shown);
  });
});
