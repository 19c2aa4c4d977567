import { describe, expect, test } from 'vitest';
import { mayAsk } from '../../extension/account/pacing.ts';
import { situationOf } from '../../extension/account/situation.ts';
import { type AccountState, START, type Trouble } from '../../extension/account/state.ts';
import {
  accountArrived,
  sessionMissing,
  signInBegan,
  signInFailed,
  troubleArose,
} from '../../extension/account/transitions.ts';
import { account, NOON } from './scene.ts';

const signedIn: AccountState = { phase: 'signed_in', account: account(), trouble: null };
const signedOut: AccountState = { phase: 'signed_out', notice: null, trouble: null };
const ended: AccountState = { ...signedIn, phase: 'session_ended', notice: null };
const down: Trouble = { kind: 'unreachable', at: NOON, retryAt: null };
const stuck: Trouble = { kind: 'sign_out_failed', at: NOON, retryAt: null };

describe('transitions', () => {
  test('an account that arrives ends every trouble', () => {
    for (const state of [START, signedOut, ended, { ...signedIn, trouble: down }]) {
      expect(accountArrived(state, account(), NOON, false)).toEqual(signedIn);
    }
  });

  test('a clock of the proxy that runs ahead does not make a balance younger', () => {
    const reply = account({ as_of: NOON / 1000 + 900 });
    expect(accountArrived(START, reply, NOON, false)).toEqual(signedIn);
  });

  test('a sign-out that failed stays in sight until the user asks again', () => {
    const state = { ...signedIn, trouble: stuck };
    expect(accountArrived(state, account(), NOON, false)).toEqual(state);
    expect(accountArrived(state, account(), NOON, true)).toEqual(signedIn);
  });

  test('no session: an account keeps its last balance, otherwise nothing is left', () => {
    expect(sessionMissing(START)).toEqual(signedOut);
    expect(sessionMissing({ ...signedOut, trouble: down })).toEqual(signedOut);
    expect(sessionMissing({ ...signedIn, trouble: down })).toEqual(ended);
    expect(sessionMissing({ ...ended, trouble: down })).toEqual(ended);
  });

  test('no session, when the user wanted to be signed out: nothing is left', () => {
    expect(sessionMissing({ ...signedIn, trouble: stuck })).toEqual(signedOut);
  });

  test('trouble leaves the account as it was', () => {
    for (const state of [START, signedOut, signedIn, ended]) {
      expect(troubleArose(state, down)).toEqual({ ...state, trouble: down });
    }
  });

  test('a failed sign-in leaves a notice, the next one takes it away', () => {
    const notice = { kind: 'access_denied', at: NOON } as const;
    expect(signInFailed(START, 'access_denied', NOON)).toEqual({ ...signedOut, notice });
    expect(signInFailed(ended, 'access_denied', NOON)).toEqual({ ...ended, notice });
    expect(signInFailed(signedIn, 'access_denied', NOON)).toEqual(signedIn);
    expect(signInBegan({ ...signedOut, notice })).toEqual(signedOut);
    expect(signInBegan({ ...ended, notice })).toEqual(ended);
  });
});

describe('the situation', () => {
  const of = (state: AccountState, signingIn = false, now = NOON) =>
    situationOf(state, signingIn, now).kind;
  const having = (parts: Parameters<typeof account>[0]): AccountState => ({
    ...signedIn,
    account: account(parts),
  });

  test('a login window outranks trouble, trouble the account, and its condition the age', () => {
    expect(of({ ...signedIn, trouble: down }, true)).toBe('signing_in');
    expect(of({ ...having({ status: 2 }), trouble: down })).toBe('unreachable');
    expect(of(having({ status: 2, balance_formatted: '-1.00' }))).toBe('disabled');
    expect(of(having({ balance_formatted: '-1.00', as_of: 0 }))).toBe('negative');
    expect(of(ended)).toBe('session_ended');
    expect(of(START)).toBe('unknown');
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

  test('the outcome of a sign-in is shown for half an hour', () => {
    const state: AccountState = { ...signedOut, notice: { kind: 'cancelled', at: NOON } };
    const halfAnHour = 30 * 60_000;
    expect(situationOf(state, false, NOON + halfAnHour)).toMatchObject({ notice: 'cancelled' });
    expect(situationOf(state, false, NOON + halfAnHour + 1)).toMatchObject({ notice: null });
  });
});

describe('asking', () => {
  const paused: AccountState = {
    ...signedIn,
    trouble: { kind: 'rate_limited', at: NOON, retryAt: NOON + 60_000 },
  };

  test('in passing waits for the end of a pause, a click does not', () => {
    expect(mayAsk(paused, 'alarm', NOON)).toBe(false);
    expect(mayAsk(paused, 'passing', NOON + 59_999)).toBe(false);
    expect(mayAsk(paused, 'passing', NOON + 60_000)).toBe(true);
    expect(mayAsk(paused, 'click', NOON)).toBe(true);
    expect(mayAsk(paused, 'sign_in', NOON)).toBe(true);
  });

  test('the alarm leaves a proxy alone that has no session for us', () => {
    expect(mayAsk(signedIn, 'alarm', NOON)).toBe(true);
    expect(mayAsk(START, 'alarm', NOON)).toBe(true);
    expect(mayAsk(signedOut, 'alarm', NOON)).toBe(false);
    expect(mayAsk(ended, 'alarm', NOON)).toBe(false);
    expect(mayAsk(signedOut, 'passing', NOON)).toBe(true);
  });
});
