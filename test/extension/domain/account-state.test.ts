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
  refreshFailed,
  sessionMissing,
  signInFailed,
  signInStarted,
} from '../../../extension/domain/account-transitions.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { account, NOON } from '../../support/extension/background-environment.ts';
import { signedIn as stateWith } from '../../support/extension/states.ts';

const signedIn: AccountState = { phase: 'signed_in', account: account(), problem: null };
const signedOut: AccountState = { phase: 'signed_out', signInError: null, problem: null };
const ended: AccountState = { ...signedIn, phase: 'session_ended', signInError: null };
const snapshot = (parts: Parameters<typeof account>[0] = {}) => ({
  account: account(parts),
  etag: null,
});
const down: Problem = { kind: 'unreachable', at: NOON, retryAt: null };
const stuck: Problem = { kind: 'sign_out_failed', at: NOON, retryAt: null };

describe('transitions', () => {
  test('a received account ends every problem', () => {
    for (const state of [INITIAL_STATE, signedOut, ended, { ...signedIn, problem: down }]) {
      expect(accountReceived(state, snapshot(), NOON, 'alarm')).toEqual(signedIn);
    }
  });

  test('the clock of a proxy that runs ahead does not make a balance look newer', () => {
    const reply = snapshot({ as_of: NOON / 1000 + 900 });
    expect(accountReceived(INITIAL_STATE, reply, NOON, 'alarm')).toEqual(signedIn);
  });

  test('the entity tag is kept with its account, and removed with an account that has none', () => {
    const tagged = accountReceived(
      INITIAL_STATE,
      { account: account(), etag: '"a"' },
      NOON,
      'alarm',
    );
    expect(tagged).toEqual({ ...signedIn, etag: '"a"' });
    expect(problemOccurred(tagged, down)).toEqual({ ...tagged, problem: down });
    expect(accountReceived(tagged, snapshot(), NOON, 'alarm')).toEqual(signedIn);
    expect(sessionMissing(tagged)).toEqual(ended);
  });

  test('a failed sign-out stays in sight until the user acts', () => {
    const state = { ...signedIn, problem: stuck };
    expect(accountReceived(state, snapshot(), NOON, 'alarm')).toEqual(state);
    expect(accountReceived(state, snapshot(), NOON, 'click')).toEqual(signedIn);
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
    expect(sessionMissing(INITIAL_STATE)).toEqual(signedOut);
    expect(sessionMissing({ ...signedOut, problem: down })).toEqual(signedOut);
    expect(sessionMissing({ ...signedIn, problem: down })).toEqual(ended);
    expect(sessionMissing({ ...ended, problem: down })).toEqual(ended);
  });

  test('a missing session after a failed sign-out leaves nothing', () => {
    expect(sessionMissing({ ...signedIn, problem: stuck })).toEqual(signedOut);
  });

  test('a problem leaves the account as it was', () => {
    for (const state of [INITIAL_STATE, signedOut, signedIn, ended]) {
      expect(problemOccurred(state, down)).toEqual({ ...state, problem: down });
    }
  });

  test('a failed sign-in leaves an error, which the next sign-in removes', () => {
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

describe('the account status', () => {
  const of = (
    state: AccountState,
    signingIn = false,
    now = NOON,
    threshold: number | null = null,
  ) => accountStatus(state, { threshold }, signingIn, now).kind;
  const below = (threshold: number, state: AccountState, now = NOON) =>
    of(state, false, now, threshold);

  test('a login window outranks a problem, that the condition of the account, and that its age', () => {
    expect(of({ ...signedIn, problem: down }, true)).toBe('signing_in');
    expect(of({ ...stateWith({ status: 2 }), problem: down })).toBe('unreachable');
    expect(of(stateWith({ status: 2, balance_formatted: '-1.00' }))).toBe('disabled');
    expect(of(stateWith({ balance_formatted: '-1.00', as_of: 0 }))).toBe('negative');
    expect(of(ended)).toBe('session_ended');
    expect(of(INITIAL_STATE)).toBe('unknown');
  });

  test('is that of the account as soon as a sign-in has brought it, while its window still closes', () => {
    expect(of(signedIn, true)).toBe('fresh');
    expect(of(ended, true)).toBe('signing_in');
  });

  test('a balance older than a minute is stale', () => {
    expect(of(signedIn, false, NOON + 60_000)).toBe('fresh');
    expect(of(signedIn, false, NOON + 60_001)).toBe('stale');
  });

  test('only a status other than 1 means disabled', () => {
    const { status: _, ...without } = account();
    expect(of({ ...signedIn, account: without })).toBe('fresh');
    expect(of(stateWith({ status: 0 }))).toBe('disabled');
  });

  test('an unreadable balance is not negative', () => {
    expect(of(stateWith({ balance_formatted: '(3.40)' }))).toBe('fresh');
  });

  test('a balance below the threshold is low, however old; one equal to it is not', () => {
    expect(below(750.01, signedIn)).toBe('low');
    expect(below(750.01, signedIn, NOON + 61_000)).toBe('low');
    expect(below(750, signedIn)).toBe('fresh');
    expect(below(10, stateWith({ balance_formatted: '¥9.99' }))).toBe('low');
    expect(of(stateWith({ balance_formatted: '0.00' }))).toBe('fresh');
  });

  test('a problem outranks disabled, that negative, and that low', () => {
    expect(below(1000, { ...signedIn, problem: down })).toBe('unreachable');
    expect(below(1000, stateWith({ status: 2 }))).toBe('disabled');
    expect(below(1000, stateWith({ balance_formatted: '-1.00' }))).toBe('negative');
    expect(below(1000, ended)).toBe('session_ended');
  });

  test('a balance without a readable number is never low', () => {
    for (const balance of ['1,234', '1.2k', 'plenty', '∞', 'Unlimited']) {
      expect(below(1e9, stateWith({ balance_formatted: balance }))).not.toBe('low');
    }
  });

  test('an account is unlimited if the platform says so, however old that is', () => {
    const unlimited = stateWith({ balance_formatted: '无限' });
    expect(of(unlimited)).toBe('unlimited');
    expect(of(unlimited, false, NOON + 61_000)).toBe('unlimited');
    expect(of(stateWith({ balance_formatted: 'Unlimited', status: 2 }))).toBe('disabled');
  });

  test('a sign-in error is shown for half an hour', () => {
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
