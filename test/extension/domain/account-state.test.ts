import { describe, expect, test } from 'vitest';
import {
  type AccountState,
  INITIAL_STATE,
  type Problem,
} from '../../../extension/domain/account-state.ts';
import { accountStatus } from '../../../extension/domain/account-status.ts';
import {
  accountReceived,
  problemOccurred,
  sessionMissing,
  signInFailed,
  signInStarted,
} from '../../../extension/domain/account-transitions.ts';
import { isUnlimited } from '../../../extension/domain/amounts/unlimited.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { mayRefresh, type RefreshTrigger } from '../../../extension/domain/refresh-policy.ts';
import { account, NOON } from '../../support/extension/background-environment.ts';

const signedIn: AccountState = { phase: 'signed_in', account: account(), problem: null };
const signedOut: AccountState = { phase: 'signed_out', signInError: null, problem: null };
const ended: AccountState = { ...signedIn, phase: 'session_ended', signInError: null };
const reading = (parts: Parameters<typeof account>[0] = {}) => ({
  account: account(parts),
  etag: null,
});
const down: Problem = { kind: 'unreachable', at: NOON, retryAt: null };
const stuck: Problem = { kind: 'sign_out_failed', at: NOON, retryAt: null };

describe('transitions', () => {
  test('an account that arrives ends every trouble', () => {
    for (const state of [INITIAL_STATE, signedOut, ended, { ...signedIn, problem: down }]) {
      expect(accountReceived(state, reading(), NOON, 'alarm')).toEqual(signedIn);
    }
  });

  test('a clock of the proxy that runs ahead does not make a balance younger', () => {
    const reply = reading({ as_of: NOON / 1000 + 900 });
    expect(accountReceived(INITIAL_STATE, reply, NOON, 'alarm')).toEqual(signedIn);
  });

  test('the tag of an account is kept with it, and goes with another that has none', () => {
    const tagged = accountReceived(
      INITIAL_STATE,
      { account: account(), etag: '"a"' },
      NOON,
      'alarm',
    );
    expect(tagged).toEqual({ ...signedIn, etag: '"a"' });
    expect(problemOccurred(tagged, down)).toEqual({ ...tagged, problem: down });
    expect(accountReceived(tagged, reading(), NOON, 'alarm')).toEqual(signedIn);
    expect(sessionMissing(tagged)).toEqual(ended);
  });

  test('a sign-out that failed stays in sight until the user asks again', () => {
    const state = { ...signedIn, problem: stuck };
    expect(accountReceived(state, reading(), NOON, 'alarm')).toEqual(state);
    expect(accountReceived(state, reading(), NOON, 'click')).toEqual(signedIn);
  });

  test('no session: an account keeps its last balance, otherwise nothing is left', () => {
    expect(sessionMissing(INITIAL_STATE)).toEqual(signedOut);
    expect(sessionMissing({ ...signedOut, problem: down })).toEqual(signedOut);
    expect(sessionMissing({ ...signedIn, problem: down })).toEqual(ended);
    expect(sessionMissing({ ...ended, problem: down })).toEqual(ended);
  });

  test('no session, when the user wanted to be signed out: nothing is left', () => {
    expect(sessionMissing({ ...signedIn, problem: stuck })).toEqual(signedOut);
  });

  test('trouble leaves the account as it was', () => {
    for (const state of [INITIAL_STATE, signedOut, signedIn, ended]) {
      expect(problemOccurred(state, down)).toEqual({ ...state, problem: down });
    }
  });

  test('a failed sign-in leaves a notice, the next one takes it away', () => {
    const signInError = { kind: 'access_denied', at: NOON } as const;
    expect(signInFailed(INITIAL_STATE, 'access_denied', NOON)).toEqual({
      ...signedOut,
      signInError,
    });
    expect(signInFailed(ended, 'access_denied', NOON)).toEqual({ ...ended, signInError });
    expect(signInFailed(signedIn, 'access_denied', NOON)).toEqual(signedIn);
    expect(signInStarted({ ...signedOut, signInError })).toEqual(signedOut);
    expect(signInStarted({ ...ended, signInError })).toEqual(ended);
  });
});

describe('the situation', () => {
  const of = (
    state: AccountState,
    signingIn = false,
    now = NOON,
    threshold: number | null = null,
  ) => accountStatus(state, { threshold }, signingIn, now).kind;
  const below = (threshold: number, state: AccountState, now = NOON) =>
    of(state, false, now, threshold);
  const having = (parts: Parameters<typeof account>[0]): AccountState => ({
    ...signedIn,
    account: account(parts),
  });

  test('a login window outranks trouble, trouble the account, and its condition the age', () => {
    expect(of({ ...signedIn, problem: down }, true)).toBe('signing_in');
    expect(of({ ...having({ status: 2 }), problem: down })).toBe('unreachable');
    expect(of(having({ status: 2, balance_formatted: '-1.00' }))).toBe('disabled');
    expect(of(having({ balance_formatted: '-1.00', as_of: 0 }))).toBe('negative');
    expect(of(ended)).toBe('session_ended');
    expect(of(INITIAL_STATE)).toBe('unknown');
  });

  test('the balance is there as soon as a sign-in has brought it, while its window still closes', () => {
    expect(of(signedIn, true)).toBe('fresh');
    expect(of(ended, true)).toBe('signing_in');
  });

  test('a balance is stale once it is older than a minute', () => {
    expect(of(signedIn, false, NOON + 60_000)).toBe('fresh');
    expect(of(signedIn, false, NOON + 60_001)).toBe('stale');
  });

  test('only a status that is there and not 1 disables', () => {
    const { status: _, ...without } = account();
    expect(of({ ...signedIn, account: without })).toBe('fresh');
    expect(of(having({ status: 0 }))).toBe('disabled');
  });

  test('an unreadable balance is not negative', () => {
    expect(of(having({ balance_formatted: '(3.40)' }))).toBe('fresh');
  });

  test('a balance below the threshold is low, however old, and one that is just as high is not', () => {
    expect(below(750.01, signedIn)).toBe('low');
    expect(below(750.01, signedIn, NOON + 61_000)).toBe('low');
    expect(below(750, signedIn)).toBe('fresh');
    expect(below(10, having({ balance_formatted: '¥9.99' }))).toBe('low');
    expect(of(having({ balance_formatted: '0.00' }))).toBe('fresh');
  });

  test('trouble outranks disabled, that outranks negative, and that outranks low', () => {
    expect(below(1000, { ...signedIn, problem: down })).toBe('unreachable');
    expect(below(1000, having({ status: 2 }))).toBe('disabled');
    expect(below(1000, having({ balance_formatted: '-1.00' }))).toBe('negative');
    expect(below(1000, ended)).toBe('session_ended');
  });

  test('a balance in which no number can be read is never low', () => {
    for (const balance of ['1,234', '1.2k', 'plenty', '∞', 'Unlimited']) {
      expect(below(1e9, having({ balance_formatted: balance }))).not.toBe('low');
    }
  });

  test('an account is unlimited where the platform says so, however old that is', () => {
    const unlimited = having({ balance_formatted: '无限' });
    expect(of(unlimited)).toBe('unlimited');
    expect(of(unlimited, false, NOON + 61_000)).toBe('unlimited');
    expect(of(having({ balance_formatted: 'Unlimited', status: 2 }))).toBe('disabled');
  });

  test('the outcome of a sign-in is shown for half an hour', () => {
    const state: AccountState = { ...signedOut, signInError: { kind: 'cancelled', at: NOON } };
    const halfAnHour = 30 * 60_000;
    expect(accountStatus(state, DEFAULT_PREFERENCES, false, NOON + halfAnHour)).toMatchObject({
      signInError: 'cancelled',
    });
    expect(accountStatus(state, DEFAULT_PREFERENCES, false, NOON + halfAnHour + 1)).toMatchObject({
      signInError: null,
    });
  });
});

describe('a platform says that there is no limit', () => {
  test.each([
    '∞',
    ' ∞ ',
    '$∞',
    '+∞',
    '￥ ∞',
    'Unlimited',
    'UNLIMITED',
    'unlimited quota',
    'Infinity',
    '无限',
    '无限额度',
    '无限制',
    '不限',
    '無限',
  ])('%j', (text) => {
    expect(isUnlimited(text)).toBe(true);
  });

  test.each([
    '-1',
    '-1.00',
    '0',
    '999999999',
    '-∞',
    '∞ left of 5',
    'Unlimited until Friday',
    'not unlimited',
    '余额 无限',
    '无限期',
    'N/A',
    '—',
  ])('not with %j', (text) => {
    expect(isUnlimited(text)).toBe(false);
  });
});

describe('asking', () => {
  const paused: AccountState = {
    ...signedIn,
    problem: { kind: 'rate_limited', at: NOON, retryAt: NOON + 60_000 },
  };

  test('in passing waits for the end of a pause, a click does not', () => {
    expect(mayRefresh(paused, 'alarm', NOON)).toBe(false);
    expect(mayRefresh(paused, 'popup_opened', NOON + 59_999)).toBe(false);
    expect(mayRefresh(paused, 'popup_opened', NOON + 60_000)).toBe(true);
    expect(mayRefresh(paused, 'click', NOON)).toBe(true);
    expect(mayRefresh(paused, 'sign_in', NOON)).toBe(true);
  });

  test('the alarm leaves a proxy alone that has no session for us', () => {
    expect(mayRefresh(signedIn, 'alarm', NOON)).toBe(true);
    expect(mayRefresh(INITIAL_STATE, 'alarm', NOON)).toBe(true);
    expect(mayRefresh(signedOut, 'alarm', NOON)).toBe(false);
    expect(mayRefresh(ended, 'alarm', NOON)).toBe(false);
    expect(mayRefresh(signedOut, 'popup_opened', NOON)).toBe(true);
  });

  test.each<RefreshTrigger>(['top_up_closed', 'online'])(
    'because of %s waits for the end of a pause, and for a session',
    (reason) => {
      expect(mayRefresh(signedIn, reason, NOON)).toBe(true);
      expect(mayRefresh(paused, reason, NOON + 59_999)).toBe(false);
      expect(mayRefresh(signedOut, reason, NOON)).toBe(false);
    },
  );
});
